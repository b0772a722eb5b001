// What pruning has saved in a study, and what its audit says of the pruner's errors.
//
//     let report = PruningReport(of: trials, epochs: 20, direction: .maximize)
//     report.savedEpochs          // 412
//     report.wouldBeBest          // 1 of 9, as a `Proportion`

public import Search
public import Storage

/// How a study's pruner has done, as far as its trials tell.
public struct PruningReport: Sendable, Hashable {
    /// How many trials the pruner has stopped.
    public let pruned: Int
    /// How many trials it has paused and not promoted yet.
    public let paused: Int
    /// How many epochs those two have not run of the ones that a whole training has; nil where the definition does not say how
    /// many those are.
    public let savedEpochs: Int?
    /// How many epochs all trials that began would have without pruning; nil as `savedEpochs`.
    public let plannedEpochs: Int?
    /// The trials that the audit let run on and that have not ended yet.
    public let runningOn: Int
    /// Of the audited trials that have ended, those that were better at their end than all that had completed by then: what
    /// would have been lost.
    public let wouldBeBest: Proportion
    /// Of the audited trials that have ended, those among the best tenth of all completed ones.
    public let inTopTenth: Proportion

    /// The report on a study's trials.
    ///
    /// - Parameters:
    ///   - epochs: of a whole training, where the definition says it.
    ///   - stages: of a whole training of the stages that have other epochs.
    public init(of trials: [Trial], epochs: Int?, stages: [String: Int] = [:], direction: Direction) {
        let trials = trials.filter { $0.repeats == nil }
        let whole = { (trial: Trial) in trial.stage.flatMap { stages[$0] } ?? epochs }
        paused = trials.count { $0.pausedEpoch != nil }
        pruned = trials.count { $0.stoppedAt != nil } - paused
        let begun = trials.filter { $0.attempt > 0 }
        let isKnown = epochs != nil || !begun.isEmpty && begun.allSatisfy { whole($0) != nil }
        plannedEpochs = isKnown ? begun.reduce(0) { $0 + (whole($1) ?? 0) } : nil
        savedEpochs = isKnown ? trials.reduce(0) { $0 + $1.epochsSaved(of: whole($1)) } : nil

        let completed = trials.filter { $0.loss(direction) != nil }
        let losses = completed.compactMap { $0.loss(direction) }.sorted()
        let lastOfTenth = losses.isEmpty ? nil : losses[(losses.count + 9) / 10 - 1]
        let audited = trials.filter { $0.auditedEpoch != nil }
        let ended = audited.filter { $0.state.isFinal }
        runningOn = audited.count - ended.count
        let best = ended.count { trial in
            guard let loss = trial.loss(direction), let end = trial.endedRevision else { return false }
            return completed.allSatisfy { other in
                other.number == trial.number || (other.endedRevision ?? .max) > end
                    || other.loss(direction).map { loss < $0 } ?? true
            }
        }
        wouldBeBest = Proportion(best, of: ended.count)
        let good = ended.count { trial in
            guard let loss = trial.loss(direction), let lastOfTenth else { return false }
            return loss <= lastOfTenth
        }
        inTopTenth = Proportion(good, of: ended.count)
    }
}

extension Trial {
    /// The epoch after which the pruner stopped or paused it.
    fileprivate var stoppedAt: Int? {
        if case .pruned(let epoch) = state { epoch } else { pausedEpoch }
    }

    /// How many epochs of a whole training it has not run because the pruner stopped it.
    fileprivate func epochsSaved(of whole: Int?) -> Int {
        guard let stoppedAt, (0...EpochReport.largestEpoch).contains(stoppedAt) else { return 0 }
        return max(0, (whole ?? 0) - (countsFromZero ? stoppedAt + 1 : stoppedAt))
    }

    /// What a completed trial reached; nil for NaN, and where it violates the conditions.
    fileprivate func loss(_ direction: Direction) -> Double? {
        guard case .completed(let score) = state, let value = score.value, !value.isNaN else { return nil }
        return direction.loss(value)
    }
}
