// What "best" means, for everything that asks: show, export, evaluate, the stages, a condition on a run.
//
// The values of repetitions with other seeds go before the one value that a trial was chosen by: the best of many trials is
// also the luckiest. Where no trial was confirmed, the best single value counts; of several objectives the front.

import Definitions
public import Search
public import Storage

/// The best of a study's trials, or of those of one stage.
public enum BestTrials: Sendable, Hashable {
    /// No trial has completed with a number and met the study's conditions.
    case none
    /// The trial with the best value.
    case single(Trial)
    /// The confirmed trial with the best mean over seeds.
    case confirmed(Confirmation)
    /// Of several objectives, the trials that no other one dominates, in order of number; at least one.
    case front([Trial])

    /// All of them, in order of number.
    public var trials: [Trial] {
        switch self {
        case .none: []
        case .single(let trial): [trial]
        case .confirmed(let confirmation): [confirmation.trial]
        case .front(let trials): trials
        }
    }

    /// The one of one objective; nil where there is none, and of several objectives.
    public var trial: Trial? {
        switch self {
        case .single(let trial): trial
        case .confirmed(let confirmation): confirmation.trial
        case .none, .front: nil
        }
    }

    /// What makes it the best: its value, or its mean over seeds where it was confirmed. nil as `trial`.
    public var value: Double? {
        switch self {
        case .single(let trial): trial.value
        case .confirmed(let confirmation): confirmation.mean
        case .none, .front: nil
        }
    }

    /// Whether it goes by means over seeds.
    public var isConfirmed: Bool { if case .confirmed = self { true } else { false } }
}

extension BestTrials {
    /// The best of `trials`, which are a study's or one stage's with their repetitions.
    public init(of trials: [Trial], _ directions: [Direction]) {
        guard directions.count == 1 else {
            let scored = trials.filter { $0.state.name == .completed && $0.repeats == nil }
            let front = Pareto.front(of: scored.compactMap(\.score), directions: directions).map { scored[$0] }
            self = front.isEmpty ? .none : .front(front)
            return
        }
        if let confirmation = Confirmation.ranked(among: trials, directions[0]).first {
            self = .confirmed(confirmation)
        } else {
            self = Self.candidates(among: trials, directions[0]).first.map { .single($0) } ?? .none
        }
    }

    /// The completed trials of the search by their values, the best first; NaN is no value. What is worth confirming.
    public static func candidates(among trials: [Trial], _ direction: Direction) -> [Trial] {
        let completed = trials.filter { trial in
            guard trial.repeats == nil, case .completed(let score) = trial.state else { return false }
            return score.value.map { !$0.isNaN } ?? false
        }
        // A trial is large: its rank is made once, and it is moved once.
        let ranked = completed.map { TrialRank($0, direction) }
        return completed.indices.sorted { ranked[$0] < ranked[$1] }.map { completed[$0] }
    }

    /// The best of a study as it is stored, or of one stage of it.
    ///
    /// - Parameter hasRepetitions: whether the study has any; without any, the best trial is found by an index.
    init(
        of study: Study, stage: String? = nil, in database: StudyDatabase, hasRepetitions: Bool
    ) throws(StorageError) {
        if study.objectives.count == 1, !hasRepetitions {
            self = try database.bestTrial(of: study.id, stage: stage).map { .single($0) } ?? .none
            return
        }
        let trials = try database.trials(of: study.id).filter {
            $0.deletedRevision == nil && (stage == nil || $0.stage == stage)
        }
        self.init(of: trials, study.directions)
    }
}

extension OpenStudy {
    /// The best of its trials, or of those of `stage`.
    ///
    /// - Throws: `noStage` where it has no such stage.
    public func best(stage: String? = nil) throws(StudyError) -> BestTrials {
        if let stage { try checkStage(stage) }
        return try storing { () throws(StorageError) in
            try BestTrials(
                of: record, stage: stage, in: database,
                hasRepetitions: try database.hasRepetitions(record.id))
        }
    }

    /// The best trial where one is to be taken: exported, evaluated, retrained.
    ///
    /// - Throws: `nothingCompleted`, `nothingFeasible`; `severalBest` where several are best, each in its own way.
    public func bestTrial(stage: String? = nil) throws(StudyError) -> Trial {
        let best = try completedBest(stage: stage)
        if let trial = best.trial { return trial }
        let trials = best.trials
        guard trials.count == 1 else { throw .severalBest(study: name, trials: trials.map(\.number)) }
        return trials[0]
    }

    /// The best of its trials, or of those of `stage`: not none.
    ///
    /// - Throws: `nothingCompleted` or `nothingFeasible` where there is none.
    public func completedBest(stage: String? = nil) throws(StudyError) -> BestTrials {
        let best = try best(stage: stage)
        guard best == .none else { return best }
        guard record.hasObjective else { throw .nothingCounts(study: name) }
        let violating = try trials().filter {
            $0.state.name == .completed && !$0.isFeasible && (stage == nil || $0.stage == stage)
        }
        if let nearest = violating.min(by: { ($0.violation ?? 0) < ($1.violation ?? 0) }) {
            throw .nothingFeasible(study: name, nearest: nearest.number, violation: nearest.violation ?? 0)
        }
        throw .nothingCompleted(study: name, stage: stage, trials: try summary().trials)
    }

    /// - Throws: `noStage` where it has no stage of that name.
    public func checkStage(_ stage: String) throws(StudyError) {
        let known = try definition().stages.map(\.name)
        guard known.contains(stage) else { throw .noStage(stage, study: name, known: known) }
    }
}
