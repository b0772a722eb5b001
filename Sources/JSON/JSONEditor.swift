// A JSON5 text that is changed in places and stays as it was in all others, comments and all.
//
//     var editor = try JSONEditor("{ space: { layers: { int: [1, 6] } } }")
//     try editor.set(["space", "layers", "int"], to: [1, 9], remark: "6 was best")
//     editor.text     // { space: { layers: { /* 6 was best */ int: [1, 9] } } }

/// A JSON5 text whose members are set and taken out, all else staying as it is.
public struct JSONEditor: Sendable {
    private var bytes: [UInt8]

    /// An editor of a whole JSON5 `text`.
    ///
    /// - Throws: `JSONError` with the place.
    public init(_ text: String) throws(JSONError) {
        bytes = Array(text.utf8)
        _ = try outline()
    }

    /// The text as it is now.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Gives the member at `path` another value, or adds it, at the end of its object; objects on the way are added too.
    ///
    /// - Parameters:
    ///   - path: keys from the outermost object on.
    ///   - remark: a comment for the member, on a line above it where the member has a line of its own.
    /// - Throws: where the text is none any more, which does not happen while all changes are the editor's.
    public mutating func set(
        _ path: [String], to value: JSONValue, remark: String? = nil
    ) throws(JSONError) {
        try set(path, toText: value.oneLine, remark: remark)
    }

    /// The same with a value as it is to be written.
    public mutating func set(_ path: [String], toText value: String, remark: String? = nil) throws(JSONError) {
        guard let name = path.last else { return }
        var node = try outline()
        for (depth, key) in path.dropLast().enumerated() {
            guard let next = node.member(key)?.value, next.members != nil else {
                // The rest of the path is one new member.
                let rest = path[(depth + 1)...].reversed().reduce(value) { "{ \(Self.written($1)): \($0) }" }
                add(key, rest, remark, to: node)
                return
            }
            node = next
        }
        guard let member = node.member(name) else { return add(name, value, remark, to: node) }
        bytes.replaceSubrange(member.value.start..<end(ofValueAt: member.value.start), with: Array(value.utf8))
        if let remark { put(remark, before: member.keyStart) }
    }

    /// Takes the member at `path` out, if it is there, and leaves `remark` in its place.
    ///
    /// - Throws: as `set`.
    public mutating func remove(_ path: [String], remark: String? = nil) throws(JSONError) {
        guard let name = path.last else { return }
        var node = try outline()
        for key in path.dropLast() {
            guard let next = node.member(key)?.value else { return }
            node = next
        }
        guard let member = node.member(name) else { return }
        var end = end(ofValueAt: member.value.start)
        if let comma = nextToken(from: end), bytes[comma] == UInt8(ascii: ",") { end = comma + 1 }
        var start = member.keyStart
        let line = lineStart(of: start)
        var rest = end
        while rest < bytes.count, bytes[rest] == 0x20 || bytes[rest] == 0x09 { rest += 1 }
        let endsLine = rest < bytes.count && (bytes[rest] == 0x0A || bytes[rest] == 0x0D)
        if let remark {
            // What follows on the line is no part of the remark.
            let isLast = endsLine || rest < bytes.count && bytes[rest] == UInt8(ascii: "/")
            let comment = isLast && isBlank(line..<start) ? "// \(Self.oneLine(remark))" : Self.inline(remark)
            bytes.replaceSubrange(start..<end, with: Array(comment.utf8))
            return
        }
        if endsLine, isBlank(line..<start) { (start, rest) = (line, rest + 1) }
        end = rest
        bytes.removeSubrange(start..<end)
    }

    /// Puts a comment before the member at `path`, if it is there: on a line above it where it begins a line.
    ///
    /// - Throws: as `set`.
    public mutating func remark(_ path: [String], _ remark: String) throws(JSONError) {
        guard let name = path.last else { return }
        var node = try outline()
        for key in path.dropLast() {
            guard let next = node.member(key)?.value else { return }
            node = next
        }
        if let member = node.member(name) { put(remark, before: member.keyStart) }
    }

    // MARK: Places

    private func outline() throws(JSONError) -> Outline {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            var parser = JSONParser(buffer, syntax: .json5, limits: JSONLimits(), builder: OutlineBuilder())
            return try parser.document()
        }
    }

    /// Behind the value that begins at `start`.
    private func end(ofValueAt start: Int) -> Int {
        var depth = 0
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                place = end(ofStringAt: place)
                if depth == 0 { return place }
                continue
            case UInt8(ascii: "/") where depth > 0:
                place = end(ofCommentAt: place)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return place }
                depth -= 1
                if depth == 0 { return place + 1 }
            case UInt8(ascii: ","), UInt8(ascii: "/"), 0x00...0x20, 0x80...:
                if depth == 0 { return place }
            default: break
            }
            place += 1
        }
        return place
    }

    private func end(ofStringAt start: Int) -> Int {
        var place = start + 1
        while place < bytes.count, bytes[place] != bytes[start] {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place + 1, bytes.count)
    }

    private func end(ofCommentAt start: Int) -> Int {
        guard start + 1 < bytes.count else { return bytes.count }
        var place = start + 2
        if bytes[start + 1] == UInt8(ascii: "*") {
            while place + 1 < bytes.count, bytes[place] != UInt8(ascii: "*") || bytes[place + 1] != UInt8(ascii: "/") {
                place += 1
            }
            return min(place + 2, bytes.count)
        }
        while place < bytes.count, bytes[place] != 0x0A, bytes[place] != 0x0D { place += 1 }
        return place
    }

    /// Where the next thing begins that is neither white space nor a comment.
    private func nextToken(from start: Int) -> Int? {
        var place = start
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "/") {
                place = end(ofCommentAt: place)
            } else if bytes[place] <= 0x20 {
                place += 1
            } else {
                return place
            }
        }
        return nil
    }

    private func lineStart(of place: Int) -> Int {
        bytes[..<place].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? 0
    }

    private func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    // MARK: Changes

    private mutating func put(_ remark: String, before key: Int) {
        let line = lineStart(of: key)
        if isBlank(line..<key) {
            let indent = String(decoding: bytes[line..<key], as: UTF8.self)
            bytes.insert(contentsOf: Array("// \(Self.oneLine(remark))\n\(indent)".utf8), at: key)
        } else {
            bytes.insert(contentsOf: Array("\(Self.inline(remark)) ".utf8), at: key)
        }
    }

    private mutating func add(_ key: String, _ value: String, _ remark: String?, to object: Outline) {
        let member = "\(Self.written(key)): \(value)"
        var close = end(ofValueAt: object.start) - 1
        if let last = object.members?.last {
            let end = end(ofValueAt: last.value.start)
            if let next = nextToken(from: end), bytes[next] != UInt8(ascii: ",") {
                bytes.insert(UInt8(ascii: ","), at: end)
                close += 1
            }
        }
        let line = lineStart(of: close)
        if isBlank(line..<close), line > object.start {
            var indent = String(decoding: bytes[line..<close], as: UTF8.self) + "  "
            if let last = object.members?.last, isBlank(lineStart(of: last.keyStart)..<last.keyStart) {
                indent = String(decoding: bytes[lineStart(of: last.keyStart)..<last.keyStart], as: UTF8.self)
            }
            let above = remark.map { "\(indent)// \(Self.oneLine($0))\n" } ?? ""
            bytes.insert(contentsOf: Array("\(above)\(indent)\(member),\n".utf8), at: line)
        } else {
            let before = remark.map { "\(Self.inline($0)) " } ?? ""
            while close > 0, bytes[close - 1] == 0x20 { close -= 1 }
            let room = object.members?.isEmpty ?? true ? " " : ""
            bytes.insert(contentsOf: Array(" \(before)\(member)\(room)".utf8), at: close)
        }
    }

    private static func oneLine(_ remark: String) -> String {
        // Whatever ends a line ends the comment.
        String(String.UnicodeScalarView(remark.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value || 0x2028...0x202E ~= scalar.value
            || 0x2066...0x2069 ~= scalar.value
    }

    private static func inline(_ remark: String) -> String {
        "/* \(oneLine(remark).split(separator: "*/", omittingEmptySubsequences: false).joined(separator: "* /")) */"
    }

    /// A key as JSON5 writes it: without quotes where it is a word.
    fileprivate static func written(_ key: String) -> String {
        let isWord =
            key.utf8.first.map { !(0x30...0x39 ~= $0) } ?? false
            && key.utf8.allSatisfy { byte in
                0x41...0x5A ~= byte || 0x61...0x7A ~= byte || 0x30...0x39 ~= byte || byte == UInt8(ascii: "_")
            }
        return isWord ? key : JSONValue.string(key).text()
    }
}

extension JSONValue {
    /// The value as people write JSON5, on one line: `{ layers: 4, sizes: [1, 9] }`.
    public var oneLine: String {
        switch self {
        case .array(let elements): "[\(elements.map(\.oneLine).joined(separator: ", "))]"
        case .object(let object) where object.isEmpty: "{}"
        case .object(let object):
            "{ \(object.map { "\(JSONEditor.written($0.key)): \($0.value.oneLine)" }.joined(separator: ", ")) }"
        case .null, .bool, .int, .double, .string: text()
        }
    }
}

/// A value with the places of its members.
private struct Outline {
    let start: Int
    var members: [Member]?

    struct Member {
        let key: String
        let keyStart: Int
        let value: Outline
    }

    /// The first member with `key`.
    func member(_ key: String) -> Member? { members?.first { $0.key == key } }
}

private struct OutlineBuilder: TreeBuilder {
    func scalar(_ value: JSONValue, at offset: Int) -> Outline { Outline(start: offset) }
    func array(_ elements: [Outline], at offset: Int) -> Outline { Outline(start: offset) }
    func noMembers() -> [Outline.Member] { [] }
    func add(key: String, at keyOffset: Int, _ value: Outline, to members: inout [Outline.Member]) {
        members.append(Outline.Member(key: key, keyStart: keyOffset, value: value))
    }
    func object(_ members: [Outline.Member], at offset: Int) -> Outline { Outline(start: offset, members: members) }
}
