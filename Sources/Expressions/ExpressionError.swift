/// What is wrong with an expression, and where in it.
public struct ExpressionError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// `found` stands where `expected` should.
        case unexpected(found: String, expected: String)
        /// Another language's way of writing: `advice` says this one's.
        case foreign(found: String, advice: String)
        /// `a < b < c`.
        case chainedComparison
        /// The expression nests more than `limit` deep.
        case tooDeep(limit: Int)
        /// The expression has more than `limit` operators.
        case tooManyOperators(limit: Int)
        /// The text has more than `limit` bytes.
        case tooLong(limit: Int)
        /// A number that no 64-bit value holds.
        case numberOutOfRange(String)
        /// No function has this name.
        case unknownFunction(String, suggestion: String?)
        /// A function with too few or too many arguments.
        case arguments(function: String, expected: Int, found: Int)
        /// No value has this name.
        case unknownName(String, suggestion: String?)
        /// `operation` cannot take a value of type `found`.
        case wrongType(operation: String, expected: String, found: ValueType)
        /// The two types can never be equal or in order.
        case incomparable(operation: String, ValueType, ValueType)
        /// The name has no value now: an inactive parameter, a trial without a result.
        case noValue(String)
        /// `/` or `%` by zero, or zero to a negative power.
        case divisionByZero(operation: String)
        /// The result is no 64-bit integer or no finite double.
        case overflow(operation: String)
        /// The function has no real result for this value.
        case outsideDomain(function: String, value: Value)
    }

    /// What is wrong.
    public let reason: Reason
    /// Where in `source`: from 1, in Unicode scalars.
    public let column: Int
    /// The expression's text.
    public let source: String

    /// Whether this is about a name without a value, which callers may take for "does not apply".
    public var isNoValue: Bool {
        if case .noValue = reason { true } else { false }
    }
}

extension ExpressionError: CustomStringConvertible {
    /// The error with its column, for people: ``column 11 of `d_model % haeds == 0`: unknown name `haeds```.
    public var description: String { "column \(column) of `\(shownSource)`: \(message)" }

    private var shownSource: String { source.unicodeScalars.count <= 200 ? source : "\(source.prefix(200))…" }

    /// The error without its place.
    public var message: String {
        switch reason {
        case .unexpected(let found, let expected): "found \(found), expected \(expected)"
        case .foreign(let found, let advice): "`\(found)` is not part of the language: \(advice)"
        case .chainedComparison: "comparisons cannot be chained: write `a < b and b < c`"
        case .tooDeep(let limit): "the expression is nested more than \(limit) deep"
        case .tooManyOperators(let limit): "the expression has more than \(limit) operators"
        case .tooLong(let limit): "the expression is longer than \(limit) bytes"
        case .numberOutOfRange(let text): "the number \(text.prefix(40)) is too large"
        case .unknownFunction(let name, let suggestion):
            "unknown function `\(name)`" + (suggestion.map { "; did you mean `\($0)`?" } ?? "")
                + " (there are \(Function.allCases.map(\.rawValue).joined(separator: ", ")))"
        case .arguments(let function, let expected, let found):
            "`\(function)` takes \(expected) \(expected == 1 ? "argument" : "or more arguments"), found \(found)"
        case .unknownName(let name, let suggestion):
            "unknown name `\(Expression.spelling(of: name))`"
                + (suggestion.map { "; did you mean `\(Expression.spelling(of: $0))`?" } ?? "")
        case .wrongType(let operation, let expected, let found):
            "`\(operation)` needs \(expected), found \(found.words)"
        case .incomparable(let operation, let left, let right):
            left == right
                ? "`\(operation)` cannot order values that are \(left.words)"
                : "`\(operation)` cannot compare \(left.words) with \(right.words)"
        case .noValue(let name): "`\(Expression.spelling(of: name))` has no value here"
        case .divisionByZero(let operation): "`\(operation)` divides by zero"
        case .overflow(let operation): "the result of `\(operation)` is too large"
        case .outsideDomain(let function, let value): "`\(function)` is not defined for \(value)"
        }
    }
}
