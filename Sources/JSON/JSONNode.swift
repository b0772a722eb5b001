/// A JSON5 value that knows where it and its keys stand: what definitions are read from.
///
/// ```swift
/// let node = try JSONNode(parsing: "{ space: { heads: 8 } }")
/// node["space"]?["heads"]?.position  // line 1, column 19
/// ```
public struct JSONNode: Sendable, Hashable {
    /// What a node is.
    public enum Content: Sendable, Hashable {
        /// Null, a truth value, a number or a string.
        case scalar(JSONValue)
        /// A list.
        case array([JSONNode])
        /// Members in the order of the text; a repeated key is there as often as it was written.
        case object([Member])
    }

    /// A key with its value.
    public struct Member: Sendable, Hashable {
        /// The key.
        public let key: String
        /// Where the key stands.
        public let position: JSONPosition
        /// Its value.
        public let node: JSONNode
    }

    /// What this is.
    public let content: Content
    /// Where it begins.
    public let position: JSONPosition

    /// Reads a whole JSON5 `text`.
    ///
    /// Repeated keys are kept, so that a reader of definitions can report them beside its other findings:
    /// see `repeatedKeys`.
    ///
    /// - Throws: `JSONError` with the place.
    public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// Reads a whole JSON5 text from UTF-8 `bytes`.
    ///
    /// - Throws: `JSONError` with the place.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            var parser = JSONParser(
                buffer, syntax: .json5, limits: limits, builder: NodeBuilder(lines: LineTable(buffer)))
            return try parser.document()
        }
    }

    init(content: Content, position: JSONPosition) {
        self.content = content
        self.position = position
    }

    /// The members, nil for anything but an object.
    public var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }

    /// The elements, nil for anything but an array.
    public var elements: [JSONNode]? {
        if case .array(let elements) = content { elements } else { nil }
    }

    /// The first member with `key`; nil where there is none or this is no object.
    public subscript(key: String) -> JSONNode? { members?.first { $0.key == key }?.node }

    /// This object's keys that were written before: an error for each, with both places.
    public var repeatedKeys: [JSONError] {
        var first: [String: JSONPosition] = [:]
        return (members ?? []).compactMap { member in
            if let earlier = first[member.key] {
                return JSONError(position: member.position, reason: .duplicateKey(member.key, first: earlier))
            }
            first[member.key] = member.position
            return nil
        }
    }

    /// The value without places; of a repeated key the last value counts.
    public var value: JSONValue {
        switch content {
        case .scalar(let value): value
        case .array(let elements): .array(elements.map(\.value))
        case .object(let members): .object(JSONObject(members.map { ($0.key, $0.node.value) }))
        }
    }
}

struct NodeBuilder: TreeBuilder {
    let lines: LineTable

    func scalar(_ value: JSONValue, at offset: Int) -> JSONNode {
        JSONNode(content: .scalar(value), position: lines.position(of: offset))
    }
    func array(_ elements: [JSONNode], at offset: Int) -> JSONNode {
        JSONNode(content: .array(elements), position: lines.position(of: offset))
    }
    func noMembers() -> [JSONNode.Member] { [] }
    func add(key: String, at keyOffset: Int, _ value: JSONNode, to members: inout [JSONNode.Member]) {
        members.append(JSONNode.Member(key: key, position: lines.position(of: keyOffset), node: value))
    }
    func object(_ members: [JSONNode.Member], at offset: Int) -> JSONNode {
        JSONNode(content: .object(members), position: lines.position(of: offset))
    }
}
