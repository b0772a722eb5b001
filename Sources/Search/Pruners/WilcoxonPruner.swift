/// Wilcoxon's test: a trial is stopped when, over the epochs that it shares with the best trial, it is worse with
/// p < `pThreshold`.
///
/// ```swift
/// WilcoxonPruner(pThreshold: 0.1, startupEpochs: 2).verdict(on: curve, of: 12, at: 9, among: history)
/// ```
/// It suits objectives whose epochs are repetitions under alike conditions, such as folds of a cross-validation or
/// problems of a set. With four epochs the least p is 1/16, so nothing is stopped before the fourth.
///
/// Wilcoxon, "Individual comparisons by ranking methods", 1945, in Optuna's form.
public struct WilcoxonPruner: Pruner, Hashable {
    /// Below this probability, 0 … 1, the difference is no chance.
    public let pThreshold: Double
    /// How many epochs must be shared before a trial is judged, from 2.
    public let startupEpochs: Int

    /// A pruner; numbers outside what makes sense are taken to its nearest end (NaN to 0, which stops nothing).
    public init(pThreshold: Double = 0.1, startupEpochs: Int = 2) {
        self.pThreshold = pThreshold.isNaN ? 0 : min(max(pThreshold, 0), 1)
        self.startupEpochs = max(2, startupEpochs)
    }

    /// Stops a trial that is worse than the best by its ranks, unless its mean over the shared epochs is better.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        guard let best = history.best, best.number != trial else { return .continue }
        var differences: [Double] = []
        for (reported, value) in zip(curve.epochs, curve.values) where reported <= epoch {
            guard let other = best.curve.value(at: reported) else { continue }
            differences.append(Self.difference(history.direction.loss(value), history.direction.loss(other)))
        }
        guard differences.count >= startupEpochs else { return .continue }
        if differences.reduce(0, +) < 0 { return .continue }
        return SignedRankTest.upperProbability(of: differences) < pThreshold ? .stop : .continue
    }

    /// How much worse the first loss is; equal infinities do not differ.
    private static func difference(_ loss: Double, _ other: Double) -> Double { loss == other ? 0 : loss - other }
}
