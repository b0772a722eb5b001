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

/// One epoch of a trial as it is stored.
public struct Epoch: Sendable, Hashable {
    /// From 1.
    public let epoch: Int
    /// The attempt that reported it first.
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

/// What became of a reported epoch.
public enum EpochReceipt: Sendable, Hashable {
    /// It is stored, and is the change `revision` of the history.
    case recorded(revision: Int)
    /// It is stored; without an objective value, with several, or while conditions are violated, it is no change that
    /// samplers and pruners could see.
    case recordedWithoutObjective
    /// The trial had reported this epoch before, and the first report stays.
    case repeated

    /// The change of the history that it is, if it is one.
    public var revision: Int? {
        if case .recorded(let revision) = self { revision } else { nil }
    }
}
