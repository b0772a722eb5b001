// Names with characters that no word has: `metrics['val/loss']` is the name `metrics.val/loss`.

import Words

extension Expression {
    /// How `name` is written in an expression: `metrics['val/loss']` for `metrics.val/loss`; as it is where it is a word or
    /// has nothing that the brackets could follow.
    public static func spelling(of name: String) -> String {
        let parts = name.cut(at: ".")
        let scope = parts.prefix(while: isWord)
        guard !scope.isEmpty, scope.count < parts.count else { return name }
        let member = Value.string(parts[scope.count...].joined(separator: "."))
        return "\(scope.joined(separator: "."))[\(member)]"
    }

    /// Whether `part` can stand in an expression without quotes: letters, digits and `_`, no digit first.
    private static func isWord(_ part: String) -> Bool {
        guard let first = part.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= first) else { return false }
        return part.utf8.allSatisfy { byte in
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || byte == UInt8(ascii: "_")
        }
    }
}
