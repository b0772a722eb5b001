import Arguments
import Definitions
import Interchange
import JSON
import Storage
import Studies
import System

extension Tool {
    private static let file = Argument(
        "FILE", .file, required: true, help: "Optuna's SQLite database, or its journal.", question: "which file?")
    private static let source = Option(
        "study", .string, placeholder: "STUDY", help: "Which of the studies in FILE; needed where it has several.")
    private static let name = Option(
        "name", .string, placeholder: "NAME", help: "What the study is called here; as there where nothing is said.")
    private static let command = Option(
        "command", .string, placeholder: "COMMAND",
        help: "What further trials run: \"python3 train.py --lr {lr}\", with the parameters' values for their names.")
    private static let metric = Option(
        "metric", .string, placeholder: "METRIC",
        help: "What that program calls the objective; what Optuna was told, or value, where nothing is said.")

    static let importOptuna: Command = Command(
        "optuna", summary: "Go on with a study of Optuna's: its space and its trials.",
        details: [
            """
            Reads what Optuna 4 and 5 have written, and changes nothing there. The study here has all trials with their \
            numbers, values and intermediate values, and its sampler knows them; what cannot be said here is named and \
            counted. It is there whole afterwards, or not at all.
            """,
            """
            Its definition is studies/NAME.json5 as well, where there is no such file. Without --command it does not say yet \
            what to run: say it there, then hpo study edit NAME studies/NAME.json5 --force. --json prints {"study", \
            "trials": {STATE: COUNT}, "definition", "notes"}.
            """,
        ],
        examples: [
            Example("hpo import optuna optuna.db --command \"python3 train.py --lr {lr}\""),
            Example("hpo study run --trials 50", "goes on with it"),
            Example("hpo import optuna journal.log --study mnist --name digits"),
        ],
        inputs: [file, source, name, command, metric]
    ) { arguments in
        let path = try arguments.require(file)
        try refuseSweep(at: path)
        let workspace = try Workspace(arguments)
        let words = arguments[command].map(commandWords)
        if let words, words.isEmpty { throw arguments.error(.other("--command says no program")) }
        let imported = try OptunaImport(
            try OptunaFile.study(named: arguments[source], in: path), name: arguments[name], command: words,
            metric: arguments[metric])
        let definition = try imported.definition()
        let study = try workspace.openOrCreate().importStudy(
            definition, trials: imported.trials, from: "Optuna", directory: workspace.root)
        let place = "studies/\(study.name).json5"
        try Files.makeFolders("\(workspace.root)/studies")
        let isWritten = try Files.create("\(workspace.root)/\(place)", with: imported.text)
        let counts = try study.summary().inWords
        if arguments.wantsJSON {
            return try Console.print([
                "study": .string(study.name), "trials": .object(counts),
                "definition": isWritten ? .string(place) : .null,
                "notes": .array(imported.notes.map { .string($0) }),
            ])
        }
        try Console.print(
            "\(Style.bold(study.name)): \(Format.count(imported.trials.count, "trial")) of Optuna's"
                + (counts.isEmpty ? "" : " (\(counts.map { "\($1.text()) \($0)" }.joined(separator: ", ")))"))
        for note in imported.notes.prefix(40) { try Console.print("  \(note.printable)") }
        if imported.notes.count > 40 { try Console.print("  … and \(imported.notes.count - 40) more (--json has all)") }
        for warning in definition.warnings { Console.note("hpo: warning: \(warning)") }
        if isWritten { Console.note("Its definition: \(workspace.shown("\(workspace.root)/\(place)"))") }
        Console.note(
            words == nil
                ? "Next: say in it what to run, then hpo study edit \(study.name) \(place) --force"
                : "Next: hpo study run \(study.name) --trials 50")
    }

    /// The words of a command line; one that wants a shell is run by one.
    private static func commandWords(_ line: String) -> [String] {
        let isPlain = !line.contains { "|&;<>$`\"'\\*?(~".contains($0) }
        return isPlain ? line.split(whereSeparator: \.isWhitespace).map(String.init) : ["sh", "-c", line]
    }
}

extension StudySummary {
    /// How many trials are in each state that any is in, by the states' words.
    fileprivate var inWords: JSONObject {
        JSONObject(
            TrialState.Name.allCases.compactMap { state in
                self.counts.counts[state].map { (state.rawValue, JSONValue.int($0)) }
            })
    }
}
