public import Search
public import System

/// Who runs a trial: a process of one start of one machine.
public struct Owner: Sendable, Hashable {
    /// The machine's name.
    public let host: String
    /// Which start of the machine, and which numbering of processes on it (containers have their own).
    public let boot: String
    /// The process.
    public let process: ProcessIdentity

    /// The process `process` of the machine `host` since its start `boot`.
    public init(host: String, boot: String, process: ProcessIdentity) {
        self.host = host
        self.boot = boot
        self.process = process
    }

    /// This process.
    public static func current() throws(StorageError) -> Owner {
        let pid = CurrentProcess.id
        guard let process = ProcessIdentity(running: pid) else {
            throw .unknownProcess(why: "the system does not say when process \(pid) began")
        }
        guard let boot = Machine.bootIdentity else {
            throw .unknownProcess(why: "the system does not say which start of the machine this is")
        }
        return Owner(host: Machine.name, boot: boot, process: process)
    }

    /// Whether it still runs, as far as can be told from `here`.
    ///
    /// On the same start of the same machine the system knows; after another start of it all its processes are gone; of
    /// other machines (and containers) nothing is known but their heartbeats.
    func liveness(seenFrom here: Owner, isRunning: (ProcessIdentity) -> Bool = \.isRunning) -> Liveness {
        if boot == here.boot { return isRunning(process) ? .alive : .dead }
        let sameMachine = boot.prefix { $0 != "/" } == here.boot.prefix { $0 != "/" }
        return host == here.host && !sameMachine ? .dead : .unknown
    }

    enum Liveness { case alive, dead, unknown }
}

/// Which process runs which trial, and as which job.
public struct Claim: Sendable, Hashable {
    /// The attempt that runs.
    public let attempt: TrialAttempt
    /// Who runs it.
    public let owner: Owner
    /// The job, which may outlive its owner; nil before the launcher has told.
    public let handle: JobHandle?
    /// When the owner last said that it lives, in seconds since 1970.
    public let heartbeatAt: Double

    /// The database that the trial was running for when it was merged from there; nil for one that runs for this one.
    public var otherDatabase: String? { handle?.launcher == JobHandle.elsewhere ? handle?.text : nil }

    var isElsewhere: Bool { otherDatabase != nil }

    /// Whether the owner still runs, as far as one look can tell: one on another machine, whose clock may be minutes ahead or
    /// behind, counts as dead when its heartbeat is older than `expiry` seconds.
    public func isAlive(seenFrom here: Owner, at now: Double, expiry: Double = 300) -> Bool {
        switch owner.liveness(seenFrom: here) {
        case .alive: true
        case .dead: false
        case .unknown: now - heartbeatAt <= expiry
        }
    }
}

/// A trial whose owner had died, and which was therefore ended.
public struct ReapedTrial: Sendable, Hashable {
    /// The attempt that ended.
    public let attempt: TrialAttempt
    /// Who ran it.
    public let owner: Owner
    /// `stopped`, so that it can be resumed, or what the pruner had decided already.
    public let outcome: Outcome
    /// The change that ended it.
    public let revision: Int
}
