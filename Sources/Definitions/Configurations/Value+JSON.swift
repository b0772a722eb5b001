public import Expressions
public import JSON
public import Search

extension Value {
    /// The value that a scalar of JSON stands for; nil for null, lists and objects.
    public init?(_ json: JSONValue) {
        switch json {
        case .int(let value): self = .int(value)
        case .double(let value): self = .float(value)
        case .string(let value): self = .string(value)
        case .bool(let value): self = .bool(value)
        case .null, .array, .object: return nil
        }
    }

    /// The value as a command line or a variable has it: a string without quotes, `true`, `0.15`.
    public var plainText: String {
        if case .string(let text) = self { text } else { description }
    }
}

extension JSONValue {
    /// The value as JSON; a float stays one: `1.0`.
    public init(_ value: Expressions.Value) {
        switch value {
        case .int(let value): self = .int(value)
        case .float(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .bool(let value): self = .bool(value)
        }
    }

    /// The configuration as an object, its members in the order of the names: the same text for the same values.
    public init(_ configuration: Configuration) {
        self = .object(
            JSONObject(
                configuration.names.compactMap { name in
                    configuration[name].map { (name, JSONValue($0)) }
                }))
    }
}

extension Configuration {
    /// The configuration that an object of scalars, lists of them and null stands for; nil for anything else.
    public init?(_ json: JSONValue) {
        guard let object = json.objectValue else { return nil }
        var values: [String: Value] = [:]
        for (name, json) in object {
            guard let value = Value(written: json) else { return nil }
            values[name] = value
        }
        self.init(values)
    }
}
