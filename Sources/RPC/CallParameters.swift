// What a call gives its procedure, checked against the procedure's fields before it begins.

public import JSON
import Words

/// The parameters of one call. A null is as one that is not there.
public struct CallParameters: Sendable {
    private var values: [String: JSONValue] = [:]

    /// - Throws: invalid params, with all that is wrong about them.
    init(_ params: JSONValue?, fields: [Field]) throws(RPCError) {
        let given: [(String, JSONValue)]
        switch params {
        case .object(let object)?: given = object.map { ($0.key, $0.value) }
        case .array(let list)?:
            guard list.count <= fields.count else {
                throw .parameters("\(list.count) are too many; there are \(Self.names(fields))")
            }
            given = zip(fields, list).map { ($0.name, $1) }
        default: given = []
        }
        var mistakes: [String] = []
        for (name, value) in given where name != "_meta" && value != .null {
            guard let field = fields.first(where: { $0.name == name }) else {
                let near = nearestName(to: name, among: fields.map(\.name)).map { "did you mean \"\($0)\"?" }
                mistakes.append("there is no \(Self.shown(name)); \(near ?? "there are \(Self.names(fields))")")
                continue
            }
            if field.takes(value) {
                values[name] = value
            } else {
                mistakes.append(field.mistake(in: value))
            }
        }
        for field in fields where field.isRequired && !given.contains(where: { $0.0 == field.name && $0.1 != .null }) {
            mistakes.append("\"\(field.name)\" is missing, expected \(field.expected)")
        }
        guard mistakes.isEmpty else { throw .parameters(mistakes.prefix(10).joined(separator: "; ")) }
    }

    private static func names(_ fields: [Field]) -> String {
        fields.isEmpty ? "none" : fields.map { "\"\($0.name)\"" }.joined(separator: ", ")
    }

    private static func shown(_ name: String) -> String {
        JSONValue.string(name.utf8.count > 60 ? name.prefix(50) + "…" : name).text()
    }

    /// The value of `name`, nil where it was not given.
    public subscript(name: String) -> JSONValue? { values[name] }

    /// The text `name`.
    public func string(_ name: String) -> String? { values[name]?.stringValue }

    /// Whether `name` was given as true.
    public func isTrue(_ name: String) -> Bool { values[name] == true }

    /// The texts of the list `name`.
    public func strings(_ name: String) -> [String]? { values[name]?.arrayValue?.compactMap(\.stringValue) }

    /// The whole number `name`; `3.0` is one.
    public func integer(_ name: String) -> Int? {
        switch values[name] {
        case .int(let number)?: number
        case .double(let number)?: Int(exactly: number)
        default: nil
        }
    }

    /// The number `name`.
    public func number(_ name: String) -> Double? { values[name].flatMap(Field.number) }

    /// The numbers of the object `name`, in its order.
    public func numbers(_ name: String) -> [(name: String, value: Double)]? {
        values[name]?.objectValue?.compactMap { member in Field.number(member.value).map { (member.key, $0) } }
    }
}
