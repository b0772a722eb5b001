import Expressions

/// What a definition may say of a built-in workload: given by the caller, so that definitions know no engine.
public struct WorkloadDescription: Sendable, Hashable {
    /// The name under `train.workload`.
    public let name: String
    /// The parameters that it takes, by name.
    public let parameters: [String: ParameterKind]
    /// The metrics that it reports; nil where they depend on the data.
    public let metrics: [String]?

    /// What values a parameter takes.
    public enum ParameterKind: Sendable, Hashable {
        /// Integers.
        case int
        /// Numbers; integers are read as floats.
        case float
        /// True or false.
        case bool
        /// One of these strings; any string where the list is empty.
        case string([String])
    }

    /// A workload called `name`.
    public init(name: String, parameters: [String: ParameterKind], metrics: [String]? = nil) {
        self.name = name
        self.parameters = parameters
        self.metrics = metrics
    }
}

extension WorkloadDescription.ParameterKind {
    /// What is expected, for people.
    var words: String {
        switch self {
        case .int: "an integer"
        case .float: "a number"
        case .bool: "true or false"
        case .string(let choices):
            choices.isEmpty ? "a string" : "one of " + choices.map { "\"\($0)\"" }.joined(separator: ", ")
        }
    }

    /// Whether `value` is one that the parameter takes; an integer is a float too.
    func takes(_ value: Value) -> Bool {
        switch (self, value) {
        case (.int, .int), (.float, .int), (.float, .float), (.bool, .bool): true
        case (.string(let choices), .string(let value)): choices.isEmpty || choices.contains(value)
        default: false
        }
    }

    /// Whether an expression of `type` may give a value that the parameter takes.
    func mayTake(_ type: ValueType) -> Bool {
        switch (self, type) {
        case (_, .any), (.int, .int), (.int, .number), (.float, .int), (.float, .float), (.float, .number),
            (.bool, .bool),
            (.string, .string):
            true
        default: false
        }
    }
}
