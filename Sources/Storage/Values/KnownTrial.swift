public import Search

/// A trial of another study that a study's sampler knows of: a copy, so that it stays when the other study changes.
public struct KnownTrial: Sendable, Hashable {
    /// Below zero, so that it comes before the study's own trials: the oldest lowest, the newest -1.
    public let number: Int
    /// The other study's name.
    public let source: String
    /// The trial's number there.
    public let sourceTrial: Int
    /// What it tried, as values of this study's sampled parameters.
    public let configuration: Configuration
    /// The epoch at which it was pruned; nil where it completed.
    public let prunedEpoch: Int?
    /// Its objective value (may be NaN): the best of a completed trial, the last of a pruned one.
    public let value: Double

    /// A copy of trial `sourceTrial` of the study `source`.
    public init(
        number: Int, source: String, sourceTrial: Int, configuration: Configuration, prunedEpoch: Int?, value: Double
    ) {
        self.number = number
        self.source = source
        self.sourceTrial = sourceTrial
        self.configuration = configuration
        self.prunedEpoch = prunedEpoch
        self.value = value
    }

    /// What a history takes in to know of it.
    public var changes: [HistoryChange] {
        let started = HistoryChange.started(number: number, configuration: configuration)
        guard let prunedEpoch else { return [started, .ended(number: number, outcome: .completed(value: value))] }
        return [
            started, .reported(number: number, epoch: prunedEpoch, value: value),
            .ended(number: number, outcome: .pruned(epoch: prunedEpoch)),
        ]
    }
}
