// One message of JSON-RPC 2.0 as a value, read strictly: what is no request is refused with what is wrong about it.

import JSON

/// What a client asks for.
struct Message: Sendable, Hashable {
    let method: String
    let params: JSONValue?
    /// What its answer is known by; nil of a notification, which gets none.
    let id: JSONValue?

    /// - Returns: nil for an answer, which nobody here has asked for.
    static func read(_ value: JSONValue) throws(RPCError) -> Message? {
        guard let object = value.objectValue else { throw .request("found \(value.words), expected an object") }
        if object["method"] == nil, object["result"] != nil || object["error"] != nil { return nil }
        guard object["jsonrpc"] == "2.0" else { throw .request("\"jsonrpc\" is not \"2.0\"") }
        if let id = object["id"] { try check(id: id) }
        guard let method = object["method"]?.stringValue else {
            throw .request("\"method\" is \(object["method"]?.words ?? "missing"), expected a string")
        }
        let params = object["params"]
        switch params {
        case nil, .object, .array: break
        case let other?: throw .request("\"params\" is \(other.words), expected an object or a list")
        }
        return Message(method: method, params: params, id: object["id"])
    }

    /// The id that an answer to `value` has, which may be no request: null where it cannot be told.
    static func id(of value: JSONValue) -> JSONValue {
        guard let id = value["id"], (try? check(id: id)) != nil else { return .null }
        return id
    }

    /// Ids come back as they were: a number that a double does not hold to the digit would not.
    private static func check(id: JSONValue) throws(RPCError) {
        switch id {
        case .string, .null, .int: return
        case .double(let number) where number.magnitude < 0x1p53: return
        default: throw .request("\"id\" is \(id.words), expected a string, or a number that is exact")
        }
    }
}
