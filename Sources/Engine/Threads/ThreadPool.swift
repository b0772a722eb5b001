// The threads that share a step's work; results do not depend on how many there are.
//
//     let pool = ThreadPool(threads: 2)
//     let tape = Tape(parameters, mode: .training, pool: pool)

internal import CKernels

/// A pool of threads for the kernels. It belongs to one thread at a time: the one that runs the tape.
public final class ThreadPool {
    let handle: OpaquePointer

    /// Starts a pool of `threads` threads, the caller's included (1...256).
    public init(threads: Int) {
        guard let handle = hk_pool_create(Int32(clamping: min(max(threads, 1), 256))) else {
            preconditionFailure("no memory for a thread pool")
        }
        self.handle = handle
    }

    deinit { hk_pool_destroy(handle) }

    /// How many threads work, the caller's included.
    public var threads: Int { Int(hk_pool_threads(handle)) }

    /// The name of the instruction set in use: "amx", "avx512", "avx2", "neon" or "portable"; the fastest that the machine
    /// has, or the one that HPO_KERNELS names.
    ///
    /// One instruction set gives the same bits on every machine that has it, with any number of threads. Two of them round
    /// sums in other orders, so that a study trained with one repeats bit for bit only with the same one: elsewhere name
    /// it, or train by one that both machines have from the first (`HPO_KERNELS=avx2`).
    public static var instructionSet: String { String(cString: kernels.name) }

    /// The names of all instruction sets that kernels are compiled for and this machine has, the fastest first.
    public static var instructionSets: [String] {
        var count: Int32 = 0
        guard let available = hk_kernels_available(&count) else { return [] }
        return (0..<Int(count)).compactMap { available[$0].map { String(cString: $0.pointee.name) } }
    }
}

/// The kernels of this machine.
var kernels: hk_kernels { hk_kernels_best().pointee }
