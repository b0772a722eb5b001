public import Expressions

/// One parameter that a study samples: `momentum: { float: [0, 0.99], when: "optimizer == 'sgd'" }`.
public struct Parameter: Sendable, Hashable {
    /// The name that the trial's program knows it by.
    public let name: String
    /// The values that it may take.
    public let domain: Domain
    /// When it exists at all; nil means always. May name other parameters, fixed and derived values.
    public let condition: Expression?
    /// What the trials had that were made before it was added; nil where it was there from the first.
    public let former: Value?

    /// A parameter named `name` over `domain`, active where `condition` holds.
    public init(name: String, domain: Domain, condition: Expression? = nil, former: Value? = nil) {
        self.former = former
        self.name = name
        self.domain = domain
        self.condition = condition
    }
}

/// A value computed from others, never sampled: `dim_feedforward: { equals: "4 * d_model" }`.
public struct DerivedParameter: Sendable, Hashable {
    /// The name that the trial's program knows it by.
    public let name: String
    /// What it equals. It may name `seed`, the seed that the trial gives to its program. Where it names an inactive parameter, the derived value is inactive too.
    public let expression: Expression
    /// When it exists at all; nil means always.
    public let condition: Expression?

    /// A derived value named `name`, equal to `expression` where `condition` holds.
    public init(name: String, expression: Expression, condition: Expression? = nil) {
        self.name = name
        self.expression = expression
        self.condition = condition
    }

    /// What it names, the names of its condition included.
    var names: Set<String> { expression.names.union(condition?.names ?? []) }
}
