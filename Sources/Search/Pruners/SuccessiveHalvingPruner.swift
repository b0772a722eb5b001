/// Asynchronous successive halving (ASHA): at each rung a trial goes on only if it is among the best 1 / `reductionFactor`
/// of all trials that have reached that rung so far.
///
/// ```swift
/// SuccessiveHalvingPruner(minResource: 1, reductionFactor: 4)   // rungs at epochs 1, 4, 16, 64, …
/// ```
/// What competes is each trial's best value up to the rung, whatever became of the trial later. Until
/// `reductionFactor` trials have reached a rung, the best of them goes on.
///
/// Where it `promotes`, the others are paused instead of stopped: as more trials reach the rung it has more places, and a
/// paused trial that comes among the best is promoted and goes on, before any new trial begins and from the highest rung
/// downwards. Equals are then in the order of their numbers.
///
/// Li and others, "A system for massively parallel hyperparameter tuning", 2020; without `promotes` as Optuna has it.
public struct SuccessiveHalvingPruner: Pruner, Hashable {
    /// The epochs of the first rung (the paper's r).
    public let minResource: Int
    /// How many trials compete for one place, and how much further apart each rung is than the last (the paper's η).
    public let reductionFactor: Int
    /// How many of the first rungs are left out (the paper's s).
    public let minEarlyStoppingRate: Int
    /// How many other trials must have reached a rung before any is promoted from it; until then all are stopped there.
    public let bootstrapCount: Int
    /// Whether trials are paused at a rung and may be promoted later; their programs must be able to resume.
    public let promotes: Bool

    /// A pruner; numbers below what makes sense (1, 2, 0, 0) are raised to it.
    public init(
        minResource: Int = 1, reductionFactor: Int = 4, minEarlyStoppingRate: Int = 0, bootstrapCount: Int = 0,
        promotes: Bool = false
    ) {
        self.minResource = max(1, minResource)
        self.reductionFactor = max(2, reductionFactor)
        self.minEarlyStoppingRate = max(0, minEarlyStoppingRate)
        self.bootstrapCount = max(0, bootstrapCount)
        self.promotes = promotes
    }

    /// Stops (or pauses) a trial that is not promoted from the rung that `epoch` reached; one that has reported nothing
    /// but NaN there is stopped.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        verdict(on: curve, of: trial, at: epoch, among: history) { _ in true }
    }

    /// The best of the paused trials that are among the best of their rung by now, the highest rung first.
    public func promotion(among history: History) -> Int? { promotion(among: history) { _ in true } }

    /// The verdict among the trials for whose number `competes` holds.
    func verdict(
        on curve: Curve, of trial: Int, at epoch: Int, among history: History, where competes: (Int) -> Bool
    ) -> Verdict {
        guard let rung = rung(reachedAt: epoch), curve.isFirstReport(epoch, from: rung) else { return .continue }
        guard let best = curve.reached(history.direction, through: epoch) else { return .continue }
        if best.value.isNaN { return .stop }
        let loss = history.direction.loss(best.value)
        var better = 0
        var reached = 1
        for other in history.trials where other.number != trial && competes(other.number) {
            guard let result = other.curve.loss(atRung: rung, history.direction) else { continue }
            reached += 1
            if result < loss || promotes && result == loss && other.number < trial { better += 1 }
        }
        if reached > bootstrapCount, better < places(among: reached) { return .continue }
        return promotes ? .pause : .stop
    }

    /// The promotion among the trials for whose number `competes` holds.
    func promotion(among history: History, where competes: (Int) -> Bool) -> Int? {
        guard promotes else { return nil }
        var paused: [Int: Set<Int>] = [:]
        for trial in history.trials {
            guard case .paused(let epoch)? = trial.outcome, competes(trial.number),
                let rung = rung(reachedAt: epoch), trial.curve.isFirstReport(epoch, from: rung)
            else { continue }
            paused[rung, default: []].insert(trial.number)
        }
        for (rung, waiting) in paused.sorted(by: { $0.key > $1.key }) {
            var results: [(loss: Double, number: Int)] = []
            for trial in history.trials where competes(trial.number) {
                guard let loss = trial.curve.loss(atRung: rung, history.direction) else { continue }
                results.append((loss, trial.number))
            }
            guard results.count > bootstrapCount else { continue }
            results.sort { $0 < $1 }
            let best = results.prefix(places(among: results.count))
            if let first = best.first(where: { $0.loss < .infinity && waiting.contains($0.number) }) {
                return first.number
            }
        }
        return nil
    }

    /// How many of the trials that have reached a rung go on.
    private func places(among reached: Int) -> Int { max(1, reached / reductionFactor) }

    /// The last rung at or before `epoch`: `minResource * reductionFactor ^ (minEarlyStoppingRate + k)`.
    func rung(reachedAt epoch: Int) -> Int? {
        var reached: Int?
        var rung = minResource
        var index = 0
        while rung <= epoch {
            if index >= minEarlyStoppingRate { reached = rung }
            let (next, overflow) = rung.multipliedReportingOverflow(by: reductionFactor)
            if overflow { break }
            rung = next
            index += 1
        }
        return reached
    }
}

extension Curve {
    /// The best loss up to the first report at or after `rung`; nil for a curve that has not come so far.
    fileprivate func loss(atRung rung: Int, _ direction: Direction) -> Double? {
        let position = epochs.partitioningIndex { $0 >= rung }
        guard position < epochs.count else { return nil }
        if counting != .best { return reached(direction, through: epochs[position]).map { direction.loss($0.value) } }
        return values[...position].reduce(Double.infinity) { min($0, direction.loss($1)) }
    }
}
