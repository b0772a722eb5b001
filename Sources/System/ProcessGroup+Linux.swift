#if os(Linux)
    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #endif

    extension ProcessGroup {
        /// The bytes of memory that its processes have in use, where that is more than `limit`; nil where it is not, or cannot be
        /// said.
        ///
        /// Their resident pages are added up first, which is cheap and counts a page that several share for each; only where that
        /// is too much, each process's part of the pages that it shares.
        public func memory(beyond limit: Int) -> Int? {
            let members = Files.names(in: "/proc").compactMap { name -> (pid: Int, resident: Int)? in
                guard let pid = Int(name), let fields = ProcessIdentity.fields(of: pid), fields.count > 21,
                    Int32(fields[2]) == leader, let pages = Int(fields[21])
                else { return nil }
                return (pid, pages * Int(sysconf(Int32(_SC_PAGESIZE))))
            }
            guard members.reduce(0, { $0 + $1.resident }) > limit else { return nil }
            let used = members.reduce(0) { $0 + (Self.proportionalSize(of: $1.pid) ?? $1.resident) }
            return used > limit ? used : nil
        }

        private static func proportionalSize(of pid: Int) -> Int? {
            Files.kernelText("/proc/\(pid)/smaps_rollup")?.split(separator: "\n").first { $0.hasPrefix("Pss:") }
                .flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") }.map { $0 * 1024 }
        }
    }
#endif
