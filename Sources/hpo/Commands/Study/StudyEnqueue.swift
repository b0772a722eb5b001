import Arguments
import Definitions
import JSON
import Search
import Storage
import Studies
import System

extension Tool {
    private static let params = Option(
        "params", short: "p", .string, placeholder: "PARAMS", repeats: true,
        help: "One configuration: {\"layers\": 2, \"heads\": 4} or layers=2,heads=4; may be repeated.")
    private static let param = Option(
        "param", .setting.offering(Tool.completion(of: .parameters)), placeholder: "NAME=VALUE", repeats: true,
        help: "One parameter of one configuration; repeated for the others.")
    private static let failed = Flag(
        "failed", help: "The configurations of the trials that failed, once more, with seeds of their own.")
    private static let file = Option(
        "file", short: "f", .file, placeholder: "FILE",
        help: "Configurations in a file (- for standard input): JSON, JSON5, a list, or one object a line.")

    /// More configurations than this at once are a mistake of the program that wrote them.
    private static let longestFile = 64 << 20

    static let enqueueTrials: Command = Command(
        "enqueue", summary: "Put configurations into a study's queue, to be tried before the sampler's.",
        details: [
            """
            Sampled parameters that are not named are drawn at random. Derived and fixed values may be there too, as study \
            export and trial list --json write them, if they are those of this study. What is outside the space is refused \
            with every reason, and nothing is enqueued.
            """,
            "--json prints an array of {\"number\", \"state\", \"value\", \"epoch\", \"params\"}.",
        ],
        examples: [
            Example("hpo study enqueue --params '{\"layers\": 2, \"heads\": 4}'", "two values, the others at random"),
            Example("hpo study enqueue mine --params lr=1e-3,dropout=0.1 --params lr=3e-3,dropout=0.1", "two"),
            Example("hpo study export other --trial 7 | hpo study enqueue mine --file -", "another study's trial 7"),
            Example("hpo study enqueue --failed", "what failed, once more"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, params, param, file, failed]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let journal = try study.journal(for: .byHand)
        let definition = try journal.presentDefinition()
        let written =
            arguments[failed]
            ? try failed(of: study, journal, arguments) : try configurations(in: arguments, for: definition)
        if written.isEmpty { throw Failure("there is no configuration to enqueue") }
        let sampled = try sampled(from: written, of: study.record, by: definition)
        let before = try study.trials()
        let numbers = try journal.enqueue(sampled)
        try study.markUsed()
        let enqueued = try numbers.map { number in try study.trial(number) }
        for trial in enqueued {
            if let note = trial.note { Console.note("hpo: trial \(trial.number): \(note)") }
            let twin = before.first { $0.parameters.sampled == trial.parameters.sampled }
            guard let twin, !arguments[failed] else { continue }
            Console.note(
                "hpo: trial \(trial.number) has the configuration of trial \(twin.number) (\(twin.state.name.rawValue))"
            )
        }
        if arguments.wantsJSON { return try Console.print(.array(enqueued.map { .object($0.json(in: study.record)) })) }
        try Console.print("\(Style.bold(study.name)): \(Format.count(numbers.count, "trial")) put into the queue\n")
        try Console.print(queueTable(enqueued).text)
        Console.note("\nThe next runs try them first: hpo study run \(study.name)")
    }

    private static func failed(
        of study: OpenStudy, _ journal: StudyJournal, _ arguments: ParsedArguments
    ) throws -> [WrittenConfiguration] {
        if !arguments.all(params).isEmpty || !arguments.all(param).isEmpty || arguments[file] != nil {
            throw arguments.error(.other("--failed says which configurations: leave out --params, --param and --file"))
        }
        let failed = try journal.failedConfigurations()
        if failed.isEmpty {
            throw Failure("\(study.name) has no failed trial whose configuration no other one has tried or waits with")
        }
        return failed.map { WrittenConfiguration(place: "--failed", values: $0) }
    }

    private static func configurations(
        in arguments: ParsedArguments, for definition: StudyDefinition
    ) throws -> [WrittenConfiguration] {
        let words = arguments.all(params)
        let settings = arguments.all(param)
        let named = [!words.isEmpty, !settings.isEmpty, arguments[file] != nil].count { $0 }
        guard named == 1 else {
            throw arguments.error(.other("say one of --params PARAMS, --param NAME=VALUE …, --file FILE, and --failed"))
        }
        if let file = arguments[file] {
            let place = file == "-" ? "standard input" : file
            let bytes = try Files.contents(file == "-" ? "/dev/stdin" : file, limit: longestFile)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Failure("\(place): this is not UTF-8 text")
            }
            return try WrittenConfiguration.read(text: text, place: place, for: definition)
        }
        if !settings.isEmpty {
            return [try .read(settings.map { ($0.name, $0.value) }, place: "--param", for: definition)]
        }
        return try words.flatMap { try WrittenConfiguration.read(word: $0, place: "--params", for: definition) }
    }

    /// The sampled values of each; a failure says what is wrong with all of them.
    private static func sampled(
        from written: [WrittenConfiguration], of study: Study, by definition: StudyDefinition
    ) throws(Failure) -> [Configuration] {
        var sampled: [Configuration] = []
        var lines: [String] = []
        for configuration in written {
            do throws(ConfigurationProblems) {
                sampled.append(try definition.given(in: configuration.values))
            } catch {
                lines.append("\(configuration.place): this is not a configuration of \(study.name):")
                lines += error.problems.map { "  \($0)" }
            }
        }
        guard lines.isEmpty else { throw Failure(lines.joined(separator: "\n")) }
        return sampled
    }

    private static func queueTable(_ trials: [Trial]) -> Table {
        let names = Set(trials.flatMap { $0.parameters.sampled.names }).sorted()
        var table = Table([.numbers("trial")] + names.map { .numbers($0) })
        for trial in trials {
            table.rows.append(
                ["\(trial.number)"] + names.map { Table.Cell(Format.value(trial.parameters.sampled[$0])) })
        }
        return table
    }
}
