// `hpo ask` and `hpo tell`: one trial at a time, run by a person or by any program.
//
//     let journal = try study.journal(for: .byHand)
//     let trial = try journal.ask()                                                // running until it is told
//     try journal.tell(EpochReport(epoch: 1, metrics: [Metric("val", 0.7)]), of: trial.attempt.number)   // .continue or .stop
//     try journal.tell(value: 0.83, of: trial.attempt.number)

import Definitions
public import Search
public import Storage

extension StudyJournal {
    /// Gives out a trial that waits in the queue, or else a new one by the sampler. It runs until it is told.
    ///
    /// - Throws: `search` or `allTried` when there is nothing left to try; `stageIsFull` and `stagesDone` for a study with
    ///   stages.
    public func ask() throws(StudyError) -> ClaimedTrial {
        _ = try advance()
        if let waiting = try dequeue() { return waiting }
        return try suggest(origin: .ask)
    }

    /// Records an epoch of a running trial.
    ///
    /// - Throws: `unusableReport` for what no program could report either.
    /// - Returns: whether to go on: `continue` or `stop`. A trial that is to stop is recorded as pruned: whoever runs it need
    ///   not come again, and so it is never paused.
    public func tell(_ report: EpochReport, of number: Int) throws(StudyError) -> Verdict {
        try told(report, of: number).verdict
    }

    /// The same, and what became of the report. One that is sent again is answered as it was.
    public func told(
        _ report: EpochReport, of number: Int
    ) throws(StudyError) -> (verdict: Verdict, receipt: Receipt) {
        if let mistake = report.mistake { throw .unusableReport(mistake) }
        do throws(StudyError) {
            let (receipt, end) = try record(report, of: try runningAttempt(of: number), ending: .asJudged)
            if case .refused(let error) = receipt { throw .storage(error) }
            return (end == nil ? .continue : .stop, receipt)
        } catch {
            guard case .storage(.notRunning) = error, try hasStopped(number, by: report) else { throw error }
            return (.stop, .repeated)
        }
    }

    /// Completes a running trial with `value`, which may be NaN.
    ///
    /// - Throws: `valueAlone` in a study of several objectives or of conditions; `notRunning` also where the pruner has just
    ///   stopped it.
    public func tell(value: Double, of number: Int) throws(StudyError) {
        let goals = definition.goals
        guard goals.objectives.count == 1, goals.feasible.isEmpty else { throw .valueAlone(trial: number) }
        try complete(try runningAttempt(of: number), .completed(value: value))
    }

    /// - Throws: `notRunning` where the pruner has decided otherwise, which is what is recorded then.
    private func complete(_ attempt: TrialAttempt, _ outcome: Outcome) throws(StudyError) {
        try checkIsCarriedOut(try finish(attempt, outcome), of: attempt.number)
    }

    private func checkIsCarriedOut(_ end: Outcome, of number: Int) throws(StudyError) {
        let state: TrialState.Name
        switch end {
        case .completed, .failed: return
        case .pruned: state = .pruned
        case .paused, .stopped: state = .stopped
        }
        throw .storage(.notRunning(number: number, state: state.rawValue))
    }

    /// Completes a running trial with what the epochs that it was told are worth: the best value of one objective.
    ///
    /// - Returns: what it counts with.
    /// - Throws: `noObjective` where no epoch had one.
    public func tellEnd(of number: Int) throws(StudyError) -> Outcome {
        let attempt = try runningAttempt(of: number)
        guard let result = try result(of: attempt) else {
            let metrics = definition.goals.objectives.map(\.metric).joined(separator: "\" and \"")
            throw .noObjective(trial: number, metric: metrics)
        }
        try complete(attempt, result)
        return result
    }

    /// Completes a running trial with the metrics of a last epoch. The pruner has no say in it: there is nothing left to stop.
    ///
    /// - Parameter epoch: the epoch's number; by default one more than the last that was told, from 1.
    /// - Returns: what it counts with.
    /// - Throws: `noObjective` where neither these metrics nor an earlier epoch have one; nothing is recorded then.
    public func tellEnd(of number: Int, with metrics: [Metric], at epoch: Int? = nil) throws(StudyError) -> Outcome {
        let attempt = try runningAttempt(of: number)
        let last: Int
        if let epoch { last = epoch } else { last = try lastEpoch(of: number) + 1 }
        let report = EpochReport(epoch: last, metrics: metrics)
        if let mistake = report.mistake { throw .unusableReport(mistake) }
        if try !isMeasured(report, of: attempt) { return try tellEnd(of: number) }
        let otherwise = definition.goals.isNone ? Outcome.completed(Score(values: [.nan])) : nil
        let (receipt, end) = try record(report, of: attempt, ending: .completed(otherwise: otherwise))
        if case .refused(let error) = receipt { throw .storage(error) }
        guard let end else { return try tellEnd(of: number) }
        try checkIsCarriedOut(end, of: number)
        return end
    }

    /// Whether the trial has an objective once the report is recorded.
    private func isMeasured(_ report: EpochReport, of attempt: TrialAttempt) throws(StudyError) -> Bool {
        if definition.goals.lacking(among: Set(report.metrics.map(\.name))).isEmpty { return true }
        if try result(of: attempt) != nil { return true }
        let told = try storing { () throws(StorageError) in
            try database.epochs(of: attempt.number, in: study.id).first { $0.epoch == report.epoch }?.metrics ?? []
        }
        return definition.goals.lacking(among: Set((told + report.metrics).map(\.name))).isEmpty
    }

    /// Makes sure that trial `number` is told of by hand, and no process runs it.
    ///
    /// - Throws: `runByProcess`.
    public func checkIsByHand(_ number: Int) throws(StudyError) {
        let owners = try storing { () throws(StorageError) in try database.owners(of: study.id) }
        if let owner = owners[number] { throw .runByProcess(trial: number, study: study.name, owner) }
    }

    /// Records that a running trial has failed.
    public func tell(failure reason: String, of number: Int) throws(StudyError) {
        try finish(try runningAttempt(of: number), .failed(reason: reason))
    }

    private func runningAttempt(of number: Int) throws(StudyError) -> TrialAttempt {
        try storing(ofStudy: study.name) { () throws(StorageError) in
            try database.runningAttempt(of: number, in: study.id)
        }
    }
}
