/// The median rule: a trial whose best value so far is strictly worse than the median of what completed trials had at
/// that same epoch is stopped.
///
/// ```swift
/// MedianPruner(startupTrials: 5, warmupEpochs: 3).verdict(on: curve, of: 12, at: 3, among: history)
/// ```
/// Golovin and others, "Google Vizier: a service for black-box optimization", 2017, section 3.2.1, in Optuna's form.
public struct MedianPruner: Pruner, Hashable {
    /// How many trials must have completed before any is judged.
    public var startupTrials: Int { rule.startupTrials }
    /// The earliest epoch that is judged.
    public var warmupEpochs: Int { rule.warmupEpochs }
    /// Every so many epochs a verdict is due, counted from `warmupEpochs`; the first report from then on gets it.
    public var interval: Int { rule.interval }
    /// How many completed trials must have reported the epoch.
    public var minTrials: Int { rule.minTrials }

    private let rule: PercentilePruner

    /// A pruner; numbers below what makes sense (0, 0, 1, 1) are raised to it.
    public init(startupTrials: Int = 5, warmupEpochs: Int = 0, interval: Int = 1, minTrials: Int = 1) {
        rule = PercentilePruner(
            percentile: 50, startupTrials: startupTrials, warmupEpochs: warmupEpochs, interval: interval,
            minTrials: minTrials)
    }

    /// Stops a trial that is worse than the median, or that has reported nothing but NaN.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        rule.verdict(on: curve, of: trial, at: epoch, among: history)
    }
}
