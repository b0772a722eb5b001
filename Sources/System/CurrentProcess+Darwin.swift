#if canImport(Darwin)
    internal import Darwin

    extension CurrentProcess {
        /// The path of the program's file.
        public static func executable() throws(SystemError) -> String {
            var size = UInt32(PATH_MAX)
            var buffer = [CChar](repeating: 0, count: Int(size))
            guard _NSGetExecutablePath(&buffer, &size) == 0 else { throw SystemError("_NSGetExecutablePath") }
            return String(nullTerminated: buffer)
        }

        /// The largest resident memory that it has had, in MiB.
        public static var peakMemory: Int {
            var usage = rusage()
            getrusage(RUSAGE_SELF, &usage)
            return Int(usage.ru_maxrss) >> 20
        }
    }
#endif
