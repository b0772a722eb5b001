public import Expressions

/// The parameters that a study samples, with their conditions, derived values and constraints.
///
/// ```swift
/// let space = try Space(
///     parameters: [
///         Parameter(name: "heads", domain: .choice([.int(2), .int(4), .int(8)])),
///         Parameter(name: "d_model", domain: .choice([.int(32), .int(64)], ordered: true)),
///     ],
///     derived: [DerivedParameter(name: "dim_feedforward", expression: Expression(parsing: "4 * d_model"))],
///     constraints: [Expression(parsing: "d_model % heads == 0")])
/// ```
public struct Space: Sendable, Hashable {
    /// The sampled parameters in an order that does not depend on the declaration's: each after those that its
    /// condition depends on, otherwise by name.
    public let parameters: [Parameter]
    /// The derived values, each after those that it depends on. Those that follow from the trial's seed have no value while
    /// something is searched for: nothing else can depend on them.
    public let derived: [DerivedParameter]
    /// What a configuration must meet. One that mentions an inactive parameter does not apply.
    public let constraints: [Expression]
    /// Values that are the same for every trial.
    public let fixed: [String: Value]

    /// Parameters and derived values in the order in which their values can be determined.
    let steps: [Step]
    /// How each of `parameters` is laid out as numbers.
    package let axes: [Axis]
    /// Finite parameters that constraints tie together, with the combinations that are allowed.
    private(set) var couplings: [Coupling] = []
    /// Parameters that are active together.
    private(set) var jointGroups: [ParameterGroup] = []

    let count = ConfigurationCount()

    /// What derived values call the trial's seed, where nothing of the space has that name.
    public static let seedName = "seed"
    /// The derived values that follow from the trial's seed, whether directly or by others.
    let seeded: Set<String>

    /// One value to determine.
    enum Step: Sendable, Hashable {
        /// `parameters[index]`.
        case parameter(Int)
        /// `derived[index]`.
        case derived(Int)
    }

    /// A space, checked.
    ///
    /// - Throws: what is wrong with it: names, cycles, types, domains, or a constraint that nothing can meet.
    public init(
        parameters: [Parameter], derived: [DerivedParameter] = [], constraints: [Expression] = [],
        fixed: [String: Value] = [:]
    ) throws(SpaceError) {
        for parameter in parameters {
            if let mistake = parameter.domain.mistake(in: parameter.name) { throw mistake }
        }
        let plan = try DependencyOrder(parameters: parameters, derived: derived, fixed: fixed, constraints: constraints)
        self.parameters = plan.parameters
        self.derived = plan.derived
        self.constraints = constraints.sorted { $0.source < $1.source }
        self.fixed = fixed
        self.steps = plan.steps
        self.seeded = plan.seeded
        self.axes = plan.parameters.map { Axis($0.domain) }
        try checkTypes()
        couplings = try findCouplings()
        jointGroups = groups(jointly: true)
    }

    /// The index in `parameters` of the parameter `name`.
    public func index(of name: String) -> Int? { parameters.firstIndex { $0.name == name } }
}
