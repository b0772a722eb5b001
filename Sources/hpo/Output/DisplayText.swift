// Text as a terminal shows it: how wide it is, cut to a width, and with nothing in it that moves the cursor.

import Words

extension String {
    /// How many columns of a terminal it takes: two for the wide characters of East Asia and for emoji.
    var columns: Int { reduce(0) { $0 + $1.columns } }

    /// At most `width` columns of it, with … where something was cut.
    func cut(to width: Int) -> String {
        guard columns > width else { return self }
        return prefix(columns: width - 1) + "…"
    }

    /// As much of it as takes at most `width` columns.
    func prefix(columns width: Int) -> String {
        var room = width
        return String(
            prefix { character in
                room -= character.columns
                return room >= 0
            })
    }

    /// On one line, what a terminal would act on written as it is in source text: `\n`, `\u{1B}`.
    var printable: String { shown(self) }
}

extension Character {
    fileprivate var columns: Int {
        guard let scalar = unicodeScalars.first, scalar.value >= 0x1100 else { return 1 }
        return Self.wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}
