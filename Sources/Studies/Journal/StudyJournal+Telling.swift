// What trials come to: what the pruner says of them, and how they end.

import Definitions
public import Search
public import Storage

extension StudyJournal {
    /// Asks the pruner about an epoch that was recorded and not judged, and records what it says.
    ///
    /// - Returns: what the trial is to do; nil for a trial that is not judged, since it repeats another.
    private func judge(
        _ epoch: Int, of attempt: TrialAttempt, havingSeen revision: Int
    ) throws(StudyError) -> Verdict? {
        let trial = try begunTrial(attempt.number)
        guard trial.repeats == nil else { return nil }
        try catchUp(through: revision)
        let judgement = Self.judgement(
            on: trial, of: study, at: epoch, by: try definition(made: trial.definitionRevision, in: trial.stage),
            among: try view(of: trial.stage).history.forPruner)
        try storing { () throws(StorageError) in
            try database.recordVerdict(
                judgement.verdict, at: epoch, of: attempt, sawRevision: revision, isAudited: judgement.isAudited)
        }
        return judgement.ends ? judgement.verdict : .continue
    }

    /// What the pruner says of the last epoch of a trial that goes on after an interruption or was taken over, where its process had died
    /// before it could be asked; nil where it was asked.
    public func overdueVerdict(on claimed: ClaimedTrial) throws(StudyError) -> (epoch: Int, verdict: Verdict)? {
        let number = claimed.attempt.number
        let epochs = try storing { () throws(StorageError) in try database.epochs(of: number, in: study.id) }
        guard let last = epochs.last(where: { $0.revision != nil }), last.verdict == nil else { return nil }
        // A trial that was taken over began before its last report.
        let seen = max(claimed.revision, last.revision ?? 0)
        let verdict = try judge(last.epoch, of: claimed.attempt, havingSeen: seen)
        return verdict.map { (last.epoch, $0) }
    }

    /// Ends an interrupted trial that is not to go on after all, since the pruner would have stopped it, had it been asked about
    /// the last epoch in time.
    ///
    /// - Returns: how it ended; nil for a trial that goes on.
    public func endOverdue(_ claimed: ClaimedTrial) throws(StudyError) -> Outcome? {
        guard let (epoch, verdict) = try overdueVerdict(on: claimed) else { return nil }
        switch verdict {
        case .continue: return nil
        case .stop: return try finish(claimed.attempt, .pruned(epoch: epoch))
        case .pause: return try finish(claimed.attempt, .paused(epoch: epoch))
        }
    }

    /// What the pruner says of an epoch, and whether the study's audit lets the trial go on all the same.
    static func judgement(
        on trial: Trial, of study: Study, at epoch: Int, by definition: StudyDefinition, among history: History
    ) -> Judgement {
        let verdict = verdict(by: definition, on: trial.number, at: epoch, among: history)
        let isExempt = definition.audit.exempts(trial.number, ofStudyWithSeed: study.seed)
        return Judgement(verdict, isAudited: verdict != .continue && isExempt)
    }

    /// What the study's pruner says of trial `number`, which has reported `epoch`, when it has seen `history`.
    static func verdict(
        by definition: StudyDefinition, on number: Int, at epoch: Int, among history: History
    ) -> Verdict {
        var curve = history.trial(number)?.curve ?? Curve(counting: history.counting)
        // After the last epoch, of programs that count from 0 the one before `epochs`, there is nothing left to save.
        if let whole = definition.training.epochs, epoch >= whole - (curve.countsFromZero ? 1 : 0) { return .continue }
        if let last = curve.epochs.last, last > epoch {
            var shorter = Curve(counting: history.counting)
            for (reported, value) in zip(curve.epochs, curve.values) where reported <= epoch {
                shorter.report(value, at: reported)
            }
            curve = shorter
        }
        return definition.pruner.algorithm.verdict(on: curve, of: number, at: epoch, among: history)
    }

    /// What a trial counts with that completes with the epochs so far, nil where none had an objective.
    public func result(of attempt: TrialAttempt) throws(StudyError) -> Outcome? {
        let result = try storing { () throws(StorageError) in
            try database.trial(attempt.number, of: study.id).result
        }
        return result ?? (definition.goals.isNone ? .completed(Score(values: [.nan])) : nil)
    }

    /// Records the end of a trial. What the built-in engine would go on from is removed where there is nothing to go on with, and
    /// what the study does not keep.
    ///
    /// - Parameters:
    ///   - usage: what its program has used, where that is known.
    ///   - isRetried: whether a failure is that of the attempt alone, and the trial is tried again.
    /// - Returns: what is recorded: a trial that the pruner has stopped or paused already ends as it said.
    @discardableResult
    public func finish(
        _ attempt: TrialAttempt, _ outcome: Outcome, having usage: ProgramUsage? = nil, isRetried: Bool = false
    ) throws(StudyError) -> Outcome {
        let ending = try storing { () throws(StorageError) in
            try database.finish(
                attempt, outcome, counting: definition.goals.counting, having: usage, isRetried: isRetried)
        }
        // To the history, an attempt that is tried again has stopped its trial.
        let seen = isRetried ? Outcome.stopped : ending.outcome
        try takeInOwn(.ended(number: attempt.number, outcome: seen), ending.revision)
        if isRetried { return ending.outcome }
        try tidy(after: attempt.number, ending.outcome)
        return ending.outcome
    }
}
