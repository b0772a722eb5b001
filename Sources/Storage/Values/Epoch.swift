public import Search

/// One metric of an epoch.
public struct Metric: Sendable, Hashable {
    /// As it was reported.
    public let name: String
    /// May be NaN or infinite.
    public let value: Double

    /// A metric.
    public init(_ name: String, _ value: Double) {
        self.name = name
        self.value = value
    }
}

extension Sequence<Metric> {
    /// Their values by name; of two of the same name the first.
    public var byName: [String: Double] { Dictionary(map { ($0.name, $0.value) }) { first, _ in first } }
}

/// One epoch of a trial as it is stored.
public struct Epoch: Sendable, Hashable {
    /// From 0 or 1, as the program counts.
    public let epoch: Int
    /// The attempt that reported it.
    public let attempt: Int
    /// Its change of the history, nil where it is none: without an objective, with several, or where the study's conditions
    /// are violated.
    public let revision: Int?
    /// Seconds since 1970.
    public let reportedAt: Double
    /// The (first) objective's value (may be NaN), nil where it was not among its metrics.
    public let objective: Double?
    /// By how much the study's conditions are violated: 0 where they are met, nil where there are none.
    public let violation: Double?
    /// What the pruner said of it, nil where it was not asked.
    public let verdict: Verdict?
    /// The history that the pruner saw: all changes up to this revision.
    public let verdictRevision: Int?
    /// All its metrics, by name.
    public let metrics: [Metric]
}

/// An epoch that a running trial has reported, as it is to be recorded.
public struct NewEpoch: Sendable, Hashable {
    /// Whose it is.
    public let attempt: TrialAttempt
    /// From 0 or 1, as the program counts.
    public let epoch: Int
    /// Every number of the report; NaN and infinities are stored too. Of a repeated name the first counts.
    public let metrics: [Metric]
    /// The value of each objective; empty where the report lacks one.
    public let values: [Double]
    /// By how much the study's conditions are violated, nil where it has none.
    public let violation: Double?
    /// What of its epochs' values the trial counts with.
    public let counting: TrialValue

    /// The epoch `epoch` of `attempt`.
    public init(
        _ epoch: Int, of attempt: TrialAttempt, metrics: [Metric], values: [Double], violation: Double? = nil,
        counting: TrialValue = .best
    ) {
        self.counting = counting
        self.attempt = attempt
        self.epoch = epoch
        self.metrics = metrics
        self.values = values
        self.violation = violation
    }

    /// What it is worth by itself.
    var worth: EpochWorth { EpochWorth(values: values, violation: violation) }

    /// Whether samplers and pruners see it: pruners judge one objective, by epochs that count.
    var isChange: Bool { values.count == 1 && (violation ?? 0) == 0 }
}

/// What an epoch is worth by the study's goals.
public struct EpochWorth: Sendable, Hashable {
    /// The value of each objective; empty where a metric lacks.
    public let values: [Double]
    /// By how much the study's conditions are violated, nil where it has none, or where a metric lacks.
    public let violation: Double?

    /// A worth of its parts.
    public init(values: [Double], violation: Double? = nil) {
        self.values = values
        self.violation = values.isEmpty ? nil : violation
    }

    /// What samplers and pruners would see of it: the value of one objective, NaN where conditions are violated.
    var seen: Double? { values.count == 1 ? (violation ?? 0) == 0 ? values[0] : .nan : nil }
}

/// What a later report of an epoch came to.
public struct MergedEpoch: Sendable, Hashable {
    /// All that was reported of the epoch, by name, of each metric the last value.
    public let metrics: [Metric]
    /// The first of the metrics that had another value before; nil where all are new.
    public let changed: MetricChange?
    /// Its change of the history, where samplers and pruners see something new in it.
    public let revision: Int?
    /// What the pruner said of it then; nil where nobody was asked.
    public let judgement: Judgement?
}

/// A metric that was reported again for the same epoch, with another value.
public struct MetricChange: Sendable, Hashable {
    /// As it was reported.
    public let name: String
    /// What it was.
    public let before: Double
    /// What it is.
    public let after: Double
}

/// A former state of an epoch, as samplers and pruners saw it until something else was reported of it.
public struct ReplacedEpoch: Sendable, Hashable {
    /// Which epoch, as the program counts.
    public let epoch: Int
    /// The attempt that reported it.
    public let attempt: Int
    /// Its change of the history, nil where it was none.
    public let revision: Int?
    /// The change that took its place.
    public let replacedRevision: Int
    /// The (first) objective's value (may be NaN), nil where it had none.
    public let objective: Double?
    /// What the pruner said of it, nil where it was not asked.
    public let verdict: Verdict?
    /// The history that the pruner saw: all changes up to this revision.
    public let verdictRevision: Int?
    /// All its metrics, as JSON.
    public let metrics: String
}

/// What the pruner said of an epoch.
public struct Judgement: Sendable, Hashable {
    /// What it said.
    public let verdict: Verdict
    /// Whether it is a verdict to stop or pause that is not carried out, since the study audits its pruner.
    public let isAudited: Bool

    /// The verdict `verdict`.
    public init(_ verdict: Verdict, isAudited: Bool = false) {
        self.verdict = verdict
        self.isAudited = isAudited
    }

    /// Whether the trial ends by it, for now or for good.
    public var ends: Bool { verdict != .continue && !isAudited }
}

/// What became of a reported epoch.
public enum EpochReceipt: Sendable, Hashable {
    /// It is stored, and is the change `revision` of the history; the judgement is nil where nobody was asked.
    case recorded(revision: Int, Judgement? = nil)
    /// It is stored; without an objective value, with several, or while conditions are violated, it is no change that
    /// samplers and pruners could see.
    case recordedWithoutObjective
    /// The trial had reported this epoch before, and what it says of it now is stored with that.
    case merged(MergedEpoch)
    /// The trial had reported all this of the epoch before.
    case repeated
    /// An epoch recorded with it ended the trial, and what the trial reported after that does not count.
    case unwanted
    /// The attempt is not the trial's running one, or the epoch is none.
    case refused(StorageError)

    /// What the pruner said of it, where it was asked.
    var judgement: Judgement? {
        switch self {
        case .recorded(_, let judgement): judgement
        case .merged(let merged): merged.judgement
        case .recordedWithoutObjective, .repeated, .unwanted, .refused: nil
        }
    }

    /// The change of the history that it is, if it is one.
    public var revision: Int? {
        switch self {
        case .recorded(let revision, _): revision
        case .merged(let merged): merged.revision
        case .recordedWithoutObjective, .repeated, .unwanted, .refused: nil
        }
    }
}
