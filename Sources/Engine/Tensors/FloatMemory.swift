// A block of zeroed floats on a 64-byte boundary, freed with its owner.

/// Memory that tensors live in.
final class FloatMemory {
    let base: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int) {
        self.count = count
        let bytes = max(count, 16) * MemoryLayout<Float>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        base = raw.initializeMemory(as: Float.self, repeating: 0, count: max(count, 16))
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    var all: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }

    /// `count` rounded up to whole cache lines.
    static func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
