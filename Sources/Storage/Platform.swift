// The one file of this module that differs by platform: the clock, and what tells one process from another.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The system's time in seconds since 1970.
public func secondsSince1970() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The machine's name.
func nameOfHost() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return text(name.prefix { $0 != 0 })
}

private func text(_ characters: some Collection<CChar>) -> String {
    String(decoding: characters.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// This process's number.
func numberOfThisProcess() -> Int { Int(getpid()) }

#if os(Linux)
    /// Field 22 of /proc/PID/stat; nil where there is no such process, or only a zombie.
    func startOfProcess(_ pid: Int) -> Int? {
        guard pid > 0, let text = contents(of: "/proc/\(pid)/stat") else { return nil }
        // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return Int(fields[19])
    }

    /// "BOOT/NAMESPACE": the kernel's id of this start, and the namespace that numbers the processes.
    func identityOfBoot() -> String? {
        guard let file = contents(of: "/proc/sys/kernel/random/boot_id") else { return nil }
        let boot = file.prefix { $0 != "\n" }
        var link = [CChar](repeating: 0, count: 256)
        let count = readlink("/proc/self/ns/pid", &link, link.count)
        return "\(boot)/\(text(link.prefix(max(count, 0))))"
    }

    /// The start of a small file of the kernel's.
    private func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
#elseif canImport(Darwin)
    /// The process's start in microseconds since 1970; nil where there is no such process, or only a zombie.
    func startOfProcess(_ pid: Int) -> Int? {
        guard let pid = Int32(exactly: pid), pid > 0 else { return nil }
        var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, pid]
        var process = kinfo_proc()
        var size = MemoryLayout<kinfo_proc>.stride
        guard sysctl(&name, 4, &process, &size, nil, 0) == 0, size > 0 else { return nil }
        guard process.kp_proc.p_stat != SZOMB else { return nil }
        let start = process.kp_proc.p_starttime
        return Int(start.tv_sec) * 1_000_000 + Int(start.tv_usec)
    }

    /// The kernel's id of this start.
    func identityOfBoot() -> String? {
        var boot = [CChar](repeating: 0, count: 64)
        var size = boot.count
        guard sysctlbyname("kern.bootsessionuuid", &boot, &size, nil, 0) == 0 else { return nil }
        return text(boot.prefix { $0 != 0 })
    }
#endif
