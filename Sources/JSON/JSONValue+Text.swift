// Writing. The same value gives the same bytes: members in their order, doubles as the shortest decimal that reads
// back to the same bits.

extension JSONValue {
    /// This value as JSON: on one line, or `pretty` with two spaces of indentation.
    ///
    /// Numbers that JSON lacks are the strings "nan", "inf" and "-inf", as the trial protocol has them.
    ///
    /// - Parameter pointed: whether a number with an exponent has a point too, `1.0e-05`: YAML 1.1 reads `1e-05` as text.
    public func text(pretty: Bool = false, pointed: Bool = false) -> String {
        var writer = JSONWriter(isPretty: pretty, isPointed: pointed)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

private struct JSONWriter {
    let isPretty: Bool
    let isPointed: Bool
    var bytes: [UInt8] = []
    var depth = 0

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .int(let value): append(String(value))
        case .double(let value) where value.isNaN: append("\"nan\"")
        case .double(let value) where value.isInfinite: append(value < 0 ? "\"-inf\"" : "\"inf\"")
        case .double(let value): append(isPointed ? value.pointed : "\(value)")
        case .string(let value): write(value)
        case .array(let elements):
            bracket("[", "]", isEmpty: elements.isEmpty) { writer in
                for (index, element) in elements.enumerated() {
                    writer.separate(isFirst: index == 0)
                    writer.write(element)
                }
            }
        case .object(let object):
            bracket("{", "}", isEmpty: object.isEmpty) { writer in
                for (index, member) in object.members.enumerated() {
                    writer.separate(isFirst: index == 0)
                    writer.write(member.key)
                    writer.append(writer.isPretty ? ": " : ":")
                    writer.write(member.value)
                }
            }
        }
    }

    private mutating func bracket(_ open: String, _ close: String, isEmpty: Bool, _ body: (inout JSONWriter) -> Void) {
        append(open)
        depth += 1
        body(&self)
        depth -= 1
        if isPretty, !isEmpty { breakLine() }
        append(close)
    }

    private mutating func separate(isFirst: Bool) {
        if !isFirst { append(",") }
        if isPretty { breakLine() }
    }

    private mutating func breakLine() {
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case ..<0x20, 0x7F: append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension Double {
    /// The shortest decimal that reads back to the same bits, with a point before any exponent.
    fileprivate var pointed: String {
        let text = "\(self)"
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return "\(text[..<exponent]).0\(text[exponent...])"
    }
}
