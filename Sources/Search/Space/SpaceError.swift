public import Expressions

/// What is wrong with a space, or with a configuration that is said to be in it.
public enum SpaceError: Error, Sendable, Hashable {
    /// Two of the parameters, derived and fixed values share a name.
    case repeatedName(String)
    /// An expression of `context` (a parameter, or a constraint's source) names something that does not exist.
    case unknownName(String, context: String)
    /// The expression of `context`, which decides on what is searched, names something that follows from the trial's seed.
    case followsFromSeed(String, context: String)
    /// The values depend on each other in a circle.
    case cycle([String])
    /// An expression of `context` is mistyped.
    case badExpression(context: String, ExpressionError)
    /// An expression that must be true or false is neither.
    case notACondition(context: String, source: String, found: ValueType)
    /// The range's low end is above its high end.
    case emptyRange(parameter: String, low: Value, high: Value)
    /// The range is not finite, or has more values than can be counted.
    case rangeTooWide(parameter: String)
    /// The step is zero, negative or not finite.
    case badStep(parameter: String, step: Value)
    /// A logarithmic range must begin above zero (an integer one at 1).
    case logNeedsPositive(parameter: String, low: Value)
    /// A range is either logarithmic or has a step.
    case stepWithLog(parameter: String)
    /// There is nothing to choose from.
    case noChoices(parameter: String)
    /// The same choice is listed twice.
    case repeatedChoice(parameter: String, value: Value)
    /// NaN is no choice.
    case notANumber(parameter: String)
    /// No combination of `parameters` meets `constraints`.
    case infeasible(parameters: [String], constraints: [String])

    /// The configuration has a value for a name that is no sampled parameter.
    case unknownParameter(String, value: Value)
    /// The configuration lacks the active parameter.
    case missing(parameter: String)
    /// The configuration has a value for a parameter whose condition does not hold.
    case inactive(parameter: String, condition: String)
    /// The value is not in the parameter's domain.
    case outside(parameter: String, value: Value, domain: Domain)
    /// The configuration does not meet the constraint.
    case violates(constraint: String)
    /// An expression of `context` has no value for this configuration (a division by zero, say).
    case cannotEvaluate(context: String, ExpressionError)
}

extension SpaceError: CustomStringConvertible {
    /// The error for people, without the place in a file.
    public var description: String {
        switch self {
        case .repeatedName(let name): "two values are named `\(name)`"
        case .unknownName(let name, let context): "`\(context)` depends on `\(name)`, which is no parameter"
        case .followsFromSeed(Space.seedName, let context):
            "`\(context)` depends on `seed`, which is another for each trial: only a value that is derived (`equals`) may"
        case .followsFromSeed(let name, let context):
            "`\(context)` depends on `\(name)`, which follows from the trial's seed: only a value that is derived (`equals`) may"
        case .cycle(let names):
            "these values depend on each other in a circle: \((names + names.prefix(1)).joined(separator: " → "))"
        case .badExpression(let context, let error): "`\(context)`: \(error)"
        case .notACondition(let context, let source, let found):
            "`\(context)`: `\(source)` must be true or false, found \(found.words)"
        case .emptyRange(let parameter, let low, let high):
            "`\(parameter)`: the range is empty: \(low) is above \(high)"
        case .rangeTooWide(let parameter): "`\(parameter)`: the range is not finite or has too many values"
        case .badStep(let parameter, let step): "`\(parameter)`: the step must be above zero, found \(step)"
        case .logNeedsPositive(let parameter, let low):
            "`\(parameter)`: a logarithmic range begins above zero (integers: at 1 or above), found \(low)"
        case .stepWithLog(let parameter): "`\(parameter)`: a range is either logarithmic or has a step, not both"
        case .noChoices(let parameter): "`\(parameter)`: there is nothing to choose from"
        case .repeatedChoice(let parameter, let value): "`\(parameter)`: the choice \(value) is listed twice"
        case .notANumber(let parameter): "`\(parameter)`: NaN is no choice"
        case .infeasible(let parameters, let constraints) where parameters.isEmpty:
            "no trial can meet \(constraints.map { "`\($0)`" }.joined(separator: " and ")), "
                + "where nothing is sampled that it depends on"
        case .infeasible(let parameters, let constraints):
            "no combination of \(parameters.map { "`\($0)`" }.joined(separator: ", ")) meets "
                + constraints.map { "`\($0)`" }.joined(separator: " and ")
        case .unknownParameter(let name, let value): "`\(name)` (\(value)) is no parameter of the space"
        case .missing(let parameter): "`\(parameter)` has no value"
        case .inactive(let parameter, let condition):
            "`\(parameter)` has a value, but it exists only where `\(condition)`"
        case .outside(let parameter, let value, let domain): "`\(parameter)`: \(value) is not \(domain.place)"
        case .violates(let constraint): "the constraint `\(constraint)` is not met"
        case .cannotEvaluate(let context, let error): "`\(context)`: \(error)"
        }
    }
}

extension Domain {
    /// Where a value of it is, behind "is not": `among the integers 1 … 6`, `in 0.0 … 0.5`, `one of 2, 4, 8`.
    fileprivate var place: String {
        switch self {
        case .int: "among \(self)"
        case .float: "in \(self)"
        case .choice: description
        }
    }
}

extension Domain: CustomStringConvertible {
    /// The domain for people: `0.0 … 0.5 in steps of 0.05`, `one of 2, 4, 8`.
    public var description: String {
        switch self {
        case .int(let low, let high, let step, let log):
            "the integers \(low) … \(high)" + (step == 1 ? "" : " in steps of \(step)") + (log ? " (log)" : "")
        case .float(let low, let high, let step, let log):
            "\(low) … \(high)" + (step.map { " in steps of \($0)" } ?? "") + (log ? " (log)" : "")
        case .choice(let values, _):
            "one of \(values.map { "\($0)" }.joined(separator: ", "))"
        }
    }
}
