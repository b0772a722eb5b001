#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Waits for descriptors to become readable or writable.
public struct Poll {
    private var entries: [pollfd] = []

    /// Waits for nothing yet.
    public init() {}

    /// Forgets all descriptors.
    public mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Waits for `descriptor` too: until it is readable, or else writable.
    public mutating func add(_ descriptor: Int32, writable: Bool = false) {
        entries.append(pollfd(fd: descriptor, events: Int16(writable ? POLLOUT : POLLIN), revents: 0))
    }

    /// Waits for the other end of `descriptor` to go; what can be read or written there is no matter.
    public mutating func add(hangUpOf descriptor: Int32) {
        entries.append(pollfd(fd: descriptor, events: 0, revents: 0))
    }

    /// Waits until one of the descriptors is ready (or has failed or hung up), at most `seconds`.
    ///
    /// - Returns: the positions of those that are ready, in the order in which they were added.
    public mutating func wait(atMost seconds: Double) -> [Int] {
        let milliseconds = Int32((max(0, min(seconds, 3600)) * 1000).rounded(.up))
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return [] }
        return entries.indices.filter { entries[$0].revents != 0 }
    }
}
