// What an analysis is given: values alone, from whichever study they are.
//
//     let evidence = Evidence(space: space, objectives: [.init("val_loss", .minimize)], trials: trials)
//     let model = try FANOVA(of: evidence)
//     model.importance.parameters[0]      // lr: 0.62 ± 0.05 of the variance
//     StudyDiagnosis(of: evidence).findings

public import Search

/// What is known of a study's trials when they are analysed.
public struct Evidence: Sendable {
    /// What was sampled.
    public var space: Space
    /// What is made large or small; at least one.
    public var objectives: [EvidenceObjective]
    /// The trials, repetitions among them, in order of number.
    public var trials: [EvidenceTrial] { didSet { searched = Self.searched(among: trials) } }
    /// The trials of the search, without those that repeat another one.
    public private(set) var searched: [EvidenceTrial]
    /// How many epochs a whole training has, where that is known.
    public var epochs: Int?

    /// What is known.
    public init(
        space: Space, objectives: [EvidenceObjective], trials: [EvidenceTrial], epochs: Int? = nil
    ) {
        precondition(!objectives.isEmpty, "a study has an objective")
        (self.space, self.objectives, self.trials, self.epochs) = (space, objectives, trials, epochs)
        searched = Self.searched(among: trials)
    }

    private static func searched(among trials: [EvidenceTrial]) -> [EvidenceTrial] {
        trials.contains { $0.repeats != nil } ? trials.filter { $0.repeats == nil } : trials
    }

    /// Whether larger values are better, for each objective.
    public var directions: [Direction] { objectives.map(\.direction) }
}

/// One objective.
public struct EvidenceObjective: Sendable, Hashable {
    /// The metric, or the expression of metrics.
    public var metric: String
    /// Whether larger values are better.
    public var direction: Direction

    /// The objective to bring `metric` in `direction`.
    public init(_ metric: String, _ direction: Direction) {
        (self.metric, self.direction) = (metric, direction)
    }
}

/// One trial as analyses see it.
public struct EvidenceTrial: Sendable, Hashable {
    /// Its number, from 0.
    public var number: Int
    /// The sampled values; an inactive parameter has none.
    public var configuration: Configuration
    /// How it ended; nil while it waits, runs, or is interrupted.
    public var outcome: Outcome?
    /// The objective's values by epoch, where there is one objective.
    public var curve: Curve
    /// The trial that it repeats with another seed.
    public var repeats: Int?

    /// One trial.
    public init(
        number: Int, configuration: Configuration, outcome: Outcome?, curve: Curve = Curve(), repeats: Int? = nil
    ) {
        (self.number, self.configuration, self.outcome) = (number, configuration, outcome)
        (self.curve, self.repeats) = (curve, repeats)
    }

    /// What it reached, where it completed.
    public var score: Score? { if case .completed(let score)? = outcome { score } else { nil } }

    /// The value of the objective at `index` of a completed trial that met the constraints; nil where it is no finite number.
    public func value(of index: Int = 0) -> Double? {
        guard let score, score.isFeasible, score.values.indices.contains(index) else { return nil }
        return score.values[index].isFinite ? score.values[index] : nil
    }
}
