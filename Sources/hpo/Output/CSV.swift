// Comma-separated values as RFC 4180 has them, with a line feed after each line.

import Definitions
import Expressions
import Studies

extension TrialSheet {
    /// The heading and the rows. Nothing is an empty field, an empty text `""`; numbers are written in full.
    var csv: String {
        let lines = [columns.map { CSV.field($0) }] + rows.map { $0.map { $0.map { CSV.field($0.plainText) } ?? "" } }
        return lines.map { $0.joined(separator: ",") + "\n" }.joined()
    }
}

enum CSV {
    /// `text` as one field, in quotes where it has to be.
    static func field(_ text: String) -> String {
        let isPlain = !text.isEmpty && !text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        if isPlain, text.first != " ", text.last != " " { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
