/// The one place where text from outside becomes part of an SVG.
enum XMLText {
    /// `text` as it may stand between tags and in quotes: marked-up characters by their entities, and in place of what
    /// XML 1.0 forbids, and of what would reorder the text around it, U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(harmless(scalar))
            }
        }
        return String(result)
    }

    /// `text` escaped, and kept apart from the direction of what stands beside it where it has letters that run from right
    /// to left.
    static func isolated(_ text: String) -> String {
        let safe = escaped(text)
        return text.unicodeScalars.contains(where: runsRightToLeft) ? "\u{2068}\(safe)\u{2069}" : safe
    }

    /// The scalar, or what stands for it: a space for line breaks and tabs, U+FFFD for other control characters (forbidden
    /// by XML 1.0, section 2.2, or discouraged), for noncharacters and for those that turn the direction around.
    static func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: " "
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C, 0xFDD0...0xFDEF:
            "\u{FFFD}"
        case let value where value & 0xFFFE == 0xFFFE: "\u{FFFD}"
        default: scalar
        }
    }

    /// Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and their like.
    private static func runsRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }
}
