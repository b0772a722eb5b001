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
        /// The epoch had been reported before, and what is new was added to it: it is worth what all its reports say together,
        /// and was judged where samplers and pruners see something new in it. The change is that of the first metric that
        /// had another value before.
        case merged(Recorded, MetricChange?)
        /// All this had been reported of the epoch before.
        case repeated
        /// An epoch recorded just before it has ended the trial.
        case unwanted
        /// The trial is not this attempt's any more: told by hand, or taken over.
        case refused(StorageError)
    }

    /// Records a reported epoch and what the pruner says of it.
    ///
    /// - Returns: nil where all this had been reported before.
    /// - Throws: also where the trial is not this attempt's any more.
    @discardableResult
    public func record(_ report: EpochReport, of attempt: TrialAttempt) throws(StudyError) -> Recorded? {
        switch try record([(report, attempt)]).first {
        case .recorded(let recorded)?, .merged(let recorded, _)?: return recorded
        case .refused(let error)?: throw .storage(error)
        case .repeated?, .unwanted?, nil: return nil
        }
    }

    /// Records reported epochs and what the pruner says of them, all in one transaction.
    ///
    /// - Parameter over: attempts whose programs have ended: that the pruner would stop or pause them says nothing any more,
    ///   since there is nothing left to save, and is not recorded.
    /// - Returns: what became of each, once it is on record.
    public func record(
        _ reports: [(report: EpochReport, attempt: TrialAttempt)], ended over: Set<TrialAttempt> = []
    ) throws(StudyError) -> [Receipt] {
        guard !reports.isEmpty else { return [] }
        var questions: [Question] = []
        for (report, attempt) in reports {
            questions.append(try question(report, of: attempt, isOver: over.contains(attempt)))
        }
        return try record(questions).receipts
    }

    /// Records an epoch of a trial that nobody comes back to, and the trial's end in the same transaction, where it ends by it.
    ///
    /// - Returns: what became of the report, and how the trial has ended; nil where it goes on.
    func record(
        _ report: EpochReport, of attempt: TrialAttempt, ending: ReportedEnd
    ) throws(StudyError) -> (receipt: Receipt, end: Outcome?) {
        let isLast = if case .completed = ending { true } else { false }
        let question = try question(report, of: attempt, isOver: isLast)
        let (receipts, ends) = try record([question], ending: ending)
        for end in ends {
            try takeInOwn(.ended(number: attempt.number, outcome: end.outcome), end.revision)
            try tidy(after: attempt.number, end.outcome)
        }
        return (receipts[0], ends.first?.outcome)
    }

    private typealias Recording = (receipts: [Receipt], ends: [(outcome: Outcome, revision: Int)])

    private func record(_ questions: [Question], ending: ReportedEnd? = nil) throws(StudyError) -> Recording {
        while true {
            // What is far behind is read before anybody has to wait for it.
            if revision == 0 || !definition.stages.isEmpty {
                let ask = try storing { () throws(StorageError) in try database.nextAsk(of: study.id) }
                try catchUp(through: ask.revision)
            }
            if let recording = try recordOnce(questions, ending: ending) { return recording }
        }
    }

    /// A report with all that judging it needs, so that nothing has to be read while the database is locked.
    private struct Question {
        let report: EpochReport
        let attempt: TrialAttempt
        let trial: Trial
        let goals: Goals
        let definition: StudyDefinition
        let isOver: Bool

        /// What metrics of the trial are worth; nil where one lacks.
        func score(of metrics: [Metric]) -> Score? {
            let values = metrics.byName
            let parameters = goals.namesParameters ? trial.parameters.resolved : Configuration()
            guard case .measured(let score) = goals.measure(values, parameters: parameters) else { return nil }
            return score
        }

        /// The same as the database keeps it.
        func worth(of score: Score?) -> EpochWorth {
            EpochWorth(values: score?.values ?? [], violation: goals.feasible.isEmpty ? nil : score?.violation)
        }
    }

    private func question(
        _ report: EpochReport, of attempt: TrialAttempt, isOver: Bool
    ) throws(StudyError) -> Question {
        let trial = try begunTrial(attempt.number)
        _ = try view(of: trial.stage)
        return Question(
            report: report, attempt: attempt, trial: trial, goals: definition.goals,
            definition: try definition(made: trial.definitionRevision, in: trial.stage), isOver: isOver)
    }

    /// - Returns: nil where others have begun trials of stages that have to be read first.
    private func recordOnce(_ questions: [Question], ending: ReportedEnd?) throws(StudyError) -> Recording? {
        var ends: [(outcome: Outcome, revision: Int)] = []
        let scores = questions.map { $0.score(of: $0.report.metrics) }
        let epochs = zip(questions, scores).map { question, score in
            let worth = question.worth(of: score)
            return NewEpoch(
                question.report.epoch, of: question.attempt, metrics: question.report.metrics, values: worth.values,
                violation: worth.violation, counting: question.goals.counting)
        }
        do throws(StorageError) {
            let receipts = try database.record(
                epochs, of: study.id, after: revision, takeIn: takeIn,
                measure: { questions[$0].worth(of: questions[$0].score(of: $1)) },
                judge: { index, revision, change in
                    let trial = questions[index].trial
                    takeIn(trial.repeats == nil ? change : nil, in: trial.stage, as: revision)
                    guard case .reported = change else { return nil }
                    return judgement(on: questions[index])
                }, ending: ending, ended: { ends.append(($1, $2)) })
            guard let receipts else { return nil }
            return (receipts.indices.map { Self.receipt(receipts[$0], questions[$0], scores[$0]) }, ends)
        } catch {
            // What was taken in may not be on record.
            forgetHistory()
            throw .storage(error)
        }
    }

    private func judgement(on question: Question) -> Judgement? {
        guard question.trial.repeats == nil, let history = history(of: question.trial.stage)?.forPruner else {
            return nil
        }
        let judgement = Self.judgement(
            on: question.trial, of: study, at: question.report.epoch, by: question.definition, among: history)
        return question.isOver && judgement.ends ? nil : judgement
    }

    private static func receipt(_ receipt: EpochReceipt, _ question: Question, _ score: Score?) -> Receipt {
        switch receipt {
        case .recorded(_, let judgement):
            return .recorded(Recorded(score: score, verdict: judgement.map(verdict)))
        case .recordedWithoutObjective: return .recorded(Recorded(score: score, verdict: nil))
        case .merged(let merged):
            let score = question.score(of: merged.metrics)
            return .merged(Recorded(score: score, verdict: merged.judgement.map(verdict)), merged.changed)
        case .repeated: return .repeated
        case .unwanted: return .unwanted
        case .refused(let error): return .refused(error)
        }
    }

    private static func verdict(_ judgement: Judgement) -> Verdict { judgement.ends ? judgement.verdict : .continue }
}
