/// The dialects that the one reader reads.
public enum JSONSyntax: Sendable, Hashable {
    /// RFC 8259 and nothing more.
    case json
    /// https://spec.json5.org: comments, unquoted keys, single quotes, trailing commas, `0x1f`, `.5`, `Infinity`, …
    case json5
    /// What programs print that mean JSON: RFC 8259, and Python's bare `NaN` and `Infinity` or C's `nan` and `inf`, a `+` in
    /// front of a number, control characters in strings, and bytes that are not UTF-8 (read as U+FFFD).
    case lenient
}

/// What a text may cost its reader.
public struct JSONLimits: Sendable, Hashable {
    /// How deep lists and objects may be nested.
    public var depth: Int
    /// How long the text may be, in bytes.
    public var bytes: Int

    /// Limits of `depth` levels and `bytes` bytes.
    public init(depth: Int = 128, bytes: Int = 64 << 20) {
        self.depth = depth
        self.bytes = bytes
    }
}
