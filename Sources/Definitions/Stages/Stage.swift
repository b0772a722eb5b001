public import Expressions
public import Search

/// One stage of a study: what it holds, what it frees, for how many trials and epochs, and what comes after it.
///
/// ```json5
/// { name: "capacity", free: ["layers", "d_model"], fixed: { dropout: 0.2 }, trials: 8, epochs: 30,
///   when: "best.val_cosine <= 0.75", next: "batch" }
/// ```
/// The first stage begins as the study says. Every other one starts from the best trial of the stage before: a value that
/// it says nothing of is as it was there.
public struct Stage: Sendable {
    /// Letters, digits and `_`: expressions name it.
    public let name: String
    /// How many trials it has; fewer where its space has no more configurations.
    public let trials: Int
    /// How many epochs its trials have, nil for as many as the study's.
    public let epochs: Int?
    /// Whether it runs at all, decided when its turn comes; nil: it does.
    public let when: Expression?
    /// What comes after it, as an index of the study's stages; nil is the end.
    public let next: Int?
    /// What comes instead of it where `when` is not true.
    public let otherwise: Int?
    /// What it holds.
    let fixed: [String: HeldValue]
    /// Parameters that it samples over domains of its own.
    let parameters: [Parameter]
    /// Values that it derives otherwise than the study.
    let derived: [DerivedParameter]
    /// The study's parameters that it samples as the study has them; the first stage samples all that it does not hold.
    let free: Set<String>
    /// Constraints besides the study's.
    let constraints: [Expression]
    /// What is tried first.
    let start: [StartConfiguration]
    /// Its own method in place of the study's.
    let sampler: Method<any Sampler>?
    /// Its own method in place of the study's, or the study's for the stage's epochs.
    let pruner: Method<any Pruner>?
    /// Which of its pruner's verdicts are not carried out.
    let audit: PruneAudit?

    /// A value that a stage holds for all of its trials.
    enum HeldValue: Sendable, Hashable {
        case value(Value)
        /// What the parameter of this name was in the trial that the stage starts from: `"best.params.d_model"`.
        case best(String)
    }

    /// What a stage tries before it samples.
    enum StartConfiguration: Sendable, Hashable {
        case configuration(Configuration)
        /// The trial that the stage starts from, as far as it lies in the stage's space.
        case best
    }
}

extension Stage {
    /// The values that it holds for all of its trials, by name, nil for what it takes from the trial that it starts from.
    public var heldValues: [(name: String, value: Value?)] {
        fixed.sorted { $0.key < $1.key }.map { name, held in
            if case .value(let value) = held { (name, value) } else { (name, nil) }
        }
    }
}

extension StudyDefinition {
    /// The names of the parameters that `stage` samples, in alphabetical order.
    public func sampledNames(in stage: Stage) -> [String] {
        let isFirst = stages.first?.name == stage.name
        let own = stage.parameters.map(\.name)
        let others = Set(stage.fixed.keys).union(stage.derived.map(\.name)).union(own)
        let free = space.parameters.map(\.name).filter { name in
            !others.contains(name) && (isFirst || stage.free.contains(name))
        }
        return (own + free).sorted()
    }

    /// Whether its pruner, or that of a stage, pauses trials and promotes them later.
    public var promotes: Bool {
        pruner.algorithm.promotes || stages.contains { $0.pruner?.algorithm.promotes ?? false }
    }

    /// The stage called `name`.
    public func stage(_ name: String) -> Stage? { stages.first { $0.name == name } }

    /// The definition of one stage, as a study that has no stages: its space holds what the stage holds.
    ///
    /// - Parameters:
    ///   - stage: one of `stages`.
    ///   - best: what the trial that it starts from ran with; nil for the first stage.
    /// - Throws: what is wrong with the space, where the values that are held leave nothing in it.
    public func definition(of stage: Stage, startingFrom best: Configuration?) throws(SpaceError) -> StudyDefinition {
        var held = fixed
        for (name, value) in best?.values ?? [:] where space.derived.allSatisfy({ $0.name != name }) {
            held[name] = value
        }
        for parameter in stage.parameters { held[parameter.name] = nil }
        for value in stage.derived { held[value.name] = nil }
        for name in stage.free { held[name] = nil }
        for (name, value) in stage.fixed {
            switch value {
            case .value(let value): held[name] = value
            case .best(let other): held[name] = best?[other]
            }
        }
        let own = Set(stage.parameters.map(\.name) + stage.derived.map(\.name) + stage.fixed.keys)
        let sampled = space.parameters.filter { parameter in
            !own.contains(parameter.name) && (best == nil || stage.free.contains(parameter.name))
        }
        let derived = space.derived.filter { !own.contains($0.name) }

        var definition = self
        definition.stages = []
        definition.stageName = stage.name
        definition.fixed = held
        definition.space = try Space(
            parameters: sampled + stage.parameters, derived: derived + stage.derived,
            constraints: space.constraints + stage.constraints, fixed: held)
        let space = definition.space
        definition.start = stage.start.enumerated().compactMap { index, start in
            switch start {
            case .configuration(let configuration): space.started(with: configuration, at: index, seed: seed)
            case .best: best.flatMap { definition.space.projection(of: $0) }
            }
        }
        if let epochs = stage.epochs { definition.training.epochs = epochs }
        if let sampler = stage.sampler { definition.sampler = sampler }
        if let pruner = stage.pruner { definition.pruner = pruner }
        if let audit = stage.audit { definition.audit = audit }
        return definition
    }
}

extension Space {
    /// The values of `configuration` that this space samples, where they are inside it.
    fileprivate func projection(of configuration: Configuration) -> Configuration? {
        var sampled = Configuration()
        for parameter in parameters { sampled[parameter.name] = configuration[parameter.name] }
        return contains(sampled) ? canonical(sampled) : nil
    }
}
