#if canImport(Darwin)
    internal import Darwin

    extension Machine {
        /// Which start of the machine this is; nil where the system does not say.
        public static var bootIdentity: String? {
            var boot = [CChar](repeating: 0, count: 64)
            var size = boot.count
            guard sysctlbyname("kern.bootsessionuuid", &boot, &size, nil, 0) == 0 else { return nil }
            return String(nullTerminated: boot)
        }
    }
#endif
