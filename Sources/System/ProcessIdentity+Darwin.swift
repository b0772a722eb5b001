#if canImport(Darwin)
    internal import Darwin

    extension ProcessIdentity {
        /// The process's start in microseconds since 1970; nil where there is no such process, or only a zombie.
        static func start(of pid: Int) -> Int? {
            guard let pid = Int32(exactly: pid), pid > 0 else { return nil }
            var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, pid]
            var process = kinfo_proc()
            var size = MemoryLayout<kinfo_proc>.stride
            guard sysctl(&name, 4, &process, &size, nil, 0) == 0, size > 0 else { return nil }
            guard process.kp_proc.p_stat != SZOMB else { return nil }
            let start = process.kp_proc.p_starttime
            return Int(start.tv_sec) * 1_000_000 + Int(start.tv_usec)
        }
    }
#endif
