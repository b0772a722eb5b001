public import JSON

/// Why a call was not done (JSON-RPC 2.0, section 5.1).
public struct RPCError: Error, Sendable, Hashable {
    /// Which kind of error it is: negative ones are the protocol's own.
    public var code: Int
    /// One sentence for people.
    public var message: String
    /// What programs may want to know of it.
    public var data: JSONValue?

    /// An error of the application's own, or of the protocol.
    public init(code: Int, _ message: String, data: JSONValue? = nil) {
        (self.code, self.message, self.data) = (code, message, data)
    }

    /// What came is no JSON.
    public static func parse(_ why: String) -> RPCError { RPCError(code: -32700, "Parse error: \(why)") }
    /// What came is no request.
    public static func request(_ why: String) -> RPCError { RPCError(code: -32600, "Invalid Request: \(why)") }
    /// There is no such method.
    public static func method(_ why: String) -> RPCError { RPCError(code: -32601, "Method not found: \(why)") }
    /// The method does not take these parameters.
    public static func parameters(_ why: String) -> RPCError { RPCError(code: -32602, "Invalid params: \(why)") }
    /// What should not happen.
    public static func fault(_ why: String) -> RPCError { RPCError(code: -32603, "Internal error: \(why)") }

    /// What is not begun any more.
    static let ending = RPCError(code: 12, "this was not done: the end was asked for", data: ["kind": "ending"])

    /// `{"code", "message", "data"}`
    var json: JSONValue {
        var object: JSONObject = ["code": .int(code), "message": .string(message)]
        object["data"] = data
        return .object(object)
    }
}
