// What trials report: their epochs, what the pruner says of them, and how they end.

import Definitions
public import Search
public import Storage

extension StudyJournal {
    /// Records a reported epoch and what the pruner says of it.
    ///
    /// - Returns: nil for an epoch that had been reported before: the first report counts, and was judged.
    @discardableResult
    public func record(_ report: EpochReport, of attempt: TrialAttempt) throws(StudyError) -> Recorded? {
        let score = try score(of: report, by: attempt)
        let receipt = try storing { () throws(StorageError) in
            try database.recordEpoch(
                report.epoch, of: attempt, metrics: report.metrics.map { ($0.name, $0.value) },
                objective: score?.values.first, further: Array(score?.values.dropFirst() ?? []),
                violation: definition.goals.feasible.isEmpty ? nil : score?.violation)
        }
        switch receipt {
        case .repeated: return nil
        case .recordedWithoutObjective: return Recorded(score: score, verdict: nil)
        case .recorded(let revision):
            return Recorded(
                score: score, verdict: try judge(report.epoch, of: attempt, havingSeen: revision))
        }
    }

    /// Asks the pruner about a recorded epoch and records what it says.
    ///
    /// - Returns: what the trial is to do; nil for a trial that is not judged, since it repeats another.
    private func judge(
        _ epoch: Int, of attempt: TrialAttempt, havingSeen revision: Int
    ) throws(StudyError) -> Verdict? {
        let trial = try begunTrial(attempt.number)
        guard trial.repeats == nil else { return nil }
        try catchUp(through: revision)
        let definition = try definition(made: trial.definition, in: trial.stage)
        let history = try view(of: trial.stage).history.forPruner
        let verdict = Self.verdict(by: definition, on: attempt.number, at: epoch, among: history)
        let isAudited = verdict != .continue && definition.audit.exempts(attempt.number, ofStudyWithSeed: study.seed)
        try storing { () throws(StorageError) in
            try database.recordVerdict(verdict, at: epoch, of: attempt, sawRevision: revision, isAudited: isAudited)
        }
        return isAudited ? .continue : verdict
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

    /// What an epoch is worth by the study's goals; nil where it lacks a metric that they need.
    private func score(of report: EpochReport, by attempt: TrialAttempt) throws(StudyError) -> Score? {
        let metrics = Dictionary(report.metrics.map { ($0.name, $0.value) }) { first, _ in first }
        let resolved =
            definition.goals.namesParameters ? try begunTrial(attempt.number).parameters.resolved : Configuration()
        guard case .measured(let score) = definition.goals.measure(metrics, parameters: resolved) else { return nil }
        return score
    }

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

    /// What the study's pruner says of trial `number`, which has reported `epoch`, when it has seen `history`.
    static func verdict(
        by definition: StudyDefinition, on number: Int, at epoch: Int, among history: History
    ) -> Verdict {
        // After the last epoch there is nothing left to save.
        if let whole = definition.training.epochs, epoch >= whole { return .continue }
        var curve = history.trial(number)?.curve ?? Curve()
        if let last = curve.epochs.last, last > epoch {
            var shorter = Curve()
            for (reported, value) in zip(curve.epochs, curve.values) where reported <= epoch {
                shorter.report(value, at: reported)
            }
            curve = shorter
        }
        return definition.pruner.algorithm.verdict(on: curve, of: number, at: epoch, among: history)
    }

    /// What a trial counts with that completes with the epochs so far, nil where none had an objective.
    public func result(of attempt: TrialAttempt) throws(StudyError) -> Outcome? {
        try storing { () throws(StorageError) in try database.trial(attempt.number, of: study.id).result }
    }

    /// Records the end of a trial.
    public func finish(_ attempt: TrialAttempt, _ outcome: Outcome) throws(StudyError) {
        _ = try storing { () throws(StorageError) in try database.finish(attempt, outcome) }
    }
}
