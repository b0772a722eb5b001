// What a client asks for.

/// A request whose head and body have come whole.
public struct Request: Sendable, Hashable {
    /// `GET`, as it was written.
    public var method: String
    /// The parts of the path, decoded: `["study", "a name"]`.
    public var path: [String]
    /// The query's names and values, decoded, in order.
    public var query: [Field]
    /// The headers, their names in lower case.
    public var headers: [Field]
    /// What came after the headers.
    public var body: [UInt8]

    /// A name with its value.
    public struct Field: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: String

        /// A name with its value.
        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    /// A request for `target`, a path with a query behind `?`; nil where that is none.
    public init?(_ method: String, _ target: String, headers: [Field] = [], body: [UInt8] = []) {
        guard target.utf8.first == UInt8(ascii: "/") else { return nil }
        let parts = target.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        var path: [String] = []
        for part in parts[0].split(separator: UInt8(ascii: "/")) {
            guard let word = Percent.decoded(part) else { return nil }
            path.append(word)
        }
        guard let query = Self.fields(Array(parts.count > 1 ? parts[1] : Substring("").utf8)) else { return nil }
        (self.method, self.path, self.query, self.headers, self.body) = (method, path, query, headers, body)
    }

    /// The fields of a form that was sent; nil where the body is none.
    public var form: [Field]? {
        header("content-type") == "application/x-www-form-urlencoded" ? Self.fields(body) : nil
    }

    private static func fields(_ text: [UInt8]) -> [Field]? {
        var fields: [Field] = []
        for pair in text.split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Percent.decoded(sides[0], plusIsSpace: true),
                let value = Percent.decoded(sides.count > 1 ? sides[1] : [], plusIsSpace: true)
            else { return nil }
            fields.append(Field(name, value))
        }
        return fields
    }

    /// The first value of a query's name; nil where there is none, or nothing in it.
    public func query(_ name: String) -> String? {
        query.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// The header `name`, which is in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The value of a cookie.
    public func cookie(_ name: String) -> String? {
        for pair in (header("cookie") ?? "").split(separator: ";") {
            let sides = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if sides.count == 2, sides[0] == name { return String(sides[1]) }
        }
        return nil
    }
}

/// Text in the parts of an address (RFC 3986).
public enum Percent {
    /// `text` as a part of a path or a query: all but letters, digits and `-._~` as `%XX`.
    public static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80, scalar.properties.isAlphabetic || "0123456789-._~".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    /// nil where a `%` lacks its two digits, or the bytes are no UTF-8.
    static func decoded(_ text: some Sequence<UInt8>, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var source = text.makeIterator()
        while let byte = source.next() {
            if byte == UInt8(ascii: "%") {
                guard let first = source.next().flatMap(digit), let second = source.next().flatMap(digit) else {
                    return nil
                }
                bytes.append(first << 4 | second)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Unicode.Scalar(byte).properties.isASCIIHexDigit ? UInt8(String(Unicode.Scalar(byte)), radix: 16) : nil
    }
}
