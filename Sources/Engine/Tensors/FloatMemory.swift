// A block of zeroed floats on a cache line, in large pages where there is much of it, freed with its owner.

internal import CKernels
private import System

/// Memory that tensors live in. Where the machine has no more of it the process says so and ends: a training is a process
/// of its own, its last epoch's checkpoint is on the disk, and there is nothing to go on with.
final class FloatMemory {
    let base: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int) {
        self.count = count
        let capacity = max(count, 16)
        guard let raw = hk_allocate(capacity * MemoryLayout<Float>.stride) else {
            let megabytes = (capacity * MemoryLayout<Float>.stride) >> 20
            try? StandardStream.errors.write(
                "hpo: there is no memory for \(megabytes) MiB of tensors; a smaller batch or model needs less\n")
            CurrentProcess.end(1)
        }
        base = raw.bindMemory(to: Float.self, capacity: capacity)
    }

    deinit { hk_free(base) }

    var all: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }

    /// `count` rounded up to whole cache lines.
    static func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
