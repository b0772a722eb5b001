import Arguments
import Definitions
import JSON
import Runner
import Storage
import Studies
import System
import Words

extension Tool {
    private static let program = Argument(
        "COMMAND", .string, required: true, isCommand: true,
        help: "The program and its arguments. All from its first word on is the program's.", question: "what to run?")
    private static let patterns = Option(
        "regex", .string, placeholder: "PATTERN", repeats: true,
        help: "Read its lines by this, with a named group for each metric and one for epoch; may be repeated.")
    private static let csv = Option(
        "csv", .file, placeholder: "FILE", help: "Read the table that it writes, as seen from where it runs.")
    private static let jsonl = Option(
        "jsonl", .file, placeholder: "FILE", help: "Read the file of lines of JSON that it writes.")
    private static let epoch = Option(
        "epoch", .string, placeholder: "NAME", help: "What numbers the epochs: a key, a group or a column (epoch).")
    private static let folder = Option("cwd", .file, placeholder: "DIR", help: "Run it there, in place of here.")

    static let track: Command = Command(
        "track", summary: "Run a program once and record it.",
        details: [
            """
            It runs here and now, and what it prints is seen as it comes. Recorded are its epochs (lines of JSON such as \
            {"epoch": 1, "val_loss": 0.41}, or as the options say), how it ended, its log, and how it was run: host, command, \
            commit, time and memory.
            """,
            """
            With --name, runs are trials of one study, to be compared by hpo trial list and hpo study best. What counts is said \
            with the first of them; without, nothing does.
            """,
            """
            Exit status: 0 where the program ended well, 1 where it failed, 130 after Ctrl-C, which ends it as it ends the trials \
            of a run; hpo study run NAME --trials 0 begins it again. --json prints the trial at the end as hpo trial show \
            does, and the program's output goes to standard error.
            """,
        ],
        examples: [
            Example("hpo track -- python3 train.py --lr 0.1"),
            Example(
                "hpo track --name lr --params lr=0.1 depth=3 --minimize val_loss -- python3 train.py --lr 0.1",
                "to compare it with others"),
            Example("hpo track --csv runs/results.csv -- ./train.sh", "whose epochs are in a table"),
        ],
        inputs: [
            program, RunInputs.name, RunInputs.parameters, RunInputs.minimize, RunInputs.maximize, patterns, csv, jsonl,
            epoch, folder,
        ] + RunInputs.table
    ) { arguments in
        let command = arguments.all(program)
        let workspace = try Workspace(arguments)
        let reader = try reader(arguments)
        let here = try workingDirectory(arguments)
        guard let first = command.first, !first.isEmpty else {
            throw arguments.error(.missingArgument("COMMAND", question: "what to run?"))
        }
        guard ChildCommand.finds(first, from: here) else { throw Failure(missing(first)) }
        let store = try workspace.openOrCreate()
        var place = try RunInputs.place(of: command, arguments, in: workspace, store: store)
        let relative = Files.relative(here, to: place.directory) ?? here
        if relative != "." { place.run.workingDirectory = relative }
        place.run.reader = reader { path in
            if Files.isAbsolute(path) || Files.isAbsolute(relative) { return Files.resolve(path, in: here) }
            return "../../../" + (relative == "." ? path : "\(relative)/\(path)")
        }
        place.run.epochName = arguments[epoch]
        try record(place, store, arguments)
    }

    private static func record(_ place: RunInputs.Place, _ store: StudyStore, _ arguments: ParsedArguments) throws {
        let definition = try place.definition()
        let interrupts = try Interrupts()
        interrupts.catchSignals()
        Signals.unblockInterrupts()
        DescriptorLimit.raise()
        let executable = try CurrentProcess.executable()
        let (study, trial) = try store.track(definition, directory: place.directory)
        let reporter = try TrackReporter(study.name, output: arguments.wantsJSON ? .errors : .output)
        var settings = RunSettings(limits: RunLimits(trials: 1), executable: executable, version: version)
        settings.inheritsInput = true
        let loop = StudyLoop(
            try study.journal(for: .thisProcess), waiting: [], begun: trial, launcher: LocalLauncher(),
            settings: settings, interrupts: interrupts, observe: reporter.take)
        let end: RunEnd
        do throws(StudyError) { end = try loop.run() } catch {
            interrupts.release()
            reporter.finish(within: 2)
            throw error
        }
        interrupts.release()
        reporter.finish(within: end == .interrupted ? 2 : nil)
        let ended = try study.trial(trial.attempt.number)
        if arguments.wantsJSON {
            try Console.print(ended.json(in: study.record, epochs: try study.epochs(of: ended.number)))
        }
        reporter.conclude(ended, of: study.record)
        switch ended.state {
        case .completed: return
        case .stopped where end == .interrupted: throw Exit(status: ExitStatus.interrupted)
        case .waiting, .running, .pruned, .failed, .stopped: throw Exit(status: ExitStatus.failure)
        }
    }

    /// How its epochs are found, given how the paths are seen from the trial's folder.
    private static func reader(
        _ arguments: ParsedArguments
    ) throws(UsageError) -> (_ path: (String) -> String) -> Training.Reader {
        let (patterns, table, lines) = (arguments.all(patterns), arguments[csv], arguments[jsonl])
        let format = RunInputs.format(arguments)
        if [!patterns.isEmpty, table != nil, lines != nil].count(where: { $0 }) > 1 {
            throw arguments.error(.other("--regex, --csv and --jsonl exclude each other"))
        }
        if table == nil, format != TableFormat() {
            throw arguments.error(.other("--delimiter and --decimal-comma need --csv FILE"))
        }
        return { path in
            if !patterns.isEmpty { return .regex(patterns) }
            if let table { return .csv(path(table), format) }
            if let lines { return .jsonFile(path(lines)) }
            return .jsonLines
        }
    }

    private static func workingDirectory(_ arguments: ParsedArguments) throws -> String {
        guard let here = CurrentProcess.workingDirectory else {
            throw Failure("the working directory does not exist any more; change to another one")
        }
        guard let named = arguments[folder] else { return here }
        guard let found = Files.canonical(Files.resolve(named, in: here)), Files.isFolder(found) else {
            throw Failure("--cwd: there is no folder \(named)")
        }
        return found
    }

    private static func missing(_ program: String) -> String {
        if program.contains(" ") {
            return "there is no program `\(program)`; for a line of shell: hpo track -- sh -c \(shellWord(program))"
        }
        return program.contains("/")
            ? "there is no program \(program)" : "there is no program \(program) in PATH"
    }
}
