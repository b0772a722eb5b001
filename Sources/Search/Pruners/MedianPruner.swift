/// The median rule: a trial whose best value so far is strictly worse than the median of what completed trials had at
/// that same epoch is stopped.
///
/// ```swift
/// MedianPruner(startupTrials: 5, warmupEpochs: 3).verdict(on: curve, at: 3, among: history)
/// ```
/// Golovin and others, "Google Vizier: a service for black-box optimization", 2017, section 3.2.1, in Optuna's form.
public struct MedianPruner: Pruner, Hashable {
    /// How many trials must have completed before any is judged.
    public let startupTrials: Int
    /// The earliest epoch that is judged.
    public let warmupEpochs: Int
    /// Every so many epochs a verdict is due, counted from `warmupEpochs`; the first report from then on gets it.
    public let interval: Int
    /// How many completed trials must have reported the epoch.
    public let minTrials: Int

    /// A pruner; numbers below what makes sense (0, 0, 1, 1) are raised to it.
    public init(startupTrials: Int = 5, warmupEpochs: Int = 0, interval: Int = 1, minTrials: Int = 1) {
        self.startupTrials = max(0, startupTrials)
        self.warmupEpochs = max(0, warmupEpochs)
        self.interval = max(1, interval)
        self.minTrials = max(1, minTrials)
    }

    /// Stops a trial that is worse than the median, or that has reported nothing but NaN.
    public func verdict(on curve: Curve, at epoch: Int, among history: History) -> Verdict {
        guard history.completedCount >= startupTrials, isDue(at: epoch, on: curve) else { return .continue }
        let losses = history.completedLosses(at: epoch)
        guard losses.values.count >= minTrials, let median = losses.quantile(0.5) else { return .continue }
        guard let best = curve.best(history.direction, through: epoch) else { return .continue }
        return best.value.isNaN || history.direction.loss(best.value) > median ? .stop : .continue
    }

    /// Whether this is the first report since a verdict fell due.
    private func isDue(at epoch: Int, on curve: Curve) -> Bool {
        guard epoch >= max(1, warmupEpochs) else { return false }
        let due = epoch - (epoch - warmupEpochs) % interval
        return due >= 1 && !curve.epochs.contains { $0 >= due && $0 < epoch }
    }
}
