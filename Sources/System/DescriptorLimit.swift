// How many descriptors this process may have: a run of many trials needs several for each.

internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The number of descriptors that this process may have open.
public enum DescriptorLimit {
    private static let before = Atomic<UInt>(0)
    /// More than this serves nobody, and some systems refuse it.
    private static let most: rlim_t = 1 << 16

    /// Raises the limit as far as this user may. The programs that are started have the one that was given, since some were
    /// written for small numbers.
    public static func raise() {
        var limit = rlimit()
        guard get(&limit), limit.rlim_cur < most, limit.rlim_cur < limit.rlim_max else { return }
        let given = UInt(limit.rlim_cur)
        limit.rlim_cur = min(limit.rlim_max, most)
        #if canImport(Darwin)
            limit.rlim_cur = min(limit.rlim_cur, rlim_t(OPEN_MAX))
        #endif
        if set(&limit) { before.store(given, ordering: .relaxed) }
    }

    /// What a child is given, 0 for the present limit.
    static var given: UInt { before.load(ordering: .relaxed) }

    private static func get(_ limit: inout rlimit) -> Bool {
        #if canImport(Glibc)
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        #else
            getrlimit(RLIMIT_NOFILE, &limit) == 0
        #endif
    }

    private static func set(_ limit: inout rlimit) -> Bool {
        #if canImport(Glibc)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        #else
            setrlimit(RLIMIT_NOFILE, &limit) == 0
        #endif
    }
}
