public import Expressions

/// One step on a study's way through its stages: a stage that runs, one that is passed over, or the end.
public struct StageStep: Sendable, Hashable {
    /// What was decided.
    public enum Decision: String, Sendable, Hashable, CaseIterable {
        /// The stage runs.
        case run
        /// The stage's gate was not true.
        case skip
        /// There is nothing after the last stage.
        case end
    }

    /// What was decided.
    public var decision: Decision
    /// The stage; nil at the end.
    public var stage: String?
    /// The stage's gate, nil where it has none.
    public var gate: String?
    /// The values that the gate read, by name.
    public var readings: [StageReading]
    /// The trial that a stage that runs starts from; nil for the first one.
    public var best: Int?
    /// The history that was decided by: all changes up to this revision.
    public var sawRevision: Int
    /// The revision of the definition that it was decided by.
    public var definitionRevision: Int

    /// A step.
    public init(
        _ decision: Decision, stage: String? = nil, gate: String? = nil, readings: [StageReading] = [],
        best: Int? = nil, sawRevision: Int = 0, definitionRevision: Int = 1
    ) {
        self.decision = decision
        self.stage = stage
        self.gate = gate
        self.readings = readings
        self.best = best
        self.sawRevision = sawRevision
        self.definitionRevision = definitionRevision
    }
}

/// A value that a gate read.
public struct StageReading: Sendable, Hashable {
    /// As the gate names it: `best.val_cosine`.
    public var name: String
    /// nil where there was no such value: no trial had completed, or the stage that is named had not run.
    public var value: Value?

    /// A reading.
    public init(_ name: String, _ value: Value?) {
        self.name = name
        self.value = value
    }
}
