public import Expressions
public import Search

/// A study as its file defines it: what is trained, what may vary, how it is searched, which value counts.
///
/// ```swift
/// let text = try String(contentsOfFile: "studies/face.json5")
/// let definition = try StudyDefinition.parse(text, file: "studies/face.json5")
/// definition.space.parameters.map(\.name)   // ["d_model", "heads", …]
/// ```
public struct StudyDefinition: Sendable {
    /// The study's name, which is also its folder's: letters, digits, `.`, `_` and `-`.
    public let name: String
    /// The values that are made as large or as small as can be, and what a result has to meet.
    public let goals: Goals
    /// The program that a trial runs, and how it is listened to.
    public internal(set) var training: Training
    /// Values that are the same for every trial, by name.
    public internal(set) var fixed: [String: Value]
    /// Which of the values are lists or null.
    public internal(set) var structured = StructuredValues()
    /// What is sampled and derived, and the constraints between.
    public internal(set) var space: Space
    /// Configurations (sampled values alone) that are tried before any sampled one, in order.
    public internal(set) var start: [Configuration]
    /// What proposes configurations.
    public internal(set) var sampler: Method<any Sampler>
    /// What stops hopeless trials.
    public internal(set) var pruner: Method<any Pruner>
    /// Which of its verdicts are not carried out, so that its errors can be counted.
    public var audit = PruneAudit()
    /// Where its trials run.
    public internal(set) var launcher = Method(name: "local", algorithm: LauncherSettings.local)
    /// What of its trials' files is kept.
    public internal(set) var keep = Keeping()
    /// What a training has to come to for reports to call it a success.
    public internal(set) var success: [SuccessCriterion] = []
    /// Fixes every choice that is left to chance.
    public let seed: UInt64
    /// The text that was read, comments and all.
    public let source: String
    /// What is allowed but seems unwise, each with its place, for people.
    public let warnings: [String]
    /// The stages that the study goes through, the first one first; none for most studies.
    public internal(set) var stages: [Stage] = []
    /// Which stage this is the definition of, where it is one's.
    public internal(set) var stageName: String?

    /// Whether it samples nothing: its trials are runs that were only recorded, each with values of its own.
    public var isTracked: Bool { space.parameters.isEmpty && stages.isEmpty && stageName == nil }

    /// What proposes configurations beside its pruner: where that screens trials, the sampler sees of them what can be compared.
    public var suggester: any Sampler { pruner.algorithm.suggester(sampler.algorithm) }

    /// The objective, the first where there are several.
    public var objective: Objective { goals.objectives[0] }
}

/// A sampler, pruner or launcher with the name that the definition calls it by: `tpe`, `median`.
public struct Method<Algorithm: Sendable>: Sendable {
    /// The name in the definition.
    public let name: String
    /// The algorithm with its options set.
    public let algorithm: Algorithm

    /// The algorithm called `name`.
    public init(name: String, algorithm: Algorithm) {
        self.name = name
        self.algorithm = algorithm
    }
}
