// Bytes as text (RFC 4648), for the hashes in a content policy.

internal import System

/// Base64 with padding.
public enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// `bytes` as text.
    public static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for place in 0..<4 {
                text.append(place <= group.count ? digits[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `'sha256-…'` of a style sheet or script, as a content policy allows it.
    public static func source(of text: String) -> String {
        var sum = SHA256()
        sum.add(ArraySlice(Array(text.utf8)))
        return "'sha256-\(Base64.text(sum.bytes))'"
    }
}
