public import Expressions
import Studies
import System
import Words

/// How far a run goes.
public struct RunLimits: Sendable {
    /// How many trials it begins, those that wait in the queue first; those that it resumes are not counted. Without a number
    /// it goes on until something else ends it.
    public var trials: Int?
    /// How many trials run at once, from 1.
    public var jobs: Int
    /// Seconds after which it ends.
    public var timeout: Double?
    /// Ends it when it becomes true: an expression of `best.value`, `best.number`, `best.epoch`, `trials`, `completed`,
    /// `pruned`, `failed` and `epochs`.
    public var until: Expression?
    /// How many trials in a row may fail before it ends.
    public var maxFailures: Int

    /// Limits, none of them by default but that of failures.
    public init(
        trials: Int? = nil, jobs: Int = 1, timeout: Double? = nil, until: Expression? = nil, maxFailures: Int = 5
    ) {
        self.trials = trials
        self.jobs = jobs
        self.timeout = timeout
        self.until = until
        self.maxFailures = maxFailures
    }
}

/// Why a run ended.
public enum RunEnd: Sendable, Hashable {
    /// The trials that it was to run have ended.
    case trialsDone
    /// The last stage of the study has ended.
    case stagesDone
    /// The time is over.
    case timeout(seconds: Double)
    /// The condition has come true.
    case reached(condition: String)
    /// Too many trials in a row have failed; the last one's reason.
    case failures(count: Int, reason: String)
    /// The sampler has nothing to try: all has been tried, or nothing is found; one sentence.
    case exhausted(String)
    /// Someone pressed Ctrl-C.
    case interrupted
    /// Its time on its machine is over: its trials go on, and the next driver with them.
    case handedOver
}

extension RunEnd: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .trialsDone: "all trials have ended"
        case .stagesDone: "all stages have ended"
        case .timeout(let seconds): "the time of \(exactDuration(seconds)) is over"
        case .reached(let condition): "reached: \(condition)"
        case .failures(let count, let reason):
            "\(count) \(count == 1 ? "trial has" : "trials in a row have") failed, the last one with: "
                + briefReason(reason)
        case .exhausted(let why): why
        case .handedOver: "handed over; the next driver goes on with what runs"
        case .interrupted: "interrupted; the next run resumes what was stopped"
        }
    }
}

/// What a run needs besides the study.
public struct RunSettings: Sendable {
    /// How far it goes.
    public var limits: RunLimits
    /// This program, which trains the built-in workloads as `hpo train`.
    public var executable: String
    /// The environment that trials inherit.
    public var environment: [String: String]
    /// How many cores the running trials share.
    public var cores: Int
    /// Whether trials read what this process would read, where that is no terminal.
    public var inheritsInput = false
    /// This program's version, which is recorded with how each trial is run; where it is nil, nothing is.
    public var version: String?

    /// Settings; by default the trials inherit this process's environment and share this machine's cores.
    public init(
        limits: RunLimits, executable: String, environment: [String: String]? = nil, cores: Int? = nil,
        version: String? = nil
    ) {
        self.version = version
        self.limits = limits
        self.executable = executable
        self.environment = environment ?? CurrentProcess.environment
        self.cores = cores ?? Machine.processorCount
    }
}
