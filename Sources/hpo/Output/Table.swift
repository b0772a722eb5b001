/// Rows in aligned columns: numbers to the right, words to the left.
struct Table {
    /// One column: its title, and whether its cells are set to the right.
    struct Column {
        let title: String
        let isNumeric: Bool

        static func words(_ title: String) -> Column { Column(title: title, isNumeric: false) }
        static func numbers(_ title: String) -> Column { Column(title: title, isNumeric: true) }
    }

    /// The text of a cell and the style that it is shown in.
    struct Cell: ExpressibleByStringInterpolation {
        var text: String
        var style: Style?

        init(_ text: String, _ style: Style? = nil) {
            self.text = text
            self.style = style
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    let columns: [Column]
    var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// The lines, headings first; on a terminal of `width` columns, those columns from the right that do not fit are left
    /// out and counted in a last line.
    func lines(indent: Int = 0, width: Int? = nil) -> [String] {
        let widths = columns.indices.map { index in
            rows.reduce(columns[index].title.count) { max($0, $1[index].text.count) }
        }
        var shown = columns.count
        if let width {
            var used = indent
            shown =
                widths.prefix { one in
                    used += one + 2
                    return used - 2 <= width
                }.count
        }
        shown = max(shown, min(3, columns.count))
        let margin = String(repeating: " ", count: indent)
        func line(_ cells: [Cell]) -> String {
            var line = margin
            for index in 0..<shown {
                let cell = cells[index]
                let padding = String(repeating: " ", count: widths[index] - cell.text.count)
                let text = cell.style.map { $0(cell.text) } ?? cell.text
                line += columns[index].isNumeric ? padding + text : text + padding
                if index < shown - 1 { line += "  " }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        let heading = line(columns.map { Cell($0.title, .bold) })
        let hidden = columns.count - shown
        let remark = "\(margin)(\(Format.count(hidden, "more column")): a wider terminal or --json shows all)"
        return [heading] + rows.map(line) + (hidden > 0 ? [Style.dim(remark)] : [])
    }

    /// The lines as they fit the terminal, all of them where there is none.
    var text: String {
        lines(width: Console.tableWidth).joined(separator: "\n")
    }
}
