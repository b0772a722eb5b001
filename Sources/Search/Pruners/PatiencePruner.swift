/// Patience: a trial that has not improved on itself by more than `minDelta` for `patience` epochs is stopped.
///
/// ```swift
/// PatiencePruner(patience: 5, minDelta: 1e-3).verdict(on: curve, of: 12, at: 9, among: history)
/// AllPruner([PatiencePruner(patience: 5), MedianPruner()])   // the median rule, for trials that stagnate
/// ```
/// The rule of early stopping: Prechelt, "Early stopping, but when?", 1998. NaN is no improvement.
public struct PatiencePruner: Pruner, Hashable {
    /// For how many epochs there may be no improvement, from 1; epochs are counted as the program numbers them, reported or not.
    public let patience: Int
    /// What an improvement must exceed, in the metric's units, from 0.
    public let minDelta: Double

    /// A pruner; numbers below what makes sense (1, 0) are raised to it.
    public init(patience: Int = 10, minDelta: Double = 0) {
        self.patience = max(1, patience)
        self.minDelta = minDelta > 0 ? min(minDelta, .greatestFiniteMagnitude) : 0
    }

    /// Stops a trial whose last improvement is `patience` epochs ago.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        guard let first = curve.epochs.first, let last = curve.epochs.last(where: { $0 <= epoch }) else {
            return .continue
        }
        var best = Double.infinity
        // Before the first report there was nothing: a trial that begins with NaN waits from there.
        var improved = first - 1
        for (reported, value) in zip(curve.epochs, curve.values) where reported <= epoch {
            let loss = history.direction.loss(value)
            guard loss < best - minDelta else { continue }
            (best, improved) = (loss, reported)
        }
        return last - improved >= patience ? .stop : .continue
    }
}
