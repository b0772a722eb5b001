public import JSON

/// What a client may call: a method of JSON-RPC, a tool of the Model Context Protocol.
public struct Procedure {
    /// What a call leaves behind.
    public enum Effect: Sendable, Hashable {
        /// Nothing.
        case none
        /// Something new beside what was there.
        case adds
        /// Something in place of what was there.
        case changes
    }

    /// `study.create`
    public let name: String
    /// A title for people.
    public let title: String
    /// What it does, in a few sentences.
    public let summary: String
    /// What it takes, in the order in which a list gives them.
    public private(set) var fields: [Field]
    /// What it answers: the properties of the object as JSON Schema, those that are always there first named.
    public let result: ResultSchema
    /// What it leaves behind.
    public let effect: Effect
    private let body: (CallParameters) throws -> JSONObject

    /// A procedure that does `body`.
    public init(
        _ name: String, title: String, _ summary: String, fields: [Field], result: ResultSchema, effect: Effect,
        body: @escaping (CallParameters) throws -> JSONObject
    ) {
        (self.name, self.title, self.summary) = (name, title, summary)
        (self.fields, self.result, self.effect, self.body) = (fields, result, effect, body)
    }

    /// The same, which is not begun without the parameter `name`, where it has one of that name.
    public func requiring(_ name: String) -> Procedure {
        var procedure = self
        procedure.fields = fields.map { $0.name == name ? Field($0.name, $0.kind, required: true, $0.help) : $0 }
        return procedure
    }

    /// Its name as a tool's, which has no dots: `study_create`.
    public var toolName: String { String(name.map { $0 == "." ? "_" : $0 }) }

    /// Does it.
    func call(_ params: JSONValue?) throws -> JSONObject { try body(CallParameters(params, fields: fields)) }

    /// What it takes, as JSON Schema.
    var inputSchema: JSONValue {
        var schema: JSONObject = [
            "type": "object", "properties": .object(JSONObject(fields.map { ($0.name, $0.schema) })),
        ]
        let required = fields.filter(\.isRequired)
        if !required.isEmpty { schema["required"] = .array(required.map { .string($0.name) }) }
        schema["additionalProperties"] = false
        return .object(schema)
    }
}

/// What a procedure answers, as JSON Schema.
public struct ResultSchema: Sendable, Hashable {
    private let properties: JSONObject
    private let required: [String]

    /// An object of `properties`, of which those that `required` names are always there.
    public init(_ properties: JSONObject, required: [String] = []) {
        (self.properties, self.required) = (properties, required)
    }

    /// The schema.
    public var json: JSONValue {
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema["required"] = .array(required.map { .string($0) }) }
        return .object(schema)
    }
}
