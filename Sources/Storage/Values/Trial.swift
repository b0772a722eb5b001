public import Expressions
public import Search

/// One run of a trial's program: what it reports counts as long as it is the trial's latest.
public struct TrialAttempt: Sendable, Hashable {
    /// The study.
    public let study: StudyID
    /// The trial, from 0.
    public let number: Int
    /// From 1; 2 is the first resumption.
    public let attempt: Int

    /// The attempt `attempt` of trial `number`.
    public init(study: StudyID, number: Int, attempt: Int) {
        self.study = study
        self.number = number
        self.attempt = attempt
    }
}

/// What a trial runs with, and where each value is from. No name is in two of the parts.
public struct TrialParameters: Sendable, Hashable {
    /// What the sampler chose.
    public var sampled: Configuration
    /// What follows from it by the study's expressions.
    public var derived: Configuration
    /// What the study fixes.
    public var fixed: Configuration

    /// The three parts as they are.
    public init(
        sampled: Configuration, derived: Configuration = Configuration(), fixed: Configuration = Configuration()
    ) {
        self.sampled = sampled
        self.derived = derived
        self.fixed = fixed
    }

    /// The parts of `resolved`: what is in `sampled` is sampled, what is named in `fixed` is fixed, the rest derived.
    public init(sampled: Configuration, resolved: Configuration, fixed: some Sequence<String>) {
        let fixed = Set(fixed)
        self.init(sampled: sampled)
        for (name, value) in resolved.values where sampled[name] == nil {
            if fixed.contains(name) { self.fixed[name] = value } else { derived[name] = value }
        }
    }

    /// The value of the parameter `name`, in whichever part it is; nil where it is in none.
    public subscript(name: String) -> Value? { sampled[name] ?? derived[name] ?? fixed[name] }

    /// All of them.
    public var resolved: Configuration {
        Configuration(
            fixed.values.merging(derived.values) { _, new in new }.merging(sampled.values) { _, new in new })
    }
}

/// How a trial came to be.
public enum TrialOrigin: String, Sendable, Hashable, CaseIterable {
    /// The study's loop asked the sampler.
    case sampler
    /// The definition's `start:`.
    case start
    /// A person or a program asked by hand; it has no owner and runs until it is told.
    case ask
    /// A person put it into the queue.
    case enqueued
    /// It runs the configuration of another trial again, with a seed of its own (`hpo study confirm`).
    case confirm
}

/// Which trial another one repeats, and which repetition of it that is.
public struct Repetition: Sendable, Hashable {
    /// The number of the trial whose configuration it runs.
    public let trial: Int
    /// From 1.
    public let index: Int

    /// The repetition `index` of `trial`.
    public init(of trial: Int, index: Int) {
        self.trial = trial
        self.index = index
    }
}

/// What a trial is made with.
public struct NewTrial: Sendable, Hashable {
    /// What it runs with.
    public var parameters: TrialParameters
    /// What its program is given to draw chance from.
    public var seed: Int
    /// How it came to be.
    public var origin: TrialOrigin
    /// The sampler's name, nil where a person chose.
    public var sampler: String?
    /// How the sampler came to it, where it said so.
    public var note: String?
    /// The history that the sampler saw: all changes up to this revision.
    public var sawRevision: Int?
    /// The revision of the definition that it was made by.
    public var definitionRevision: Int
    /// The trial that it repeats, nil for one of the search.
    public var repeats: Repetition?
    /// Which of the study's stages it belongs to, nil where there are none.
    public var stage: String?

    /// What a trial is made with.
    public init(
        parameters: TrialParameters, seed: Int, origin: TrialOrigin, sampler: String? = nil, note: String? = nil,
        sawRevision: Int? = nil, definitionRevision: Int = 1, repeats: Repetition? = nil, stage: String? = nil
    ) {
        self.stage = stage
        self.parameters = parameters
        self.seed = seed
        self.origin = origin
        self.sampler = sampler
        self.note = note
        self.sawRevision = sawRevision
        self.definitionRevision = definitionRevision
        self.repeats = repeats
    }
}

/// A trial that this process has just begun or taken over.
public struct ClaimedTrial: Sendable, Hashable {
    /// What reports refer to.
    public let attempt: TrialAttempt
    /// The revision of the change that began it (started or resumed).
    public let revision: Int
    /// What its program is given to draw chance from.
    public let seed: Int
    /// What it runs with.
    public let parameters: TrialParameters
    /// The revision of the definition that it was made by.
    public let definitionRevision: Int
    /// How it came to be.
    public let origin: TrialOrigin
    /// Whether the pruner had paused it and has now promoted it.
    public let isPromoted: Bool
    /// The trial that it repeats, nil for one of the search.
    public let repeats: Repetition?
    /// Which of the study's stages it belongs to, nil where there are none.
    public let stage: String?

    /// Whether it goes on from an earlier attempt's checkpoint.
    public var resumes: Bool { attempt.attempt > 1 }
}

/// Where a trial stands.
public enum TrialState: Sendable, Hashable {
    /// Made, and not begun.
    case waiting
    /// Begun, and not ended.
    case running
    /// Ran to its end, and counts with this; of one objective its best value (may be NaN).
    case completed(Score)
    /// The pruner stopped it after `epoch`.
    case pruned(epoch: Int)
    /// Ended badly.
    case failed(reason: String)
    /// Interrupted or paused by the pruner; it can be resumed. The reason is nil where a person stopped it.
    case stopped(reason: String?)

    /// Ran to its end, and counts with this value of the one objective.
    public static func completed(value: Double) -> TrialState { .completed(Score(values: [value])) }

    /// The state without what comes with it; the words of `trials.state` and of `--json`.
    public enum Name: String, Sendable, Hashable, CaseIterable {
        case waiting, running, completed, pruned, failed, stopped
    }

    /// Whether it has ended for good.
    public var isFinal: Bool {
        switch self {
        case .completed, .pruned, .failed: true
        case .waiting, .running, .stopped: false
        }
    }

    /// The state without what comes with it.
    public var name: Name {
        switch self {
        case .waiting: .waiting
        case .running: .running
        case .completed: .completed
        case .pruned: .pruned
        case .failed: .failed
        case .stopped: .stopped
        }
    }
}

/// One trial as it is stored.
public struct Trial: Sendable, Hashable {
    /// From 0.
    public let number: Int
    /// Where it stands.
    public let state: TrialState
    /// How often it was begun; 0 while it waits.
    public let attempt: Int
    /// What its program is given to draw chance from.
    public let seed: Int
    /// How it came to be.
    public let origin: TrialOrigin
    /// The trial that it repeats, nil for one of the search.
    public let repeats: Repetition?
    /// Which of the study's stages it belongs to, nil where there are none.
    public let stage: String?
    /// The sampler's name, nil where a person chose.
    public let sampler: String?
    /// How the sampler came to it, where it said so.
    public let note: String?
    /// The history that the sampler saw.
    public let sawRevision: Int?
    /// The revision of the definition that it was made by.
    public let definitionRevision: Int
    /// What it runs with.
    public let parameters: TrialParameters
    /// What it has reached so far, where it has not completed; see `score`.
    let progress: Score?
    /// Whether the study has conditions that results must meet.
    let hasConditions: Bool
    /// Whether it has reported an epoch 0: its program counts from 0, and epoch 2 is its third.
    public let countsFromZero: Bool
    /// The epoch of that value, nil where it was told without one.
    public let bestEpoch: Int?
    /// The epoch of the first verdict to stop it that was not carried out, since the study audits its pruner; nil where
    /// there was none.
    public let auditedEpoch: Int?
    /// The epoch after which the pruner set it aside, nil unless it is stopped for that.
    public let pausedEpoch: Int?
    /// The change that began it, nil while it waits.
    public let startedRevision: Int?
    /// The change that ended its latest attempt, nil while it waits or runs.
    public let endedRevision: Int?
    /// The change that deleted it: from there on it counts for nothing, and is kept because of what was decided before. nil
    /// where it was not deleted.
    public let deletedRevision: Int?
    /// When it was first begun, in seconds since 1970.
    public let startedAt: Double?
    /// When its latest attempt ended, in seconds since 1970.
    public let endedAt: Double?

    /// What it counts with, at `bestEpoch`, or would if it ended now; nil before the first epoch that counts.
    public var score: Score? { if case .completed(let score) = state { score } else { progress } }

    /// The value of each objective (may be NaN); empty before the first.
    public var values: [Double] { score?.values ?? [] }

    /// The best value of the one objective so far (may be NaN), also where conditions are violated; nil before the first, and
    /// of several objectives.
    public var value: Double? { values.count == 1 ? values[0] : nil }

    /// By how much the study's conditions are violated: 0 where they are met, nil where there are none.
    public var violation: Double? { hasConditions ? score?.violation : nil }

    /// Whether it meets the study's conditions as far as is known.
    public var isFeasible: Bool { score?.isFeasible ?? true }

    /// How a study counts it when it completes with what it has reported; nil while that is nothing.
    public var result: Outcome? { score.map { .completed($0) } }
}

extension ClaimedTrial {
    init(_ trial: Trial, _ attempt: TrialAttempt, revision: Int, isPromoted: Bool) {
        self.init(
            attempt: attempt, revision: revision, seed: trial.seed, parameters: trial.parameters,
            definitionRevision: trial.definitionRevision, origin: trial.origin, isPromoted: isPromoted,
            repeats: trial.repeats,
            stage: trial.stage)
    }

    /// The first attempt at a trial that has just been made.
    init(_ trial: NewTrial, _ attempt: TrialAttempt, revision: Int) {
        self.init(
            attempt: attempt, revision: revision, seed: trial.seed, parameters: trial.parameters,
            definitionRevision: trial.definitionRevision, origin: trial.origin, isPromoted: false,
            repeats: trial.repeats, stage: trial.stage)
    }
}
