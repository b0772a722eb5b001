// What trials report: their epochs, recorded and judged in one transaction each time.
//
//     let receipts = try journal.record([(report, trial.attempt)])     // [.recorded(score 0.71, verdict continue)]
//
// While the transaction is open, nobody else can add to the history, so each epoch is judged by all that came before it, and
// what was judged is written with it. Of the history only what others have changed is read.

import Definitions
public import Search
public import Storage

extension StudyJournal {
    /// What became of a reported epoch.
    public struct Recorded: Sendable, Hashable {
        /// What the epoch is worth, nil where the report lacked a metric that the study's goals need.
        public let score: Score?
        /// What the trial is to do, nil where there was nothing to judge: what the pruner says, unless the study's audit
        /// lets the trial go on.
        public let verdict: Verdict?

        /// The objective's value where it counts: nil with several objectives, or where conditions are violated.
        public var objective: Double? {
            guard let score, score.values.count == 1, score.isFeasible else { return nil }
            return score.values[0]
        }
    }

    /// What became of one report among several.
    public enum Receipt: Sendable, Hashable {
        /// It is recorded and judged.
        case recorded(Recorded)
        /// The epoch had been reported before: the first report counts, and was judged.
        case repeated
        /// An epoch recorded just before it has ended the trial.
        case unwanted
        /// The trial is not this attempt's any more: told by hand, or taken over.
        case refused(StorageError)
    }

    /// Records a reported epoch and what the pruner says of it.
    ///
    /// - Returns: nil for an epoch that had been reported before.
    /// - Throws: also where the trial is not this attempt's any more.
    @discardableResult
    public func record(_ report: EpochReport, of attempt: TrialAttempt) throws(StudyError) -> Recorded? {
        switch try record([(report, attempt)]).first {
        case .recorded(let recorded)?: return recorded
        case .refused(let error)?: throw .storage(error)
        case .repeated?, .unwanted?, nil: return nil
        }
    }

    /// Records reported epochs and what the pruner says of them, all in one transaction.
    ///
    /// - Returns: what became of each, once it is on record.
    public func record(_ reports: [(report: EpochReport, attempt: TrialAttempt)]) throws(StudyError) -> [Receipt] {
        guard !reports.isEmpty else { return [] }
        var questions: [Question] = []
        for (report, attempt) in reports { questions.append(try question(report, of: attempt)) }
        while true {
            // What is far behind is read before anybody has to wait for it.
            if revision == 0 || !definition.stages.isEmpty {
                let ask = try storing { () throws(StorageError) in try database.nextAsk(of: study.id) }
                try catchUp(through: ask.revision)
            }
            if let receipts = try record(questions) { return receipts }
        }
    }

    /// A report with all that judging it needs, so that nothing has to be read while the database is locked.
    private struct Question {
        let epoch: NewEpoch
        let score: Score?
        let trial: Trial
        let definition: StudyDefinition
    }

    private func question(_ report: EpochReport, of attempt: TrialAttempt) throws(StudyError) -> Question {
        let trial = try begunTrial(attempt.number)
        let metrics = Dictionary(report.metrics.map { ($0.name, $0.value) }) { first, _ in first }
        let parameters = definition.goals.namesParameters ? trial.parameters.resolved : Configuration()
        var score: Score?
        if case .measured(let measured) = definition.goals.measure(metrics, parameters: parameters) { score = measured }
        _ = try view(of: trial.stage)
        return Question(
            epoch: NewEpoch(
                report.epoch, of: attempt, metrics: report.metrics, values: score?.values ?? [],
                violation: definition.goals.feasible.isEmpty ? nil : score?.violation),
            score: score, trial: trial, definition: try definition(made: trial.definitionRevision, in: trial.stage))
    }

    /// - Returns: nil where others have begun trials of stages that have to be read first.
    private func record(_ questions: [Question]) throws(StudyError) -> [Receipt]? {
        do throws(StorageError) {
            let receipts = try database.record(
                questions.map(\.epoch), of: study.id, after: revision, takeIn: takeIn
            ) { index, revision in
                takeIn(questions[index], as: revision)
                return judgement(on: questions[index])
            }
            return receipts.map { zip($0, questions).map(Self.receipt) }
        } catch {
            // What was taken in may not be on record.
            forgetHistory()
            throw .storage(error)
        }
    }

    private func takeIn(_ question: Question, as revision: Int) {
        takeIn(
            question.trial.repeats == nil
                ? .reported(
                    number: question.trial.number, epoch: question.epoch.epoch,
                    value: question.score?.values.first ?? .nan)
                : nil,
            in: question.trial.stage, as: revision)
    }

    private func judgement(on question: Question) -> Judgement? {
        guard question.trial.repeats == nil, let history = history(of: question.trial.stage)?.forPruner else {
            return nil
        }
        return Self.judgement(
            on: question.trial, of: study, at: question.epoch.epoch, by: question.definition, among: history)
    }

    private static func receipt(_ receipt: EpochReceipt, _ question: Question) -> Receipt {
        switch receipt {
        case .recorded(_, let judgement):
            let verdict = judgement.map { $0.ends ? $0.verdict : .continue }
            return .recorded(Recorded(score: question.score, verdict: verdict))
        case .recordedWithoutObjective: return .recorded(Recorded(score: question.score, verdict: nil))
        case .repeated: return .repeated
        case .unwanted: return .unwanted
        case .refused(let error): return .refused(error)
        }
    }
}
