import Expressions
import Search

/// What a definition may say of a built-in workload: given by the caller, so that definitions know no engine.
public struct WorkloadDescription: Sendable, Hashable {
    /// The name under `train.workload`.
    public let name: String
    /// The parameters that it takes, by name.
    public let parameters: [String: ParameterKind]
    /// The numbers that a parameter takes, both ends included; any number where there is no range.
    public let ranges: [String: ClosedRange<Double>]
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
    public init(
        name: String, parameters: [String: ParameterKind], ranges: [String: ClosedRange<Double>] = [:],
        metrics: [String]? = nil
    ) {
        self.name = name
        self.parameters = parameters
        self.ranges = ranges
        self.metrics = metrics
    }
}

extension WorkloadDescription {
    /// Why the parameter `name` cannot have `value`: what is expected instead, nil where it can.
    func objection(to value: Value, for name: String) -> String? {
        guard let kind = parameters[name] else { return nil }
        if !kind.takes(value) { return kind.words }
        guard let range = ranges[name], let number = value.number, !range.contains(number) else { return nil }
        let ends = [range.lowerBound, range.upperBound].map { end in
            (kind == .int ? Int(exactly: end).map(String.init) : nil) ?? "\(end)"
        }
        return "\(kind.words) from \(ends[0]) to \(ends[1])"
    }

    /// The same for all values of `domain`: the first that is no good, with what is expected.
    func objection(to domain: Domain, for name: String) -> (found: String, expected: String)? {
        let ends: [Value]
        switch domain {
        case .choice(let values, _): ends = values
        case .int(let low, let high, _, _): ends = [.int(low), .int(high)]
        case .float(let low, let high, _, _):
            if parameters[name] == .int { return ("a range of floats", ParameterKind.int.words) }
            ends = [.float(low), .float(high)]
        }
        for value in ends {
            if let expected = objection(to: value, for: name) { return ("the value \(value)", expected) }
        }
        return nil
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
}
