import Arguments
import Interchange
import JSON
import Studies

extension Tool {
    static let exportCSV = tableExport(
        "csv", "comma-separated values",
        details: [
            """
            The rows that hpo trial list --csv prints. A text that a spreadsheet would calculate (=…, +…, -…, @…) gets an \
            apostrophe in front; NaN is nan, infinity inf, and what a trial lacks an empty field.
            """
        ],
        examples: [
            Example("hpo export csv trials.csv --study face-transformer"),
            Example("hpo export csv epochs.csv --epochs", "every metric of every epoch"),
            Example("hpo export csv - | head -3", "to standard output"),
        ]
    ) { $0.csv }

    static let exportJSONLines = tableExport(
        "jsonl", "lines of JSON",
        details: [
            """
            An object a line, all with the same members: the columns of hpo trial list --csv. What a trial lacks is null; \
            numbers that JSON lacks are "nan", "inf" and "-inf".
            """
        ],
        examples: [
            Example("hpo export jsonl trials.jsonl --study face-transformer"),
            Example("hpo export jsonl - --epochs | head -1", "to standard output"),
        ]
    ) { $0.jsonLines }

    private static let file = Argument(
        "FILE", .file, required: true, help: "The file to write; - is standard output.", question: "which file?")
    private static let force = Flag("force", short: "f", help: "Replace FILE where it is there.")
    private static let epochs = Flag("epochs", help: "A row for each epoch, with all its metrics.")

    private static func tableExport(
        _ name: String, _ format: String, details: [String], examples: [Example],
        text: @escaping @Sendable (Sheet) -> String
    ) -> Command {
        Command(
            name, summary: "Write a study's trials as \(format).",
            details: [
                """
                A row a trial, with its state, value, parameters (params.NAME), the metrics of its best epoch \
                (metrics.NAME), seconds, seed, reason, tags and note.
                """
            ] + details + [
                """
                The file is written beside its place and renamed. --json prints {"study", "file", "rows"}.
                """
            ],
            examples: examples, inputs: [file, CommonInputs.studyOption, epochs, force]
        ) { arguments in
            let path = try arguments.require(file)
            let study = try Workspace(arguments).study(arguments)
            var query = TrialQuery()
            query.wantsMetrics = true
            let page = try study.trials(query)
            let sheet = arguments[epochs] ? try study.epochSheet(of: page) : page.sheet
            if path == "-" {
                if arguments.wantsJSON { throw arguments.error(.other("--json and - exclude each other")) }
                return try Console.show(text(sheet))
            }
            let exported = try ExportFile(at: path, replacing: arguments[force])
            try exported.write(text(sheet))
            try exported.commit()
            if arguments.wantsJSON {
                return try Console.print([
                    "study": .string(study.name), "file": .string(path), "rows": .int(sheet.rows.count),
                ])
            }
            try Console.print(
                "Wrote \(Format.count(sheet.rows.count, arguments[epochs] ? "epoch" : "trial")) of "
                    + "\(Style.bold(study.name)) to \(path.printable).")
        }
    }
}
