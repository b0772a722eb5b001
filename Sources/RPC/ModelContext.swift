// The Model Context Protocol as the second dialect on a stream: the same procedures as tools. It begins with `initialize`.
// https://modelcontextprotocol.io/specification/2025-06-18

import JSON
import Words

/// What a server says of itself.
public struct ServerDescription: Sendable {
    /// A name for programs.
    public var name: String
    /// A name for people.
    public var title: String
    /// Its version.
    public var version: String
    /// What a model should know before it calls anything.
    public var instructions: String

    /// The description of a server.
    public init(name: String, title: String, version: String, instructions: String) {
        (self.name, self.title, self.version, self.instructions) = (name, title, version, instructions)
    }
}

struct ModelContext {
    /// The newest first; one that is not known is answered by the newest that is.
    static let versions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
    /// What begins with these words belongs to the protocol.
    private static let families = ["tools/", "resources/", "prompts/", "completion/", "logging/"]

    let server: ServerDescription
    /// Whether a client has begun it.
    private(set) var hasBegun = false

    init(_ server: ServerDescription) { self.server = server }

    /// Whether it is for this dialect to answer `method`.
    func owns(_ method: String, isNotification: Bool) -> Bool {
        ["initialize", "ping"].contains(method) || isNotification && method.hasPrefix("notifications/")
            || Self.families.contains { method.hasPrefix($0) }
    }

    /// The answer to a call of one of its methods.
    ///
    /// - Parameter failure: what an error of a procedure is to a client.
    mutating func answer(
        _ method: String, _ params: JSONValue?, among procedures: [Procedure], failure: (any Error) -> RPCError
    ) throws(RPCError) -> JSONValue {
        switch method {
        case "ping": return .object([:])
        case "initialize": return try begin(params)
        case _ where method.hasPrefix("notifications/"): return .object([:])
        default: break
        }
        guard hasBegun else {
            throw .method("\(method) is of the Model Context Protocol, which begins with initialize")
        }
        switch method {
        case "tools/list":
            if let cursor = params?["cursor"], cursor != .null {
                throw .parameters("there is no page behind the first")
            }
            return ["tools": .array(procedures.map(\.tool))]
        case "tools/call": return try call(params, among: procedures, failure: failure)
        default: throw .method("this server has tools alone: \(method)")
        }
    }

    private mutating func begin(_ params: JSONValue?) throws(RPCError) -> JSONValue {
        guard let asked = params?["protocolVersion"]?.stringValue else {
            throw .parameters("initialize needs \"protocolVersion\", such as \"\(Self.versions[0])\"")
        }
        hasBegun = true
        return [
            "protocolVersion": .string(Self.versions.contains(asked) ? asked : Self.versions[0]),
            "capabilities": ["tools": ["listChanged": false]],
            "serverInfo": [
                "name": .string(server.name), "title": .string(server.title), "version": .string(server.version),
            ],
            "instructions": .string(server.instructions),
        ]
    }

    private func call(
        _ params: JSONValue?, among procedures: [Procedure], failure: (any Error) -> RPCError
    ) throws(RPCError) -> JSONValue {
        guard let name = params?["name"]?.stringValue else { throw .parameters("\"name\" is missing: the tool's") }
        guard let procedure = procedures.first(where: { $0.toolName == name }) else {
            let near =
                procedures.first { $0.name == name }?.toolName
                ?? nearestName(to: name, among: procedures.map(\.toolName))
            throw .parameters(
                "Unknown tool: \(JSONValue.string(String(name.prefix(60))).text())"
                    + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
        }
        let arguments = params?["arguments"]
        switch arguments {
        case nil, .null?, .object?: break
        case let other?: throw .parameters("\"arguments\" is \(other.words), expected an object")
        }
        do {
            let result = JSONValue.object(try procedure.call(arguments))
            return [
                "content": [["type": "text", "text": .string(result.text())]], "structuredContent": result,
                "isError": false,
            ]
        } catch {
            // A tool's own failure is for the model to read; it need not be of the form that results have.
            let error = failure(error)
            var content: [JSONValue] = [["type": "text", "text": .string(error.message)]]
            if let data = error.data { content.append(["type": "text", "text": .string(data.text())]) }
            return ["content": .array(content), "isError": true]
        }
    }
}

extension Procedure {
    /// The procedure as a tool.
    fileprivate var tool: JSONValue {
        [
            "name": .string(toolName), "title": .string(title), "description": .string(summary),
            "inputSchema": inputSchema, "outputSchema": result.json,
            "annotations": [
                "title": .string(title), "readOnlyHint": .bool(effect == .none),
                "destructiveHint": .bool(effect == .changes), "idempotentHint": .bool(effect == .none),
                "openWorldHint": false,
            ],
        ]
    }
}
