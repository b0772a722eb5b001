#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A process, told from later ones that get the same number by when it began.
public struct ProcessIdentity: Sendable, Hashable {
    /// Its number.
    public let pid: Int
    /// When it began, in the system's own measure (on Linux, clock ticks since the machine started).
    public let start: Int

    /// The process `pid` that began at `start`.
    public init(pid: Int, start: Int) {
        self.pid = pid
        self.start = start
    }

    /// The process that has the number `pid` now, nil where there is none (or only what is left of a dead one).
    public init?(running pid: Int) {
        guard let start = Self.start(of: pid) else { return nil }
        self.init(pid: pid, start: start)
    }

    /// Whether it runs on this machine now.
    public var isRunning: Bool { Self.start(of: pid) == start }

    /// Sends it a signal, whoever has its number now.
    public func send(_ signal: Signal) {
        if pid > 1, let number = Int32(exactly: pid) { _ = kill(number, signal.number) }
    }
}
