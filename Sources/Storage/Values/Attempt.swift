/// One run of a trial's program as it is stored.
public struct Attempt: Sendable, Hashable {
    /// The trial.
    public let trial: Int
    /// From 1.
    public let number: Int
    /// The change that began it.
    public let startedRevision: Int
    /// The history that the pruner saw when it promoted the trial, nil where this is no promotion.
    public let sawRevision: Int?
    /// The revision of the definition whose pruner promoted it, nil where this is no promotion.
    public let promotedBy: Int?
    /// The change that ended it, nil while it runs.
    public let endedRevision: Int?
    /// How it ended, nil while it runs.
    public let state: TrialState.Name?
    /// What a completed trial counts with (may be NaN).
    public let value: Double?
    /// Where the pruner stopped the trial for good.
    public let prunedEpoch: Int?
    /// Where the pruner set the trial aside.
    public let pausedEpoch: Int?
    /// Why it failed or was stopped, where that is known.
    public let reason: String?
    /// When it began, in seconds since 1970.
    public let startedAt: Double
    /// When it ended, nil while it runs.
    public let endedAt: Double?
}
