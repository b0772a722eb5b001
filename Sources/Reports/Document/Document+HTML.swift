// A report as one HTML file: no script, no network, no other file; readable on a telephone, on paper, in the dark.

import Charts

extension Document {
    /// The whole page.
    public var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="hpo">
        <title>\(HTMLText.escaped(title))</title>
        <style>
        \(ChartStyle.sheet)
        \(PageStyle.sheet)
        </style>
        </head>
        <body>
        <main>
        \(content)</main>
        </body>
        </html>

        """
    }

    /// What is on the page, from its title down: for pages that have more than this.
    public var content: String { heading + sectionContent }

    /// The title, what it says in short, and what is in it.
    public var heading: String {
        var body = HTMLBody()
        body.add("h1", title)
        for sentence in summary { body.add("p", class: "lead", sentence) }
        if sections.count > 3 { body.addContents(sections.map(\.title)) }
        return body.text
    }

    /// The sections alone.
    public var sectionContent: String { sectionContent(controls: nil) }

    /// The sections for a page with a script.
    ///
    /// - Parameter controls: the HTML of what stands above a figure to choose how it is drawn.
    public func sectionContent(controls: ((Figure) -> String)?) -> String {
        var body = HTMLBody(controls: controls)
        for (number, section) in sections.enumerated() {
            body.open("section id=\"s\(number + 1)\"")
            body.add("h2", section.title)
            for block in section.blocks { body.add(block) }
            body.close("section")
        }
        return body.text
    }
}

/// What is between `<main>` and `</main>`, while it is written.
private struct HTMLBody {
    private(set) var text = ""
    private var figures = 0
    private let controls: ((Figure) -> String)?

    init(controls: ((Figure) -> String)? = nil) { self.controls = controls }

    /// More rows of a figure's numbers are in the files, and in the database.
    private static let figureRows = 100

    mutating func open(_ tag: String) { text += "<\(tag)>\n" }

    mutating func close(_ tag: String) { text += "</\(tag)>\n" }

    mutating func add(_ tag: String, class name: String? = nil, _ words: String) {
        text += "<\(tag)\(name.map { " class=\"\($0)\"" } ?? "")>\(HTMLText.escaped(words))</\(tag)>\n"
    }

    mutating func addContents(_ titles: [String]) {
        text += "<nav aria-label=\"Contents\"><ol>\n"
        for (number, title) in titles.enumerated() {
            text += "<li><a href=\"#s\(number + 1)\">\(HTMLText.escaped(title))</a></li>\n"
        }
        text += "</ol></nav>\n"
    }

    mutating func add(_ block: Block) {
        switch block {
        case .text(let words): add("p", words)
        case .code(let code): text += "<pre>\(HTMLText.escaped(code))</pre>\n"
        case .list(let items):
            open("ul")
            for item in items { add("li", item) }
            close("ul")
        case .table(let table):
            add(table)
        case .figure(let figure): add(figure)
        }
    }

    private mutating func add(_ table: ReportTable) {
        text += "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr>"
        for column in table.columns {
            text += "<th scope=\"col\"\(column.isNumeric ? " class=\"n\"" : "")>\(HTMLText.escaped(column.title))</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in table.rows {
            text += "<tr>"
            for (column, cell) in zip(table.columns, row) {
                text += "<td\(column.isNumeric ? " class=\"n\"" : "")>\(HTMLText.escaped(cell))</td>"
            }
            text += "</tr>\n"
        }
        text += "</tbody></table></div>\n"
        if table.rest > 0 { add("p", class: "note", "and \(NumberText.count(table.rest)) more") }
    }

    /// The picture twice, of which the page shows the one that fits, and its numbers under it.
    private mutating func add(_ figure: Figure) {
        figures += 1
        open("figure id=\"\(figure.name)\"")
        let chart = figure.chart
        if let controls { text += controls(figure) }
        let hasValues = controls != nil
        let wide = ChartOptions(width: 880, id: "f\(figures)w", hasValues: hasValues)
        let narrow = ChartOptions(width: 360, id: "f\(figures)n", hasValues: hasValues, points: 4000)
        text += "<div class=\"wide\">\(chart.svg(wide))</div>\n"
        text += "<div class=\"narrow\">\(chart.svg(narrow))</div>\n"
        if let note = figure.note { add("figcaption", note) }
        text += "<details><summary>The numbers</summary>\n"
        let numbers = chart.table
        add(
            ReportTable(
                numbers.columns.map { ReportTable.Column(title: $0, isNumeric: false) }, numbers.rows,
                limit: Self.figureRows))
        text += "</details>\n"
        close("figure")
    }
}

/// The page's own style, on the colours of the charts.
public enum PageStyle {
    /// The rules, without `</` or anything else that HTML would read as markup.
    public static let sheet = """
        :root{color-scheme:light dark}
        body{margin:0;background:var(--chart-surface);color:var(--chart-ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:56rem;margin:0 auto;padding:1rem}
        h1{font-size:1.6rem;margin:.5rem 0;overflow-wrap:anywhere}
        h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--chart-grid);overflow-wrap:anywhere}
        p,li,figcaption,td,th{unicode-bidi:plaintext;overflow-wrap:anywhere}
        td,th{overflow-wrap:break-word}
        .lead{font-size:1.05rem;margin:.3rem 0}
        .note,figcaption{color:var(--chart-muted);font-size:.9rem}
        nav ol{columns:2 14rem;padding-left:1.4rem}
        a{color:inherit}
        a:focus-visible,summary:focus-visible,.table:focus-visible{outline:2px solid var(--chart-1);outline-offset:2px}
        figure{margin:1rem 0;break-inside:avoid}
        figure svg{display:block;max-width:100%;height:auto}
        .narrow{display:none}
        details{margin:.3rem 0}
        summary{cursor:pointer;font-size:.9rem;color:var(--chart-muted)}
        .table{overflow-x:auto;max-height:32rem;overflow-y:auto}
        table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:.2rem .7rem .2rem 0;border-bottom:1px solid var(--chart-grid);vertical-align:top}
        td{max-width:26rem}
        .n{text-align:right}
        pre{overflow-x:auto;padding:.7rem;border:1px solid var(--chart-grid);font-size:.85rem}
        @media (max-width:52rem){.wide{display:none}.narrow{display:block}}
        @media print{
        body{background:#fff;font-size:11pt}
        main{max-width:none}
        nav,details{display:none}
        .wide{display:block}.narrow{display:none}
        .table{max-height:none;overflow:visible}
        pre{white-space:pre-wrap}
        h2{break-after:avoid}
        tr{break-inside:avoid}
        }
        """
}
