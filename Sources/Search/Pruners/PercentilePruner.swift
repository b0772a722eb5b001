/// The percentile rule: a trial whose best value so far is strictly outside the best `percentile` per cent of what
/// completed trials had at that same epoch is stopped.
///
/// ```swift
/// PercentilePruner(percentile: 25, startupTrials: 5).verdict(on: curve, of: 12, at: 3, among: history)
/// ```
/// Golovin and others, "Google Vizier: a service for black-box optimization", 2017, section 3.2.1, in Optuna's form;
/// the 50th percentile is the median rule.
public struct PercentilePruner: Pruner, Hashable {
    /// The share of the completed trials, in per cent (0 … 100), that a trial must keep up with: 25 keeps those that are
    /// at least as good as the best quarter.
    public let percentile: Double
    /// How many trials must have completed before any is judged.
    public let startupTrials: Int
    /// The earliest epoch that is judged.
    public var warmupEpochs: Int { schedule.warmupEpochs }
    /// Every so many epochs a verdict is due, counted from `warmupEpochs`; the first report from then on gets it.
    public var interval: Int { schedule.interval }
    /// How many completed trials must have reported the epoch.
    public let minTrials: Int

    private let schedule: VerdictSchedule

    /// A pruner; numbers outside what makes sense are taken to its nearest end (NaN to 100, which judges most mildly).
    public init(
        percentile: Double = 25, startupTrials: Int = 5, warmupEpochs: Int = 0, interval: Int = 1, minTrials: Int = 1
    ) {
        self.percentile = percentile.isNaN ? 100 : min(max(percentile, 0), 100)
        self.startupTrials = max(0, startupTrials)
        self.minTrials = max(1, minTrials)
        schedule = VerdictSchedule(warmupEpochs: warmupEpochs, interval: interval)
    }

    /// Stops a trial that is worse than the percentile, or that has reported nothing but NaN.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        guard history.completedCount >= startupTrials, schedule.isDue(at: epoch, on: curve) else { return .continue }
        let losses = history.completedLosses(at: epoch)
        guard losses.values.count >= minTrials, let limit = losses.quantile(percentile / 100) else { return .continue }
        guard let best = curve.reached(history.direction, through: epoch) else { return .continue }
        return best.value.isNaN || history.direction.loss(best.value) > limit ? .stop : .continue
    }
}
