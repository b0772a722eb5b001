// What pruning has saved in a study, and what its audit says of the pruner's errors.
//
//     let report = try study.pruning()
//     report.savedEpochs          // 412
//     report.wouldBeBest          // 1 of 9, as a `Proportion`

import Definitions
public import Search
import Storage

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
    init(of tally: PruningTally, epochs: Int?, stages: [String: Int] = [:], direction: Direction) {
        let whole = { (stage: String?) in stage.flatMap { stages[$0] } ?? epochs }
        paused = tally.stops.reduce(0) { $0 + ($1.isPaused ? $1.trials : 0) }
        pruned = tally.stops.reduce(0) { $0 + ($1.isPaused ? 0 : $1.trials) }
        let isKnown = epochs != nil || !tally.begun.isEmpty && tally.begun.keys.allSatisfy { whole($0) != nil }
        plannedEpochs = isKnown ? tally.begun.reduce(0) { $0 + (whole($1.key) ?? 0) * $1.value } : nil
        savedEpochs = isKnown ? tally.stops.reduce(0) { $0 + $1.epochsSaved(of: whole($1.stage)) * $1.trials } : nil

        let ended = Set(tally.audited.filter(\.isFinal).map(\.number))
        runningOn = tally.audited.count - ended.count
        let losses = tally.completed.map { direction.loss($0.value) }
        let lastOfTenth = losses.isEmpty ? nil : losses.sorted()[(losses.count + 9) / 10 - 1]
        var (best, good) = (0, 0)
        var lowest: Double?
        for (trial, loss) in zip(tally.completed, losses) {
            if ended.contains(trial.number) {
                if lowest.map({ loss < $0 }) ?? true { best += 1 }
                if let lastOfTenth, loss <= lastOfTenth { good += 1 }
            }
            lowest = min(lowest ?? loss, loss)
        }
        wouldBeBest = Proportion(best, of: ended.count)
        inTopTenth = Proportion(good, of: ended.count)
    }
}

extension OpenStudy {
    /// How its pruner has done.
    ///
    /// It costs what counting the trials costs in the database, and no trial is read.
    public func pruning() throws(StudyError) -> PruningReport {
        let definition = try definition()
        let epochs = definition.stages.compactMap { stage in stage.epochs.map { (stage.name, $0) } }
        return PruningReport(
            of: try storing { () throws(StorageError) in try database.pruningTally(of: record.id) },
            epochs: definition.training.epochs, stages: Dictionary(epochs) { first, _ in first },
            direction: record.direction)
    }
}

extension PruningTally.Stop {
    /// How many epochs of a whole training each of them has not run because the pruner stopped it.
    fileprivate func epochsSaved(of whole: Int?) -> Int {
        guard (0...EpochReport.largestEpoch).contains(epoch) else { return 0 }
        return max(0, (whole ?? 0) - (countsFromZero ? epoch + 1 : epoch))
    }
}
