// Comma-separated values as RFC 4180 has them, with a line feed after each line.

import Definitions
import Expressions

extension Sheet {
    /// The heading and the rows. Nothing is an empty field, an empty text `""`; numbers are written in full.
    public var csv: String {
        let lines = [columns.map { CSV.field($0) }] + rows.map { $0.map { $0.map(CSV.field) ?? "" } }
        return lines.map { $0.joined(separator: ",") + "\n" }.joined()
    }
}

/// Fields of comma-separated values.
enum CSV {
    /// A value as one field.
    static func field(_ value: Value) -> String {
        if case .string(let text) = value { field(text) } else { quoted(value.plainText) }
    }

    /// `text` as one field. One that a spreadsheet would calculate gets an apostrophe in front, as spreadsheets themselves write
    /// a text of that kind: whoever names a tag or prints a last line has no say in what is calculated.
    static func field(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { formulas.contains($0) } ?? false
        return quoted(isFormula ? "'" + text : text)
    }

    /// What formulas begin with, in the wide form of East Asian keyboards too, and what spreadsheets skip before one.
    private static let formulas = Set("=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\t\r\n".unicodeScalars)

    private static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && !text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        if isPlain, text.first != " ", text.last != " " { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
