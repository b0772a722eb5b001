import Words

/// Rows in aligned columns: numbers to the right, words to the left. Control characters in them are shown as escapes.
struct Table {
    /// One column: its title, and whether its cells are set to the right.
    struct Column {
        let title: String
        let isNumeric: Bool
        /// It is cut to this many columns of a terminal rather than left out, and others are left out before it.
        var least: Int?

        static func words(_ title: String, atLeast least: Int? = nil) -> Column {
            Column(title: title.printable, isNumeric: false, least: least)
        }
        static func numbers(_ title: String) -> Column { Column(title: title.printable, isNumeric: true) }

        /// To how much it is cut before it is left out. No number is as long as that.
        var shortest: Int { least ?? (isNumeric ? 20 : 12) }
    }

    /// The text of a cell and the style that it is shown in.
    struct Cell: ExpressibleByStringInterpolation {
        /// On one line: what a terminal would act on is written out.
        let text: String
        var style: Style?

        init(_ text: String, _ style: Style? = nil) {
            self.text = text.printable
            self.style = style
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    let columns: [Column]
    var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// The lines, headings first. On a terminal of `width` columns, wide cells are cut; columns from the right that do not fit
    /// even then are left out, and counted in a last line.
    func lines(indent: Int = 0, width: Int? = nil) -> [String] {
        let layout = layout(in: width.map { $0 - indent })
        let margin = String(repeating: " ", count: indent)
        func line(_ cells: [Cell]) -> String {
            var line = margin
            for (index, width) in layout {
                let text = cells[index].text.cut(to: width)
                let padding = String(repeating: " ", count: width - text.columns)
                let styled = cells[index].style.map { $0(text) } ?? text
                line += columns[index].isNumeric ? padding + styled : styled + padding
                line += "  "
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        let heading = line(columns.map { Cell($0.title, .bold) })
        let hidden = columns.count - layout.count
        let remark = "(\(Format.count(hidden, "more column")): a wider terminal or --json shows all)"
        return [heading] + rows.map(line) + (hidden > 0 ? [margin + Style.dim(remark)] : [])
    }

    /// The lines as they fit the terminal, all of them where there is none.
    var text: String {
        lines(width: Console.tableWidth).joined(separator: "\n")
    }

    // MARK: Widths

    private typealias Layout = [(index: Int, width: Int)]

    /// The columns that are shown, each with its width.
    private func layout(in room: Int?) -> Layout {
        var layout: Layout = columns.indices.map { index in
            let cells = rows.reduce(columns[index].title.columns) { max($0, $1[index].text.columns) }
            return (index, cells)
        }
        guard let room else { return layout }
        while layout.count > 3, Self.width(of: layout.map { ($0.index, min($0.width, shortest($0.index))) }) > room {
            guard let last = layout.lastIndex(where: { columns[$0.index].least == nil }) else { break }
            layout.remove(at: last)
        }
        var excess = Self.width(of: layout) - room
        while excess > 0 {
            let cuttable = layout.indices.filter { layout[$0].width > shortest(layout[$0].index) }
            guard let widest = cuttable.max(by: { layout[$0].width < layout[$1].width }) else { break }
            layout[widest].width -= 1
            excess -= 1
        }
        return layout
    }

    private func shortest(_ index: Int) -> Int { columns[index].shortest }

    private static func width(of layout: Layout) -> Int { layout.reduce(-2) { $0 + $1.width + 2 } }
}
