/// How wide text is, by an estimate that is an upper bound for the usual system fonts: the advances of DejaVu Sans, which is
/// among the widest of them.
enum TextWidth {
    /// Hundredths of the font's size, from the space to the tilde.
    private static let advances: [UInt8] = [
        32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34,
        84, 84,
        84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62,
        69, 40,
        34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82,
        60, 60,
        53, 64, 34, 64, 84,
    ]

    /// The width of one character at size 1.
    static func of(_ character: Character) -> Double {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x20...0x7E: return Double(advances[Int(scalar.value) - 0x20]) / 100
        case 0xA0...0x24F: return 0.72
        case 0x2010...0x2013, 0xB7: return 0.5
        case 0x300...0x36F, 0x200B...0x200D, 0xFE00...0xFE0F: return 0
        case 0x370...0x5FF: return 0.9
        case 0x1F000...0x1FAFF: return 1.4
        default: return 1.1
        }
    }

    /// The width of `text` in pixels.
    static func of(_ text: String, size: Double, isBold: Bool = false) -> Double {
        text.reduce(0) { $0 + of($1) } * size * (isBold ? 1.12 : 1)
    }

    /// `text` in at most `width` pixels, cut at a character with `…` behind; never more than 300 characters, and no pile of
    /// marks on one of them. Control characters have become harmless.
    ///
    /// - Parameter keepsEnd: whether to cut in the middle, as with names that differ in their ends.
    static func cut(_ text: String, to width: Double, size: Double, isBold: Bool = false, keepsEnd: Bool = false)
        -> String
    {
        let scale = size * (isBold ? 1.12 : 1)
        let whole = prefix(text, width: width / scale)
        if whole.isWhole { return whole.text }
        let room = max(0, width / scale - of("…"))
        guard keepsEnd else { return prefix(text, width: room).text + "…" }
        let end = String(prefix(String(text.suffix(300).reversed()), width: room / 2).text.reversed())
        return prefix(text, width: room - end.reduce(0) { $0 + of($1) }).text + "…" + end
    }

    /// The characters that fit, 300 at most, and whether they are all.
    private static func prefix(_ text: String, width: Double) -> (text: String, isWhole: Bool) {
        var result = ""
        var used = 0.0
        var count = 0
        for character in text {
            let kept = Self.kept(character)
            used += of(kept)
            if used > width + 0.001 || count == 300 { return (result, false) }
            result.append(kept)
            count += 1
        }
        return (result, true)
    }

    /// The lines that `text` takes in `width` pixels, broken at spaces.
    static func lines(_ text: String, width: Double, size: Double) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if !line.isEmpty, of(longer, size: size) > width {
                lines.append(line)
                line = String(word)
            } else {
                line = longer
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func kept(_ character: Character) -> Character {
        let scalars = character.unicodeScalars
        guard scalars.count > 1 else { return scalars.first.map { Character(XMLText.harmless($0)) } ?? character }
        let kept = String(String.UnicodeScalarView(scalars.prefix(10).map(XMLText.harmless)))
        return kept.count == 1 ? Character(kept) : " "
    }
}
