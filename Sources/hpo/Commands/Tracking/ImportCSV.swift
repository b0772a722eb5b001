import Arguments
import Definitions
import Runner
import Studies
import System
import Words

extension Tool {
    static let imports: Command = Command(
        "import", summary: "Record what was run without hpo.", subcommands: [importTable, importOptuna])

    private static let file = Argument(
        "FILE", .file, required: true, help: "The table that the run has written.", question: "which table?")
    private static let epoch = Option(
        "epoch", .string, placeholder: "COLUMN", help: "The column that numbers the epochs (epoch).")

    static let importTable: Command = Command(
        "csv", summary: "Record a finished run from its table.",
        details: [
            """
            The first line names the columns; each row is an epoch, or more of one. It becomes one completed trial, whole or not \
            at all: a row that cannot be used is said and nothing is recorded. A table that was imported before is refused.
            """,
            """
            --json prints the trial as hpo trial show does.
            """,
        ],
        examples: [
            Example("hpo import csv runs/exp3/results.csv --name yolo --maximize metrics/mAP50"),
            Example("hpo import csv log.csv --name lr --params lr=0.1 --minimize val_loss --epoch step"),
        ],
        inputs: [
            file, RunInputs.name, RunInputs.parameters, RunInputs.minimize, RunInputs.maximize, epoch,
        ] + RunInputs.table
    ) { arguments in
        let path = try arguments.require(file)
        try refuseSweep(at: path)
        let workspace = try Workspace(arguments)
        let store = try workspace.openOrCreate()
        let command = ["hpo", "import", "csv", path]
        // A study of its own is called as the file.
        var place = try RunInputs.place(of: [path], arguments, in: workspace, store: store)
        place.run.command = command
        place.run.reader = .csv(path, RunInputs.format(arguments))
        place.run.epochName = arguments[epoch]
        let definition = try place.definition()
        let table: FinishedTable
        do throws(FinishedTable.Refusal) {
            table = try FinishedTable(
                reading: path, RunInputs.format(arguments), epochName: arguments[epoch])
        } catch {
            throw Failure(words(for: error, path))
        }
        guard let sum = SHA256.hex(ofFile: path) else { throw Failure("\(path): it cannot be read") }
        let note = "imported from a table with the SHA-256 \(sum)"
        if let known = try store.trial(noted: note) {
            throw Failure(
                """
                \(path) was imported before, as trial \(known.number) of \(known.study); to import it anew: \
                hpo trial delete \(known.study) \(known.number)
                """)
        }
        let (study, number) = try store.add(
            definition, directory: place.directory, epochs: table.epochs, note: note)
        try study.markUsed()
        let trial = try study.trial(number)
        if arguments.wantsJSON {
            return try Console.print(trial.json(in: study.record, epochs: try study.epochs(of: number)))
        }
        for note in table.notes { Console.note("hpo: \(note)") }
        try Console.print(
            "\(Style.bold(study.name)), trial \(number): completed, \(Format.count(table.epochs.count, "epoch"))"
                + trial.reached(in: study.record))
        Console.note("Next: hpo trial show \(study.name) \(number)")
    }

    private static func words(for refusal: FinishedTable.Refusal, _ path: String) -> String {
        switch refusal {
        case .file(let error): "\(error)"
        case .line(let number, let text): "\(path):\(number): \(text); nothing is recorded"
        case .unnamedEpochs(let likely): "\(path): \(refusal): --epoch \(shellWord(likely)) numbers the epochs by it"
        case .noRows, .noNumbers: "\(path): \(refusal)"
        }
    }
}
