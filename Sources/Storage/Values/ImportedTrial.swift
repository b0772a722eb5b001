/// A trial that another program has made and recorded, whole.
public struct ImportedTrial: Sendable, Hashable {
    /// What it was made with.
    public var trial: NewTrial
    /// How it ended, or that it waits; it never runs here.
    public var state: TrialState
    /// What it reported, by ascending epochs.
    public var epochs: [ImportedEpoch]
    /// When it began, in seconds since 1970; nil: when it is imported.
    public var startedAt: Double?
    /// When it ended; nil: when it is imported.
    public var endedAt: Double?
    /// What was noted about it.
    public var remark: String?

    /// A trial of its parts.
    public init(
        _ trial: NewTrial, _ state: TrialState, epochs: [ImportedEpoch] = [], startedAt: Double? = nil,
        endedAt: Double? = nil, remark: String? = nil
    ) {
        (self.trial, self.state, self.epochs) = (trial, state, epochs)
        (self.startedAt, self.endedAt, self.remark) = (startedAt, endedAt, remark)
    }
}

/// An epoch of such a trial.
public struct ImportedEpoch: Sendable, Hashable {
    /// As the other program counted.
    public let epoch: Int
    /// Every number of it, each name once.
    public let metrics: [Metric]
    /// What it is worth by the study's goals.
    public let worth: EpochWorth

    /// An epoch of all its parts.
    public init(_ epoch: Int, metrics: [Metric], worth: EpochWorth) {
        (self.epoch, self.metrics, self.worth) = (epoch, metrics, worth)
    }
}
