/// A JSON value: what a protocol line, a trial's configuration or a request holds.
///
/// ```swift
/// let line = try JSONValue(parsing: #"{"epoch": 1, "val_cosine": 0.71}"#, syntax: .lenient)
/// line["epoch"]?.intValue  // 1
/// ```
///
/// `1` is an integer and `1.0` a double, both in reading and in writing; an integer beyond 64 bits becomes a double.
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case int(Int)
    /// Any other number.
    case double(Double)
    /// A string.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Members in the order in which they were written.
    case object(JSONObject)
}

extension JSONValue {
    /// The truth value, nil for anything else.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The integer, nil for anything else: `4.0` is not one.
    public var intValue: Int? {
        if case .int(let value) = self { value } else { nil }
    }

    /// The number, integer or not; nil for anything else.
    public var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The string, nil for anything else.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements, nil for anything but an array.
    public var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, nil for anything but an object.
    public var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The value of the member `key`; nil where there is none or this is no object.
    public subscript(key: String) -> JSONValue? { objectValue?[key] }

    /// What this value is, for people: `the string "adam"`, `a list`, `the number 0.5`.
    public var words: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int, .double: "the number \(text())"
        case .string(let value):
            value.unicodeScalars.count <= 60
                ? "the string \(text())" : "a string of \(value.unicodeScalars.count) characters"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An integer.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A double.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object with its members in the order of the literal.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}

extension JSONValue {
    /// The number, null where there is none.
    public init(_ number: Int?) { self = number.map { .int($0) } ?? .null }
    /// The number, null where there is none.
    public init(_ number: Double?) { self = number.map { .double($0) } ?? .null }
    /// The text, null where there is none.
    public init(_ text: String?) { self = text.map { .string($0) } ?? .null }
}
