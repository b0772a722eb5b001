public import System

/// What a database stands in: the time, the processes of this machine, and how SQLite reaches the file.
///
/// By default it is what it is; a simulation has its own.
public struct DatabaseEnvironment: Sendable {
    /// The time in seconds since 1970; it is recorded, and decides nothing but when other hosts' claims expire.
    public var clock: @Sendable () -> Double
    /// Whether a process of this machine runs.
    public var isRunning: @Sendable (ProcessIdentity) -> Bool
    /// The name of what SQLite reaches the file through; nil is its default.
    public var vfs: String?
    /// The length, in pages, at which the write-ahead log is copied into the file; nil is the usual one.
    public var checkpointPages: Int?

    /// An environment; by default this machine.
    public init(
        clock: @escaping @Sendable () -> Double = { SystemClock.secondsSince1970 },
        isRunning: @escaping @Sendable (ProcessIdentity) -> Bool = { $0.isRunning },
        vfs: String? = nil, checkpointPages: Int? = nil
    ) {
        self.clock = clock
        self.isRunning = isRunning
        self.vfs = vfs
        self.checkpointPages = checkpointPages
    }
}
