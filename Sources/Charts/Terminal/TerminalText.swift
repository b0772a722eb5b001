/// Text in a terminal: as wide as its columns, with nothing in it that a terminal would act on.
enum TerminalText {
    /// The columns that a character takes: none for marks, two for East Asian letters and emoji.
    static func columns(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6,
            0x1F000...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    static func columns(_ text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

    /// `text` in exactly `width` columns: cut with `…` (`~` in ASCII), or filled with spaces on one side.
    static func fitted(_ text: String, _ width: Int, isRight: Bool = false, isASCII: Bool = false) -> String {
        var result = ""
        var used = 0
        var fits = ""
        var fitsColumns = 0
        for character in text {
            let safe = Character(harmless(character, isASCII: isASCII))
            let next = used + columns(safe)
            if next > width {
                guard width > 0 else { return "" }
                result = fits + (isASCII ? "~" : "…")
                used = fitsColumns + 1
                break
            }
            result.append(safe)
            used = next
            if used < width { (fits, fitsColumns) = (result, used) }
        }
        let room = String(repeating: " ", count: max(0, width - used))
        return isRight ? room + result : result + room
    }

    private static func harmless(_ character: Character, isASCII: Bool) -> String {
        let scalars = character.unicodeScalars.prefix(10).map { XMLText.harmless($0) }
        if isASCII, !scalars.allSatisfy(\.isASCII) { return "?" }
        let text = String(String.UnicodeScalarView(scalars))
        return text.count == 1 ? text : " "
    }
}
