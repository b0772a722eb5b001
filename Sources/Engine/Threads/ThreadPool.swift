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

    /// The name of the instruction set in use: "amx", "avx512", "avx2", "neon" or "portable".
    public static var instructionSet: String { String(cString: kernels.name) }
}

/// The kernels of this machine.
var kernels: hk_kernels { hk_kernels_best().pointee }
