// What a report says, before it is a page: headings, sentences, tables and figures.
//
//     let document = StudyReport(of: study).document
//     document.html          // one file that needs nothing else
//     document.markdown      // the same to read in an editor, its figures in files beside it

public import Charts

/// A report as values. All texts are plain: whatever they hold, they are escaped where they are written.
public struct Document: Sendable {
    /// What it is of.
    public let title: String
    /// One or two sentences under the title.
    public let summary: [String]
    /// What it says, in order.
    public let sections: [Section]

    /// A report.
    public init(title: String, summary: [String], sections: [Section]) {
        (self.title, self.summary) = (title, summary)
        self.sections = sections.filter { !$0.blocks.isEmpty }
    }

    /// The figures in order, each with a name that no other has.
    public var figures: [Figure] {
        sections.flatMap(\.blocks).compactMap { block in
            if case .figure(let figure) = block { figure } else { nil }
        }
    }
}

/// A part of a report under a heading of its own.
public struct Section: Sendable {
    /// The heading.
    public let title: String
    /// What is under it; a section of nothing is left out.
    public let blocks: [Block]

    /// A part of a report.
    public init(_ title: String, _ blocks: [Block]) { (self.title, self.blocks) = (title, blocks) }
}

/// A piece of a report.
public enum Block: Sendable {
    /// A sentence or more.
    case text(String)
    /// Sentences of which each stands for itself.
    case list([String])
    /// Rows of cells.
    case table(ReportTable)
    /// A picture with its numbers.
    case figure(Figure)
    /// Text as it is: a definition, a command.
    case code(String)
}

/// Rows of named columns.
public struct ReportTable: Sendable {
    /// A column.
    public struct Column: Sendable, Hashable {
        /// The heading.
        public let title: String
        /// Whether its cells are numbers, set to the right.
        public let isNumeric: Bool

        /// A column of words.
        public static func words(_ title: String) -> Column { Column(title: title, isNumeric: false) }
        /// A column of numbers.
        public static func numbers(_ title: String) -> Column { Column(title: title, isNumeric: true) }
    }

    /// The columns.
    public let columns: [Column]
    /// A cell for each column.
    public let rows: [[String]]
    /// How many rows there are beside these.
    public let rest: Int

    /// A table; of more rows than `limit` the first.
    public init(_ columns: [Column], _ rows: [[String]], limit: Int = 500) {
        self.columns = columns
        self.rows = Array(rows.prefix(limit))
        rest = max(0, rows.count - limit)
    }
}

/// A picture in a report.
public struct Figure: Sendable {
    /// What its file is called, without an ending: `history`.
    public let name: String
    /// The picture.
    public let chart: any Chart
    /// What to know when reading it.
    public let note: String?
    /// What of it can be chosen.
    public let choices: Set<Choice>

    /// A picture.
    public init(_ name: String, _ chart: any Chart, note: String? = nil, choices: Set<Choice> = []) {
        (self.name, self.chart, self.note, self.choices) = (name, chart, note, choices)
    }
}
