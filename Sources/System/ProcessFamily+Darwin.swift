#if canImport(Darwin)
    internal import Darwin

    extension ProcessFamily {
        /// Those of the group that run now; what left it is not found.
        func members() -> [ProcessIdentity] {
            guard let leader, let number = Int32(exactly: leader.pid) else { return [] }
            var name = [CTL_KERN, KERN_PROC, KERN_PROC_PGRP, number]
            var size = 0
            guard sysctl(&name, 4, nil, &size, nil, 0) == 0, size > 0 else { return [] }
            var table = [kinfo_proc](repeating: kinfo_proc(), count: size / MemoryLayout<kinfo_proc>.stride + 8)
            size = table.count * MemoryLayout<kinfo_proc>.stride
            guard sysctl(&name, 4, &table, &size, nil, 0) == 0 else { return [] }
            return table.prefix(size / MemoryLayout<kinfo_proc>.stride).compactMap { process in
                ProcessIdentity(running: Int(process.kp_proc.p_pid)).flatMap { $0.start >= leader.start ? $0 : nil }
            }
        }
    }
#endif
