#if canImport(Darwin)
    internal import Darwin

    extension Pipe {
        /// The ends of a new pipe, closed on exec as soon as they are moved above the standard streams.
        static func ends() throws(SystemError) -> (reading: Int32, writing: Int32) {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw SystemError("pipe") }
            return (ends[0], ends[1])
        }
    }
#endif
