// What is told of a trial once more, since the first answer was lost: it is answered as it was, and changes nothing.
//
//     let (outcome, isRepeated) = try journal.tell(.value(0.83), of: 7)     // (.completed(0.83), false)
//     try journal.tell(.value(0.83), of: 7)                                 // (.completed(0.83), true)
//     try journal.tell(.value(0.9), of: 7)                                  // throws notRunning

import Definitions
public import Search
public import Storage

/// What a person or a program says of a trial's end.
public enum ToldEnd: Sendable, Hashable {
    /// It is worth this, which may be NaN.
    case value(Double)
    /// It counts with the epochs that were told.
    case epochs
    /// It counts with these metrics of a last epoch as well; without a number it is the next one.
    case lastEpoch([Metric], epoch: Int?)
    /// It has failed, for this reason.
    case failure(String)
}

extension StudyJournal {
    /// Ends a running trial as it is told. Where the trial has ended in just this way it is answered as it was.
    ///
    /// - Throws: as `tell(value:of:)`, `tellEnd(of:)` and `tellEnd(of:with:at:)`; `notRunning` where it has ended otherwise.
    public func tell(_ end: ToldEnd, of number: Int) throws(StudyError) -> (outcome: Outcome, isRepeated: Bool) {
        do throws(StudyError) {
            switch end {
            case .value(let value):
                try tell(value: value, of: number)
                return (.completed(value: value), false)
            case .epochs: return (try tellEnd(of: number), false)
            case .lastEpoch(let metrics, let epoch): return (try tellEnd(of: number, with: metrics, at: epoch), false)
            case .failure(let reason):
                try tell(failure: reason, of: number)
                return (.failed(reason: reason), false)
            }
        } catch {
            guard case .storage(.notRunning) = error, let outcome = try ended(as: end, number) else { throw error }
            return (outcome, true)
        }
    }

    /// How the trial has ended, where it was told `end` before; nil where it was something else.
    private func ended(as end: ToldEnd, _ number: Int) throws(StudyError) -> Outcome? {
        let trial = try storing { () throws(StorageError) in try database.trial(number, of: study.id) }
        switch (trial.state, end) {
        case (.failed(let recorded), .failure(let reason)):
            return recorded == reason ? .failed(reason: recorded) : nil
        case (.completed(let score), .value(let value)):
            return Self.areSame([value], score.values) ? .completed(score) : nil
        case (.completed(let score), .epochs):
            return try isReached(score, at: trial.bestEpoch, of: number) ? .completed(score) : nil
        case (.completed(let score), .lastEpoch(let metrics, let epoch)):
            let last: Int
            if let epoch { last = epoch } else { last = try lastEpoch(of: number) }
            return try areRecorded(metrics, at: last, of: number) ? .completed(score) : nil
        default: return nil
        }
    }

    /// Whether it is the epoch that counts what the trial counts with, and no value that was told beside.
    private func isReached(_ score: Score, at epoch: Int?, of number: Int) throws(StudyError) -> Bool {
        guard !definition.goals.isNone else { return true }
        guard let epoch, score.values.count == definition.goals.objectives.count else { return false }
        return try areRecorded(
            zip(definition.goals.objectives, score.values).map { Metric($0.metric, $1) }, at: epoch, of: number)
    }

    /// Whether the pruner has stopped the trial at this very report, which is sent again since its answer was lost.
    func hasStopped(_ number: Int, by report: EpochReport) throws(StudyError) -> Bool {
        let trial = try storing { () throws(StorageError) in try database.trial(number, of: study.id) }
        guard trial.state == .pruned(epoch: report.epoch) else { return false }
        return try areRecorded(report.metrics, at: report.epoch, of: number)
    }

    private func areRecorded(_ metrics: [Metric], at epoch: Int, of number: Int) throws(StudyError) -> Bool {
        let epochs = try storing { () throws(StorageError) in try database.epochs(of: number, in: study.id) }
        guard let recorded = epochs.first(where: { $0.epoch == epoch })?.metrics.byName else { return false }
        return metrics.allSatisfy { metric in
            recorded[metric.name].map { Self.areSame([$0], [metric.value]) } ?? false
        }
    }

    private static func areSame(_ left: [Double], _ right: [Double]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    }
}
