/// What is wrong with a text as XML.
public struct XMLMistake: Error, CustomStringConvertible {
    /// What, and what stands there.
    public let description: String
}

/// An element of a small XML document.
public struct XMLElement: Sendable {
    /// The tag.
    public var name: String
    /// What stands in quotes, with its entities resolved.
    public var attributes: [String: String]
    /// The elements inside.
    public var children: [XMLElement] = []
    /// The text inside, without that of the elements inside.
    public var text = ""

    /// The element and all below it, in their order.
    public var all: [XMLElement] { [self] + children.flatMap(\.all) }
}

/// A strict reader of XML 1.0 without declarations, comments or CDATA: what charts and feeds are made of.
public struct XMLReader {
    private var rest: Substring.UnicodeScalarView

    /// The one element of `text`.
    public static func read(_ text: String) throws -> XMLElement {
        for scalar in text.unicodeScalars where !isAllowed(scalar) {
            throw XMLMistake(description: "U+\(String(scalar.value, radix: 16)) is not a character of XML 1.0")
        }
        var reader = XMLReader(rest: Substring(text).unicodeScalars)
        reader.skipSpace()
        let element = try reader.element()
        reader.skipSpace()
        guard reader.rest.isEmpty else { throw reader.mistake("something behind the root") }
        return element
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private func mistake(_ what: String) -> XMLMistake {
        XMLMistake(description: "\(what) at: \(String(rest.prefix(60)))")
    }

    private mutating func skipSpace() { rest = rest.drop { " \n\t\r".unicodeScalars.contains($0) } }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest = rest.dropFirst(text.unicodeScalars.count)
        return true
    }

    private mutating func expect(_ text: String) throws {
        guard take(text) else { throw mistake("no \(text)") }
    }

    private mutating func name() throws -> String {
        let name = rest.prefix { $0.properties.isAlphabetic || "0123456789-_:.".unicodeScalars.contains($0) }
        guard !name.isEmpty else { throw mistake("no name") }
        rest = rest.dropFirst(name.count)
        return String(String.UnicodeScalarView(name))
    }

    private mutating func element() throws -> XMLElement {
        try expect("<")
        var element = XMLElement(name: try name(), attributes: [:])
        while true {
            skipSpace()
            if take("/>") { return element }
            if take(">") { break }
            let key = try name()
            try expect("=\"")
            let value = try characters(until: "\"")
            try expect("\"")
            guard element.attributes.updateValue(value, forKey: key) == nil else { throw mistake("\(key) twice") }
        }
        while true {
            element.text += try characters(until: "<")
            if take("</") {
                guard try name() == element.name else { throw mistake("another end than \(element.name)'s") }
                try expect(">")
                return element
            }
            element.children.append(try self.element())
        }
    }

    /// Text up to `end`, or to `<`, which may stand in no text.
    private mutating func characters(until end: Unicode.Scalar) throws -> String {
        var text = String.UnicodeScalarView()
        while let scalar = rest.first, scalar != end, scalar != "<" {
            rest = rest.dropFirst()
            guard scalar == "&" else {
                text.append(scalar)
                continue
            }
            let entity = String(String.UnicodeScalarView(rest.prefix { $0 != ";" }.prefix(10)))
            rest = rest.dropFirst(entity.unicodeScalars.count)
            try expect(";")
            let known: [String: Unicode.Scalar] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
            if let scalar = known[entity] {
                text.append(scalar)
            } else if entity.hasPrefix("#"), let value = UInt32(entity.dropFirst()), let scalar = Unicode.Scalar(value)
            {
                text.append(scalar)
            } else {
                throw mistake("the entity \(entity)")
            }
        }
        return String(text)
    }
}
