/// Patience: a trial that has not improved on itself by more than `minDelta` in `patience` reports is stopped.
///
/// ```swift
/// PatiencePruner(patience: 5, minDelta: 1e-3).verdict(on: curve, of: 12, at: 9, among: history)
/// AllPruner([PatiencePruner(patience: 5), MedianPruner()])   // the median rule, for trials that stagnate
/// ```
/// The rule of early stopping: Prechelt, "Early stopping, but when?", 1998. NaN is no improvement.
public struct PatiencePruner: Pruner, Hashable {
    /// How many reports in a row may bring no improvement, from 1.
    public let patience: Int
    /// What an improvement must exceed, in the metric's units, from 0.
    public let minDelta: Double

    /// A pruner; numbers below what makes sense (1, 0) are raised to it.
    public init(patience: Int = 10, minDelta: Double = 0) {
        self.patience = max(1, patience)
        self.minDelta = minDelta > 0 ? min(minDelta, .greatestFiniteMagnitude) : 0
    }

    /// Stops a trial whose last `patience` reports were no improvement.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        var best = Double.infinity
        var waited = 0
        for (reported, value) in zip(curve.epochs, curve.values) where reported <= epoch {
            let loss = history.direction.loss(value)
            if loss < best - minDelta {
                best = loss
                waited = 0
            } else {
                waited += 1
            }
        }
        return waited >= patience ? .stop : .continue
    }
}
