/// How an attempt's program was run.
public struct ProgramRun: Sendable, Hashable {
    /// The machine that it was started from.
    public var host: String
    /// Who ran it.
    public var user: String
    /// This tool's version.
    public var version: String
    /// The program and its arguments.
    public var command: [String]
    /// Where it ran.
    public var directory: String
    /// The commit that this directory was at, nil where git says none.
    public var commit: String?
    /// The SHA-256 of what had changed since that commit in files that git knows; nil where nothing had.
    public var diff: String?
    /// The machine's GPUs, nil where there is none or it ran elsewhere.
    public var gpu: String?

    /// A run of all its parts.
    public init(
        host: String, user: String, version: String, command: [String], directory: String, commit: String? = nil,
        diff: String? = nil, gpu: String? = nil
    ) {
        self.host = host
        self.user = user
        self.version = version
        self.command = command
        self.directory = directory
        self.commit = commit
        self.diff = diff
        self.gpu = gpu
    }
}

/// What a program has used, with those that it waited for.
public struct ProgramUsage: Sendable, Hashable {
    /// Seconds of the processors.
    public var cpuSeconds: Double
    /// The most memory that one of its processes had, in bytes.
    public var peakMemory: Int

    /// So much of both.
    public init(cpuSeconds: Double, peakMemory: Int) {
        self.cpuSeconds = cpuSeconds
        self.peakMemory = peakMemory
    }
}

/// An attempt at a trial with how its program was run.
public struct AttemptRun: Sendable, Hashable {
    /// From 1.
    public let attempt: Int
    /// When it began, in seconds since 1970.
    public let startedAt: Double
    /// When it ended, nil while it runs.
    public let endedAt: Double?
    /// How it was run.
    public let run: ProgramRun
    /// What it has used, nil while it runs and where that is unknown.
    public let usage: ProgramUsage?
}
