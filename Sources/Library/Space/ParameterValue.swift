import Expressions
import JSON

/// A value of a parameter whose type is not known to the compiler: `4`, `0.15`, `"adamw"`, `true`.
public enum ParameterValue: Sendable, Hashable {
    /// A whole number.
    case int(Int)
    /// A number.
    case double(Double)
    /// A text.
    case string(String)
    /// True or false.
    case bool(Bool)
}

extension ParameterValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral
{
    /// The number `value`.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// The number `value`.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// The text `value`.
    public init(stringLiteral value: String) { self = .string(value) }
    /// The truth value `value`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension ParameterValue: CustomStringConvertible {
    /// As the expression language writes it: `4`, `0.15`, `'adamw'`, `true`.
    public var description: String { value.description }
}

extension ParameterValue {
    init(_ value: Value) {
        self =
            switch value {
            case .int(let value): .int(value)
            case .float(let value): .double(value)
            case .string(let value): .string(value)
            case .bool(let value): .bool(value)
            }
    }

    var value: Value {
        switch self {
        case .int(let value): .int(value)
        case .double(let value): .float(value)
        case .string(let value): .string(value)
        case .bool(let value): .bool(value)
        }
    }

    var json: JSONValue {
        switch self {
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        case .string(let value): .string(value)
        case .bool(let value): .bool(value)
        }
    }
}

/// What a parameter can be in Swift: `Int`, `Double`, `String`, `Bool`; enumerations by their raw values.
public protocol ParameterScalar: Sendable {
    /// What it is called in messages: `an integer`.
    static var kindOfParameter: String { get }
    /// The value as a parameter has it.
    var parameterValue: ParameterValue { get }
    /// The Swift value of `value`; nil where it is of another kind.
    init?(parameterValue value: ParameterValue)
}

extension Int: ParameterScalar {
    /// `an integer`.
    public static var kindOfParameter: String { "an integer" }
    /// The number.
    public var parameterValue: ParameterValue { .int(self) }
    /// An integer; nil for a number with a point, whatever follows it.
    public init?(parameterValue value: ParameterValue) {
        guard case .int(let value) = value else { return nil }
        self = value
    }
}

extension Double: ParameterScalar {
    /// `a number`.
    public static var kindOfParameter: String { "a number" }
    /// The number.
    public var parameterValue: ParameterValue { .double(self) }
    /// A number; an integer is one too.
    public init?(parameterValue value: ParameterValue) {
        switch value {
        case .int(let value): self = Double(value)
        case .double(let value): self = value
        case .string, .bool: return nil
        }
    }
}

extension String: ParameterScalar {
    /// `a text`.
    public static var kindOfParameter: String { "a text" }
    /// The text.
    public var parameterValue: ParameterValue { .string(self) }
    /// A text; nil for anything else.
    public init?(parameterValue value: ParameterValue) {
        guard case .string(let value) = value else { return nil }
        self = value
    }
}

extension Bool: ParameterScalar {
    /// `true or false`.
    public static var kindOfParameter: String { "true or false" }
    /// The truth value.
    public var parameterValue: ParameterValue { .bool(self) }
    /// True or false; nil for anything else.
    public init?(parameterValue value: ParameterValue) {
        guard case .bool(let value) = value else { return nil }
        self = value
    }
}
