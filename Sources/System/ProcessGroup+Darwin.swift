#if canImport(Darwin)
    extension ProcessGroup {
        /// Always nil: what other processes use cannot be said here.
        public func memory(beyond limit: Int) -> Int? { nil }
    }
#endif
