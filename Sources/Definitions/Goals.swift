public import Expressions
public import Search
import Words

/// What a study makes as large or as small as can be.
public struct Objective: Sendable, Hashable {
    /// The name of a metric that the program reports every epoch, or an expression of metrics:
    /// `val_loss + 0.01 * size_mb`. Parameters are `params.NAME` in it, and `metrics["val/loss"]` is a metric whose name is
    /// no word.
    public let metric: String
    /// Whether larger values are better.
    public let direction: Direction
    /// What of its epochs' values a trial counts with.
    public let counting: TrialValue
    /// The text as an expression, nil where it is none. A metric that is called as the text is goes first.
    public let expression: Expression?

    /// The objective to bring `metric` in `direction`.
    public init(metric: String, direction: Direction, counting: TrialValue = .best) {
        self.metric = metric
        self.counting = counting
        self.direction = direction
        expression = try? Expression(parsing: metric)
        isNone = false
    }

    /// The objective of runs of which nothing counts: each epoch is worth NaN, so that none is better than another, and a run
    /// counts with its last.
    public static let none = Objective(noneCalled: "none")

    /// Whether it is that.
    public let isNone: Bool

    private init(noneCalled name: String) {
        (metric, direction, counting, expression, isNone) = (name, .minimize, .last(1), nil, true)
    }

    /// Whether it is calculated from metrics, rather than one of them by its name.
    public var isCalculated: Bool {
        guard let names = expression?.occurrences.map(\.name), !names.isEmpty else { return false }
        return names != [metric] || Expression.parameter(metric) != nil || Expression.metric(metric) != metric
    }
}

/// What a study looks for: its objectives, and the conditions that a result has to meet.
///
/// ```swift
/// let goals = Goals(
///     objectives: [Objective(metric: "val_accuracy", direction: .maximize)],
///     feasible: [try Expression(parsing: "gpu_memory < 16")])
/// goals.measure(["val_accuracy": 0.9, "gpu_memory": 17.5], parameters: configuration)
///     // .measured(Score(values: [0.9], violation: 1.5))
/// ```
public struct Goals: Sendable, Hashable {
    /// At least one, in the order of the definition.
    public let objectives: [Objective]
    /// Conditions on the metrics of an epoch, `params.NAME` being parameters.
    public let feasible: [Expression]

    /// Goals, at least one objective among them.
    public init(objectives: [Objective], feasible: [Expression] = []) {
        precondition(!objectives.isEmpty, "a study has an objective")
        self.objectives = objectives
        self.feasible = feasible
    }

    /// What of its epochs' values a trial counts with.
    public var counting: TrialValue { objectives[0].counting }

    /// Whether larger values are better, for each objective.
    public var directions: [Direction] { objectives.map(\.direction) }

    /// Whether nothing counts, and runs are only recorded.
    public var isNone: Bool { objectives[0].isNone }

    /// Whether any of the expressions looks at a trial's parameters.
    public var namesParameters: Bool {
        (objectives.compactMap(\.expression) + feasible).contains { expression in
            expression.occurrences.contains { Expression.parameter($0.name) != nil }
        }
    }

    /// What one epoch is worth.
    public enum Measure: Sendable, Hashable {
        /// The values of all objectives, and by how much the conditions are violated.
        case measured(Score)
        /// The epoch lacks these metrics.
        case lacking([String])
    }

    /// Measures an epoch by its metrics.
    ///
    /// An objective that cannot be calculated from them (the logarithm of 0) is NaN, a condition that cannot is violated
    /// infinitely. A condition on a parameter that the trial does not have does not apply.
    public func measure(_ metrics: [String: Double], parameters: Configuration) -> Measure {
        let names = Names(metrics: metrics, parameters: parameters)
        let lacking = lacking(among: Set(metrics.keys))
        guard lacking.isEmpty, !(isNone && metrics.isEmpty) else { return .lacking(lacking) }
        let values = objectives.map { objective -> Double in
            if objective.isNone { return .nan }
            if let value = metrics[objective.metric] { return value }
            return (try? objective.expression?.evaluate(names.value))?.number ?? .nan
        }
        let violation = feasible.reduce(0) { $0 + Self.violation(of: $1, names) }
        return .measured(Score(values: values, violation: violation))
    }

    /// The metrics that the goals need and that are not among `known`, in the order in which they are needed.
    public func lacking(among known: Set<String>) -> [String] {
        var lacking: [String] = []
        for name in needs(known) where !known.contains(name) && !lacking.contains(name) { lacking.append(name) }
        return lacking
    }

    /// The metrics that are needed where a program reports `known`.
    private func needs(_ known: Set<String>) -> [String] {
        let measured = objectives.flatMap { objective in
            if objective.isNone { return [String]() }
            return known.contains(objective.metric) ? [objective.metric] : objective.metricNames(known)
        }
        return measured + feasible.flatMap { $0.metricNames(known) }
    }

    private static func violation(of condition: Expression, _ names: Names) -> Double {
        do {
            return try condition.violation(names.value)
        } catch {
            // Every metric is there: what has no value is a parameter.
            return error.isNoValue ? 0 : .infinity
        }
    }

    /// What the names of an expression stand for.
    private struct Names {
        let metrics: [String: Double]
        let parameters: Configuration

        func value(_ name: String) -> Value? {
            if let parameter = Expression.parameter(name) { return parameters[parameter] }
            return (metrics[name] ?? Expression.metric(name).flatMap { metrics[$0] }).map { .float($0) }
        }
    }
}

extension Objective {
    /// The metrics that it is calculated from, where a program reports `known`.
    public func metricNames(_ known: Set<String> = []) -> [String] {
        if isNone { return [] }
        return isCalculated ? expression?.metricNames(known) ?? [metric] : [metric]
    }
}

extension Expression {
    /// The metrics that it names. A program that reports one called `metrics.loss` means that by it.
    func metricNames(_ known: Set<String> = []) -> [String] {
        occurrences.compactMap { known.contains($0.name) ? $0.name : Self.metric($0.name) }
    }

    /// The metric that a name means: `metrics["val/loss"]` means `val/loss`, a name without a scope itself; nil for a
    /// parameter.
    static func metric(_ name: String) -> String? {
        if parameter(name) != nil { return nil }
        return name.rest(behind: "metrics.") ?? name
    }

    /// The parameter that a name means: `params.lr` means `lr`.
    static func parameter(_ name: String) -> String? { name.rest(behind: "params.") }
}
