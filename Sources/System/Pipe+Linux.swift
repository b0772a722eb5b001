#if !canImport(Darwin)
    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #endif

    extension Pipe {
        /// The ends of a new pipe, which no program that another thread starts meanwhile inherits.
        ///
        /// The C library has pipe2, but its headers hide it from Swift (they ask for _GNU_SOURCE).
        static func ends() throws(SystemError) -> (reading: Int32, writing: Int32) {
            typealias Function = @convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32
            guard let symbol = dlsym(nil, "pipe2") else { throw SystemError("pipe2", code: ENOSYS) }
            var ends: [Int32] = [-1, -1]
            guard unsafeBitCast(symbol, to: Function.self)(&ends, O_CLOEXEC) == 0 else { throw SystemError("pipe2") }
            return (ends[0], ends[1])
        }
    }
#endif
