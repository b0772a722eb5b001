import Arguments
import Definitions
import Expressions
import JSON
import Studies

extension Tool {
    private static let sql = Argument(
        "SQL", .string, help: "One SELECT; without it, the views and their columns are listed.")
    private static let csv = Flag("csv", help: "Print comma-separated values.")
    private static let limit = Option(
        "limit", short: "n", .integer(in: 1...), placeholder: "N", help: "At most N rows.")

    static let query: Command = Command(
        "query", summary: "Ask the database in SQL; nothing can be changed.",
        details: [
            """
            The views study_table, trial_table, best_epochs and changes are made for people, and stay as they are from version to \
            version; the tables behind them may be read too.
            """,
            "--json prints an array of objects, one a row; of two columns of the same name the last.",
        ],
        examples: [
            Example("hpo query", "the views and their columns"),
            Example("hpo query \"SELECT * FROM study_table\""),
            Example(
                "hpo query \"SELECT number, value, params FROM trial_table WHERE study = 'mine' ORDER BY value LIMIT 5\""
            ),
            Example(
                "hpo query --csv \"SELECT sampler, avg(seconds) FROM trial_table GROUP BY sampler\" > seconds.csv",
                "for a spreadsheet"),
        ],
        inputs: [sql, csv, limit]
    ) { arguments in
        let store = try Workspace(arguments).open()
        if arguments[csv], arguments.wantsJSON { throw arguments.error(.other("--csv and --json exclude each other")) }
        guard let text = arguments[sql] else { return try list(store.views(), arguments) }
        let (sheet, isCut) = try store.answer(text, limit: arguments[limit])
        if arguments[csv] { return try Console.show(sheet.csv) }
        if arguments.wantsJSON { return try Console.print(sheet.json) }
        guard !sheet.rows.isEmpty else { return Console.note("No row.") }
        var table = Table(
            sheet.columns.indices.map { index in
                sheet.isNumeric(index) ? .numbers(sheet.columns[index]) : .words(sheet.columns[index])
            })
        table.rows = sheet.rows.map { $0.map { Table.Cell($0?.cellText ?? "") } }
        try Console.print(table.text)
        if isCut { Console.note("\nThere are more rows: --limit \(sheet.rows.count) has cut them.") }
    }

    private static func list(_ views: [(name: String, columns: [String])], _ arguments: ParsedArguments) throws {
        if arguments.wantsJSON {
            let pairs = views.map { ($0.name, JSONValue.array($0.columns.map { .string($0) })) }
            return try Console.print(.object(JSONObject(pairs)))
        }
        for view in views { try Console.print("\(Style.bold(view.name))  \(view.columns.joined(separator: ", "))") }
        Console.note("\nhpo query \"SELECT * FROM trial_table LIMIT 5\"")
    }
}

extension Sheet {
    /// Whether a column holds numbers and nothing else.
    fileprivate func isNumeric(_ index: Int) -> Bool {
        rows.allSatisfy { row in
            switch row[index] {
            case .int?, .float?, nil: true
            case .string?, .bool?: false
            }
        }
    }

    /// An array of objects.
    fileprivate var json: JSONValue {
        .array(
            rows.map { row in
                var object = JSONObject()
                for (column, value) in zip(columns, row) { object[column] = value.map { JSONValue($0) } ?? .null }
                return .object(object)
            })
    }
}

extension Value {
    /// The value in a cell of a table.
    fileprivate var cellText: String {
        switch self {
        case .float(let number): Format.number(number)
        case .int, .string, .bool: "\(self)"
        }
    }
}
