#if !canImport(Darwin)
    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #endif

    extension CurrentProcess {
        /// The path of the program's file.
        public static func executable() throws(SystemError) -> String {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink("/proc/self/exe", &buffer, buffer.count)
            guard count > 0 else { throw SystemError("readlink", "/proc/self/exe") }
            return String(nullTerminated: buffer.prefix(count))
        }

        /// The largest resident memory that it has had, in MiB.
        public static var peakMemory: Int {
            var usage = rusage()
            #if canImport(Glibc)
                getrusage(RUSAGE_SELF.rawValue, &usage)
            #else
                getrusage(RUSAGE_SELF, &usage)
            #endif
            return Int(usage.ru_maxrss) >> 10
        }
    }
#endif
