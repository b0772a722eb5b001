// The one recursive-descent reader. What it makes of the values that it meets is its builder's business: plain values
// for protocol lines (`ValueBuilder`), nodes with places for definitions (`NodeBuilder`).

/// Makes the tree of a reading.
protocol TreeBuilder {
    associatedtype Node
    associatedtype Members
    mutating func scalar(_ value: JSONValue, at offset: Int) -> Node
    mutating func array(_ elements: [Node], at offset: Int) -> Node
    func noMembers() -> Members
    mutating func add(key: String, at keyOffset: Int, _ value: Node, to members: inout Members)
    mutating func object(_ members: Members, at offset: Int) -> Node
}

struct ValueBuilder: TreeBuilder {
    /// The first key that its object had before; canonically equal ones are one key.
    private(set) var repeatedKey: String?

    func scalar(_ value: JSONValue, at offset: Int) -> JSONValue { value }
    func array(_ elements: [JSONValue], at offset: Int) -> JSONValue { .array(elements) }
    func noMembers() -> JSONObject { JSONObject() }
    mutating func add(key: String, at keyOffset: Int, _ value: JSONValue, to members: inout JSONObject) {
        let count = members.count
        members[key] = value
        if members.count == count, repeatedKey == nil { repeatedKey = key }
    }
    func object(_ members: JSONObject, at offset: Int) -> JSONValue { .object(members) }
}

extension JSONValue {
    /// Reads one value from `text`; nothing but white space (and comments) may follow it.
    ///
    /// - Throws: `JSONError` with the place. Of a repeated key the last value counts.
    public init(
        parsing text: String, syntax: JSONSyntax = .json, limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), syntax: syntax, limits: limits)
    }

    /// Reads one value from UTF-8 `bytes`; nothing but white space (and comments) may follow it.
    ///
    /// - Throws: `JSONError` with the place. Of a repeated key the last value counts.
    public init(
        parsing bytes: [UInt8], syntax: JSONSyntax = .json, limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        self = try Self.read(bytes, syntax: syntax, limits: limits).value
    }

    /// Reads the same, and says of a repeated key: the first that its object had before, nil where there is none.
    ///
    /// - Throws: `JSONError` with the place.
    public static func read(
        _ bytes: [UInt8], syntax: JSONSyntax = .json, limits: JSONLimits = JSONLimits()
    ) throws(JSONError) -> (value: JSONValue, repeatedKey: String?) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            var parser = JSONParser(buffer, syntax: syntax, limits: limits, builder: ValueBuilder())
            let value = try parser.document()
            return (value, parser.builder.repeatedKey)
        }
    }
}

struct JSONParser<Builder: TreeBuilder> {
    let bytes: UnsafeBufferPointer<UInt8>
    let syntax: JSONSyntax
    let limits: JSONLimits
    var builder: Builder
    var offset = 0
    var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, syntax: JSONSyntax, limits: JSONLimits, builder: Builder) {
        self.bytes = bytes
        self.syntax = syntax
        self.limits = limits
        self.builder = builder
    }

    mutating func document() throws(JSONError) -> Builder.Node {
        if bytes.count > limits.bytes { throw failure(.tooLong(limit: limits.bytes), at: 0) }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        let value = try value()
        try skipSpace()
        if offset < bytes.count { throw unexpected("the end of the text") }
        return value
    }

    private mutating func value() throws(JSONError) -> Builder.Node {
        try skipSpace()
        let start = offset
        guard let byte = current else { throw unexpected("a value") }
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return builder.scalar(.string(try string(quote: byte)), at: start)
        case UInt8(ascii: "'") where syntax == .json5:
            return builder.scalar(.string(try string(quote: byte)), at: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return builder.scalar(try number(), at: start)
        case UInt8(ascii: "+") where syntax != .json, UInt8(ascii: ".") where syntax == .json5:
            return builder.scalar(try number(), at: start)
        default:
            guard let value = word() else { throw unexpected("a value") }
            return builder.scalar(value, at: start)
        }
    }

    /// `true`, `false`, `null` and, where the dialect has them, numbers that are none.
    private mutating func word() -> JSONValue? {
        if take("true") { return .bool(true) }
        if take("false") { return .bool(false) }
        if take("null") { return .null }
        return exception().map { .double($0) }
    }

    private mutating func array() throws(JSONError) -> Builder.Node {
        let start = offset
        try descend()
        var elements: [Builder.Node] = []
        while true {
            try skipSpace()
            if current == UInt8(ascii: "]"), elements.isEmpty || syntax == .json5 { break }
            elements.append(try value())
            try skipSpace()
            if current == UInt8(ascii: "]") { break }
            guard current == UInt8(ascii: ",") else { throw unexpected("\",\" or \"]\"") }
            offset += 1
        }
        offset += 1
        depth -= 1
        return builder.array(elements, at: start)
    }

    private mutating func object() throws(JSONError) -> Builder.Node {
        let start = offset
        try descend()
        var members = builder.noMembers()
        var isFirst = true
        while true {
            try skipSpace()
            if current == UInt8(ascii: "}"), isFirst || syntax == .json5 { break }
            isFirst = false
            let keyOffset = offset
            let key = try key()
            try skipSpace()
            guard current == UInt8(ascii: ":") else { throw unexpected("\":\" after the key \"\(key.prefix(60))\"") }
            offset += 1
            let value = try value()
            builder.add(key: key, at: keyOffset, value, to: &members)
            try skipSpace()
            if current == UInt8(ascii: "}") { break }
            guard current == UInt8(ascii: ",") else { throw unexpected("\",\" or \"}\"") }
            offset += 1
        }
        offset += 1
        depth -= 1
        return builder.object(members, at: start)
    }

    private mutating func key() throws(JSONError) -> String {
        switch current {
        case UInt8(ascii: "\"")?: return try string(quote: UInt8(ascii: "\""))
        case UInt8(ascii: "'")? where syntax == .json5: return try string(quote: UInt8(ascii: "'"))
        default:
            if syntax == .json5 { return try identifier() }
            throw unexpected("a key in double quotes")
        }
    }

    /// Enters a list or an object past its bracket.
    private mutating func descend() throws(JSONError) {
        depth += 1
        if depth > limits.depth { throw failure(.tooDeep(limit: limits.depth), at: offset) }
        offset += 1
    }
}
