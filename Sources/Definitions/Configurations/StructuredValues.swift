// hidden: { choice: [[64, 64], [128, 64, 32], null] }: values that are lists, or null.
//
// A search and the database know such a value by its JSON, the string "[64,64]" or "null". What a study writes for programs
// and people has the list again: which strings of which parameter are meant so, the definition says.

public import Expressions
public import JSON
public import Search

/// Which strings of which parameters stand for a list or for null.
public struct StructuredValues: Sendable, Hashable {
    private var texts: [String: [String: JSONValue]] = [:]

    /// None.
    public init() {}

    /// Those that the `fixed` and `space` sections of a definition have, and those of its stages.
    init(_ definition: JSONValue) {
        for section in [definition] + (definition["stages"]?.arrayValue ?? []) {
            for (name, value) in section["fixed"]?.objectValue ?? JSONObject() { add(value, of: name) }
            for (name, domain) in section["space"]?.objectValue ?? JSONObject() {
                for value in domain["choice"]?.arrayValue ?? [] { add(value, of: name) }
            }
        }
    }

    private mutating func add(_ json: JSONValue, of name: String) {
        if Value(json) == nil, case .string(let text)? = Value(written: json) { texts[name, default: [:]][text] = json }
    }

    /// The list or null that the value of a parameter stands for; nil for any other value.
    public func json(of value: Expressions.Value?, for name: String) -> JSONValue? {
        guard case .string(let text)? = value else { return nil }
        return texts[name]?[text]
    }

    /// Whether null is among the values of a parameter.
    func haveNull(for name: String) -> Bool { texts[name]?["null"] != nil }

    /// Whether a parameter has any such value.
    func contain(_ name: String) -> Bool { texts[name] != nil }
}

extension Value {
    /// The value that JSON stands for: a scalar itself, a list of scalars and null their text; nil for anything else.
    public init?(written json: JSONValue) {
        switch json {
        case .null: self = .string("null")
        case .array(let elements):
            guard elements.allSatisfy({ Value($0)?.isFinite == true }) else { return nil }
            self = .string(json.text())
        default:
            guard let value = Value(json) else { return nil }
            self = value
        }
    }

    private var isFinite: Bool { number?.isFinite ?? true }
}

extension StudyDefinition {
    /// A configuration as an object, its lists as lists.
    public func json(_ configuration: Configuration) -> JSONValue {
        .object(
            JSONObject(
                configuration.names.compactMap { name in
                    configuration[name].map { (name, structured.json(of: $0, for: name) ?? JSONValue($0)) }
                }))
    }
}
