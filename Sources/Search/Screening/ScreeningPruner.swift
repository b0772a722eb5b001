/// Lets trials wait at the screening epoch, and promotes the best of those that wait.
///
/// ```swift
/// ScreeningPruner(Screening(length: 50)).verdict(on: curve, of: 12, at: 5, among: history)   // .pause
/// ```
/// A program that cannot resume starts over when its trial is promoted: that costs the screening epochs once more.
public struct ScreeningPruner: Pruner, Hashable {
    /// The rule by which trials wait.
    public var screening: Screening? { rule }

    private let rule: Screening

    /// A pruner by that rule.
    public init(_ screening: Screening) { rule = screening }

    /// True.
    public var promotes: Bool { true }

    /// Pauses a trial that has come to the screening epoch, but for those that train fully or were promoted; stops one there
    /// that has reported nothing but NaN or the worst infinity.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        guard let trained = rule.epoch(after: history),
            epoch >= (curve.countsFromZero ? trained - 1 : trained),
            curve.isFirstReport(epoch, from: curve.countsFromZero ? trained - 1 : trained),
            let reached = curve.reached(history.direction, through: epoch)
        else { return .continue }
        if history.direction.loss(reached.value) == .infinity { return .stop }
        guard history.trial(trial)?.promotedFrom == nil, !rule.trainsFully(trial, after: history) else {
            return .continue
        }
        return .pause
    }

    /// The best of the waiting trials by their values at the screening epoch, equals by number; nil before enough were screened,
    /// and while finishing has taken its part of the epochs.
    public func promotion(among history: History) -> Int? {
        guard let epoch = rule.epoch(after: history), let length = rule.trainingLength(after: history) else {
            return nil
        }
        // Numbers of a program's own are added up, which may be as large as an integer can be.
        var (all, finishing, screened) = (0.0, 0.0, 0)
        var best: (loss: Double, number: Int)?
        for trial in history.trials where trial.isOwn {
            let loss = trial.curve.loss(after: epoch, history.direction)
            let isWaiting = if case .paused? = trial.outcome { true } else { false }
            guard isWaiting || trial.promotedFrom != nil else { continue }
            screened += 1
            all += Double(epoch)
            if trial.promotedFrom != nil {
                let reached = trial.outcome == nil ? length : trial.curve.trainedEpochs ?? 0
                let further = max(0, Double(reached) - Double(epoch))
                finishing += further
                all += further
            }
            if isWaiting, let loss, loss < .infinity, loss < best?.loss ?? .infinity { best = (loss, trial.number) }
        }
        guard screened >= Screening.leastScreened, finishing < Screening.finishing * all else {
            return nil
        }
        return best?.number
    }
}
