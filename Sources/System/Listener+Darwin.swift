#if canImport(Darwin)
    internal import Darwin

    extension Listener {
        /// The kind of socket that TCP has.
        static var stream: Int32 { SOCK_STREAM }
    }
#endif
