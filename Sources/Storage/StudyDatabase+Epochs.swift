// Epochs: recorded in short transactions, the reports of one epoch merged; an attempt that starts over replaces what earlier
// ones reported from there on.

internal import SQLite
public import Search

/// How a trial ends by a report of its own, in the transaction that records it.
public enum ReportedEnd: Sendable, Hashable {
    /// As pruned, where the pruner does not let it go on: nobody comes back to it.
    case asJudged
    /// As completed with what its epochs are worth, this one among them; as `otherwise` where none has an objective. As pruned,
    /// where the pruner had stopped it before.
    case completed(otherwise: Outcome?)
}

extension StudyDatabase {
    /// Records epochs that running trials reported, in one transaction, with what is said of each.
    ///
    /// The history does not go on meanwhile but by these epochs, so that each can be judged by all that came before it.
    ///
    /// - Parameters:
    ///   - known: the newest change of the history that the caller has taken in.
    ///   - takeIn: takes in what others have changed since, before anything is recorded; where it returns false nothing is.
    ///   - measure: what an epoch that was reported before, the one at an index, is worth by all its `metrics`.
    ///   - judge: takes in the change of the history that the epoch at an index is, and says what the pruner says of it; nil
    ///     where it is not asked. Called in order, for the epochs that are changes of the history.
    ///   - ending: whether the trials end by these reports; nil where others end them.
    ///   - ended: is told of the trials that have ended, each with its change of the history.
    /// - Returns: what became of each; nil where `takeIn` wants to look again. Once this has returned, kill -9 loses
    ///   nothing of it.
    public func record(
        _ epochs: [NewEpoch], of study: StudyID, after known: Int,
        takeIn: ([(revision: Int, change: HistoryChange)]) -> Bool,
        measure: (_ index: Int, _ metrics: [Metric]) -> EpochWorth,
        judge: (_ index: Int, _ revision: Int, _ change: HistoryChange) -> Judgement?,
        ending: ReportedEnd? = nil,
        ended onEnd: (_ attempt: TrialAttempt, Outcome, _ revision: Int) -> Void = { _, _, _ in }
    ) throws(StorageError) -> [EpochReceipt]? {
        let now = clock()
        return try write(Self.purpose(of: epochs)) { session throws(StorageError) in
            guard let before = try session.revision(of: study) else {
                return epochs.map { .refused(.unknownTrial(number: $0.attempt.number)) }
            }
            let others = before > known ? try session.changes(of: study, after: known, through: before) : []
            guard takeIn(others.map { ($0.revision, $0.change) }) else { return nil }
            var newest = before
            var ended: Set<Int> = []
            var receipts: [EpochReceipt] = []
            for (index, epoch) in epochs.enumerated() {
                guard !ended.contains(epoch.attempt.number) else {
                    receipts.append(.unwanted)
                    continue
                }
                let receipt = try session.record(
                    epoch, after: &newest, at: now, measure: { measure(index, $0) }, judge: { judge(index, $0, $1) })
                if receipt.judgement?.ends == true { ended.insert(epoch.attempt.number) }
                receipts.append(receipt)
            }
            if newest > before { try session.setRevision(newest, of: study) }
            guard let ending else { return receipts }
            for (epoch, receipt) in zip(epochs, receipts) {
                guard let outcome = try session.outcome(of: epoch, receipt, ending: ending) else { continue }
                let revision = try session.end(
                    epoch.attempt, outcome, reason: nil, counting: epoch.counting, now: now)
                onEnd(epoch.attempt, outcome, revision)
            }
            return receipts
        }
    }

    /// Records one epoch that nobody judges; one that was reported before is worth what it is now.
    ///
    /// - Throws: `superseded` where the trial was begun anew, `notRunning` where it has ended, `unusableEpoch`.
    @discardableResult
    public func recordEpoch(
        _ epoch: Int, of attempt: TrialAttempt, metrics: [(name: String, value: Double)], objective: Double?,
        further: [Double] = [], violation: Double? = nil
    ) throws(StorageError) -> EpochReceipt {
        let new = NewEpoch(
            epoch, of: attempt, metrics: metrics.map { Metric($0.name, $0.value) },
            values: (objective.map { [$0] } ?? []) + further, violation: violation)
        let receipts = try record(
            [new], of: attempt.study, after: .max, takeIn: { _ in true }, measure: { _, _ in new.worth },
            judge: { _, _, _ in nil })
        guard let receipt = receipts?.first else { return .unwanted }
        if case .refused(let error) = receipt { throw error }
        return receipt
    }

    private static func purpose(of epochs: [NewEpoch]) -> String {
        guard epochs.count == 1, let epoch = epochs.first else { return "record \(epochs.count) epochs" }
        return "record epoch \(epoch.epoch) of trial \(epoch.attempt.number)"
    }

    /// Records what the pruner said of an epoch, and the history that it saw: all changes up to `sawRevision`.
    ///
    /// - Parameter isAudited: whether this is a verdict to stop that is not carried out.
    public func recordVerdict(
        _ verdict: Verdict, at epoch: Int, of attempt: TrialAttempt, sawRevision: Int, isAudited: Bool = false
    ) throws(StorageError) {
        try write("record the verdict on trial \(attempt.number)") { session throws(StorageError) in
            let found = try session.run(
                "UPDATE epochs SET verdict = ?, verdict_revision = ? WHERE study = ? AND trial = ? AND epoch = ?",
                verdict.rawValue, sawRevision, attempt.study.id, attempt.number, epoch)
            guard found == 1 else { throw .unknownEpoch(number: attempt.number, epoch: epoch) }
            if isAudited { try session.audit(epoch, of: attempt) }
        }
    }
}

extension Session {
    /// How a trial ends by a report that was recorded; nil where it goes on.
    fileprivate mutating func outcome(
        of epoch: NewEpoch, _ receipt: EpochReceipt, ending: ReportedEnd
    ) throws(StorageError) -> Outcome? {
        if case .refused = receipt { return nil }
        let attempt = epoch.attempt
        switch ending {
        case .asJudged:
            if receipt.judgement?.ends == true { return .pruned(epoch: epoch.epoch) }
            // It was judged by somebody who died before the end was recorded.
            guard case .repeated = receipt else { return nil }
            return try decidedOutcome(of: attempt).flatMap(Self.final)
        case .completed(let otherwise):
            if let decided = try decidedOutcome(of: attempt).flatMap(Self.final) { return decided }
            return try trials(of: attempt.study, number: attempt.number).first?.result ?? otherwise
        }
    }

    /// A trial that nobody comes back to does not wait to be promoted.
    private static func final(_ decided: Outcome) -> Outcome? {
        switch decided {
        case .pruned(let epoch), .paused(let epoch): .pruned(epoch: epoch)
        case .completed, .failed, .stopped: nil
        }
    }
}
