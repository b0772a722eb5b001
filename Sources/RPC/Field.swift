// A parameter of a procedure: what it is called, what it may be, as a check and as JSON Schema.

import JSON

/// One parameter of a procedure.
public struct Field: Sendable {
    /// What a value may be.
    public enum Kind: Sendable, Hashable {
        /// A text.
        case string
        /// One of these texts.
        case choice([String])
        /// A list of texts.
        case strings
        /// A whole number in a range.
        case integer(ClosedRange<Int>)
        /// A number, or one of the texts "nan", "inf" and "-inf".
        case number
        /// True or false.
        case bool
        /// An object of whatever.
        case object
        /// An object of numbers, by name.
        case numbers
        /// A text, or an object of whatever.
        case stringOrObject
    }

    /// What it is called.
    public let name: String
    /// What it may be.
    public let kind: Kind
    /// Whether it has to be there.
    public let isRequired: Bool
    /// One or two sentences.
    public let help: String

    /// A parameter called `name`.
    public init(_ name: String, _ kind: Kind, required: Bool = false, _ help: String) {
        (self.name, self.kind, self.help) = (name, kind, help)
        isRequired = required
    }

    /// The number that a value stands for; nil for none.
    static func number(_ value: JSONValue) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        case .string("nan"): .nan
        case .string("inf"): .infinity
        case .string("-inf"): -.infinity
        default: nil
        }
    }

    /// Whether it may have this value.
    func takes(_ value: JSONValue) -> Bool {
        switch (kind, value) {
        case (.string, .string), (.bool, .bool), (.object, .object), (.stringOrObject, .string),
            (.stringOrObject, .object):
            true
        case (.choice(let words), .string(let word)): words.contains(word)
        case (.strings, .array(let elements)): elements.allSatisfy { $0.stringValue != nil }
        case (.integer(let range), .int(let number)): range.contains(number)
        case (.integer(let range), .double(let number)): Int(exactly: number).map(range.contains) ?? false
        case (.number, let value): Self.number(value) != nil
        case (.numbers, .object(let object)): object.allSatisfy { Self.number($0.value) != nil }
        default: false
        }
    }

    /// What is wrong about a value that it does not take.
    func mistake(in value: JSONValue) -> String {
        if kind == .numbers, let object = value.objectValue,
            let member = object.first(where: { Self.number($0.value) == nil })
        {
            let key = JSONValue.string(String(member.key.prefix(60))).text()
            return "\(key) in \"\(name)\" is \(member.value.words), expected a number, or \"nan\", \"inf\" or \"-inf\""
        }
        return "\"\(name)\" is \(value.words), expected \(expected)"
    }

    /// What it may be, in words.
    var expected: String {
        switch kind {
        case .string: "a string"
        case .choice(let words): words.map { "\"\($0)\"" }.joined(separator: " or ")
        case .strings: "a list of strings"
        case .integer(let range) where range.upperBound == .max: "a whole number from \(range.lowerBound)"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number: "a number, or \"nan\", \"inf\" or \"-inf\""
        case .bool: "true or false"
        case .object: "an object"
        case .numbers: "an object of numbers, each a number, \"nan\", \"inf\" or \"-inf\""
        case .stringOrObject: "a string or an object"
        }
    }

    private static let figure: JSONValue = ["anyOf": [["type": "number"], ["enum": ["nan", "inf", "-inf"]]]]

    /// The same as JSON Schema (2020-12).
    var schema: JSONValue {
        var object: JSONObject =
            switch kind {
            case .string: ["type": "string"]
            case .choice(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
            case .strings: ["type": "array", "items": ["type": "string"]]
            case .integer(let range) where range.upperBound == .max:
                ["type": "integer", "minimum": .int(range.lowerBound)]
            case .integer(let range):
                ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]
            case .number: Self.figure.objectValue ?? [:]
            case .bool: ["type": "boolean"]
            case .object: ["type": "object"]
            case .numbers: ["type": "object", "additionalProperties": Self.figure]
            case .stringOrObject: ["type": ["string", "object"]]
            }
        object["description"] = .string(help)
        return .object(object)
    }
}
