// A block of zeroed floats on a cache line, in large pages where there is much of it, freed with its owner.

internal import CKernels

/// Memory that tensors live in.
final class FloatMemory {
    let base: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int) {
        self.count = count
        let capacity = max(count, 16)
        guard let raw = hk_allocate(capacity * MemoryLayout<Float>.stride) else {
            preconditionFailure("no memory for \(capacity) floats")
        }
        base = raw.bindMemory(to: Float.self, capacity: capacity)
    }

    deinit { hk_free(base) }

    var all: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }

    /// `count` rounded up to whole cache lines.
    static func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
