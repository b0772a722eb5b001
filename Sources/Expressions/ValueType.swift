/// What is known of a value before it is there.
public enum ValueType: String, Sendable, Hashable, CaseIterable {
    /// A 64-bit integer.
    case int
    /// A double.
    case float
    /// An integer or a double.
    case number
    /// A string.
    case string
    /// True or false.
    case bool
    /// Nothing is known: a choice between values of several kinds.
    case any

    /// The narrowest type that holds values of both types.
    public func union(_ other: ValueType) -> ValueType {
        if self == other { return self }
        return isNumeric && other.isNumeric ? .number : .any
    }

    /// Whether this is a number for certain.
    public var isNumeric: Bool { self == .int || self == .float || self == .number }

    /// The type with its article, for people.
    public var words: String {
        switch self {
        case .int: "an integer"
        case .float, .number: "a number"
        case .string: "a string"
        case .bool: "true or false"
        case .any: "a value of any kind"
        }
    }
}

extension Value {
    /// The type of this value.
    public var type: ValueType {
        switch self {
        case .int: .int
        case .float: .float
        case .string: .string
        case .bool: .bool
        }
    }

    /// The number as a double, nil for strings and truth values.
    public var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .float(let value): value
        case .string, .bool: nil
        }
    }
}

extension Value: CustomStringConvertible {
    /// The value as the expression language writes it: `4`, `0.15`, `'adamw'`, `true`.
    public var description: String {
        switch self {
        case .int(let value): return "\(value)"
        case .float(let value): return "\(value)"
        case .bool(let value): return "\(value)"
        case .string(let value):
            var text = "'"
            for scalar in value.unicodeScalars {
                switch scalar {
                case "'": text += "\\'"
                case "\\": text += "\\\\"
                case "\n": text += "\\n"
                case "\t": text += "\\t"
                case "\r": text += "\\r"
                default: text.unicodeScalars.append(scalar)
                }
            }
            return text + "'"
        }
    }
}
