#if os(Linux)
    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #endif

    extension Machine {
        /// Which start of the machine this is and which numbering of processes on it, "BOOT/NAMESPACE" (containers have their
        /// own); nil where the system does not say.
        public static var bootIdentity: String? {
            guard let file = Files.kernelText("/proc/sys/kernel/random/boot_id") else { return nil }
            let boot = file.prefix { $0 != "\n" }
            var link = [CChar](repeating: 0, count: 256)
            let count = readlink("/proc/self/ns/pid", &link, link.count)
            return "\(boot)/\(String(nullTerminated: link.prefix(max(count, 0))))"
        }
    }
#endif
