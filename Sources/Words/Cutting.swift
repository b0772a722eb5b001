// Text cut at its bytes.
//
//     "lr=\u{301}".cut(at: "=")        // ["lr", "\u{301}"], where split(separator:) finds no "="
//
// Swift's `split`, `firstIndex(of:)`, `hasPrefix` and `contains` go by characters, and an ASCII character with a combining
// mark behind it, or "\r\n", is one. Shells, paths and protocols go by bytes, and what is cut for them has to as well.

extension StringProtocol {
    /// The parts between the bytes `separator`, which is ASCII; the empty ones among them.
    ///
    /// - Parameter most: how many times to cut.
    public func cut(at separator: Unicode.Scalar, most: Int = .max) -> [String] {
        utf8.split(separator: Self.byte(separator), maxSplits: most, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// What is before and behind the first byte `separator`, which is ASCII; nil where there is none.
    public func cutOnce(at separator: Unicode.Scalar) -> (before: String, after: String)? {
        guard let place = utf8.firstIndex(of: Self.byte(separator)) else { return nil }
        return (
            String(decoding: utf8[..<place], as: UTF8.self),
            String(decoding: utf8[utf8.index(after: place)...], as: UTF8.self)
        )
    }

    /// The lines: cut at each line feed, without the carriage return before it.
    public var lines: [String] {
        cut(at: "\n").map { $0.utf8.last == 0x0D ? String(decoding: $0.utf8.dropLast(), as: UTF8.self) : $0 }
    }

    /// Whether the text begins with the bytes of `prefix`.
    public func begins(with prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    /// What is behind the bytes of `prefix`; nil where the text does not begin with them.
    public func rest(behind prefix: String) -> String? {
        begins(with: prefix) ? String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
    }

    private static func byte(_ separator: Unicode.Scalar) -> UInt8 {
        precondition(separator.isASCII, "a separator is ASCII")
        return UInt8(separator.value)
    }
}

/// `text` as one word of a POSIX shell: in single quotes, or as it is where that means the same.
public func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || "+-._/:,".utf8.contains(byte)
    }
    return isPlain && !text.isEmpty ? text : shellQuoted(text)
}

/// `text` in single quotes, as POSIX shells read them.
public func shellQuoted(_ text: String) -> String { "'" + text.cut(at: "'").joined(separator: "'\\''") + "'" }
