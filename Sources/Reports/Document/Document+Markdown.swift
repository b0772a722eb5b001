// A report as Markdown, for editors, reviews and repositories; its figures are files beside it.

import Charts
import Words

extension Document {
    /// The whole text. A figure named `history` is the file `history.svg`.
    public var markdown: String {
        var text = "# \(MarkdownText.escaped(title))\n\n"
        for sentence in summary { text += MarkdownText.escaped(sentence) + "\n\n" }
        for section in sections {
            text += "## \(MarkdownText.escaped(section.title))\n\n"
            for block in section.blocks { text += MarkdownText.written(block) }
        }
        return text
    }
}

/// Text in Markdown: whatever it holds, it stays text.
enum MarkdownText {
    static func written(_ block: Block) -> String {
        switch block {
        case .text(let text): escaped(text) + "\n\n"
        case .list(let items): items.map { "- \(escaped($0))\n" }.joined() + "\n"
        case .code(let text): fenced(text)
        case .figure(let figure):
            "![\(escaped(figure.chart.summary))](\(figure.name).svg)\n\n"
                + (figure.note.map { escaped($0) + "\n\n" } ?? "")
        case .table(let table): written(table)
        }
    }

    private static func written(_ table: ReportTable) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.map(escaped).joined(separator: " | ") + " |\n" }
        let rule = "|" + table.columns.map { $0.isNumeric ? " ---: |" : " --- |" }.joined() + "\n"
        let rest = table.rest > 0 ? "\nand \(table.rest) more\n" : ""
        return line(table.columns.map(\.title)) + rule + table.rows.map(line).joined() + rest + "\n"
    }

    /// A fence longer than any that is in the text.
    private static func fenced(_ text: String) -> String {
        var (longest, run) = (2, 0)
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let text = shown(text, keeping: ["\n", "\t"])
        return "\(fence)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n\n"
    }

    /// `text` on one line, with nothing in it that Markdown, the HTML within it or a terminal would act on.
    static func escaped(_ text: String) -> String {
        let scalars = Array(shown(text, keeping: ["\n", "\t", "\r"]).unicodeScalars)
        var escaped = ""
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            switch scalar {
            case "\\", "`", "*", "[", "]", "|", "~", "$":
                escaped += "\\"
                escaped.unicodeScalars.append(scalar)
            case "_" where !(index > 0 && isWord(scalars[index - 1]) && isWord(next)): escaped += "\\_"
            case "#" where escaped.isEmpty, "-" where escaped.isEmpty, "+" where escaped.isEmpty,
                "=" where escaped.isEmpty:
                escaped += "\\"
                escaped.unicodeScalars.append(scalar)
            case "." where isNumbered(escaped, next), ")" where isNumbered(escaped, next):
                escaped += "\\"
                escaped.unicodeScalars.append(scalar)
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "@": escaped += "&#64;"
            case ":" where next == "/": escaped += "&#58;"
            case _ where scalar.properties.isWhitespace: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// Whether a list would begin here: `1. `
    private static func isNumbered(_ before: String, _ next: Unicode.Scalar) -> Bool {
        !before.isEmpty && next.properties.isWhitespace && before.unicodeScalars.allSatisfy { ("0"..."9").contains($0) }
    }
}
