import Arguments
import Definitions
import Expressions
import Interchange
import JSON
import Search
import Storage
import Studies
import System
import Words

extension Tool {
    enum ExportFormat: String, CaseIterable, Sendable { case json, flags, env }

    private static let format = Option(
        "format", short: "f", .choice(of: ExportFormat.self), placeholder: "FORMAT",
        help: "json (a file for hpo train --config), flags (--lr 0.001 …) or env (HPO_PARAM_LR=0.001 …).")
    private static let trial = Option(
        "trial", short: "t", .integer(in: 0...).offering(Tool.completion(of: .trials)), placeholder: "N",
        help: "This trial instead of the best.")
    private static let output = Option(
        "output", short: "o", .file, placeholder: "FILE", help: "Write to FILE instead of standard output.")
    private static let destination = Option(
        "to", .file, placeholder: "DIR",
        help:
            "Write a new folder DIR with the configuration, the weights, and all that the trial's program has written.")

    static let exportTrial: Command = Command(
        "export", summary: "Write a trial's complete configuration: the best one's, or any other's.",
        details: [
            """
            The JSON holds every parameter (sampled, derived and fixed) with the workload, data, epochs and seed: \
            hpo train WORKLOAD --config FILE trains it again, to the same bits.
            """,
            """
            With --to DIR the same is DIR/config.json, beside copies of the trial's files: its log and checkpoints are left \
            out. --json prints {"number", "folder", "files"} then.
            """,
        ],
        examples: [
            Example("hpo study export --output best.json", "the best trial's configuration"),
            Example("hpo train face-transformer --config best.json", "train it again"),
            Example("hpo study export --to best", "its weights and its configuration, to keep"),
            Example("eval \"python3 train.py $(hpo study export --format flags)\"", "hand it to another program"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, format, trial, CommonInputs.stage, output, destination]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let trial =
            if let number = arguments[trial] { try study.trial(number) } else {
                try study.bestTrial(stage: arguments[CommonInputs.stage])
            }
        if let destination = arguments[destination] {
            guard arguments[output] == nil, arguments[format] == nil else {
                throw arguments.error(.other("--to writes a whole folder: --output and --format say something else"))
            }
            return try export(trial, of: study, to: destination, arguments)
        }
        let format = arguments[format] ?? .json
        if arguments.wantsJSON, format != .json {
            throw arguments.error(.other("--json and --format \(format) exclude each other"))
        }
        let text =
            switch format {
            case .json:
                Console.line(
                    of: try study.definition(of: trial).exported(trial.parameters.resolved, seed: trial.seed),
                    pretty: true)
            case .flags: flags(trial.parameters.resolved)
            case .env: variables(trial.parameters.resolved)
            }
        guard let output = arguments[output], output != "-" else { return try Console.show(text + "\n") }
        guard Files.exists(Files.folder(of: output)) else {
            throw ExportError.missingFolder(Files.folder(of: output), path: output)
        }
        try Files.replace(output, with: text + "\n")
        Console.note("Wrote trial \(trial.number) of \(study.name) to \(output).")
    }

    private static func export(
        _ trial: Trial, of study: OpenStudy, to destination: String, _ arguments: ParsedArguments
    ) throws {
        let configuration = try study.definition(of: trial)
            .exported(trial.parameters.resolved, seed: trial.seed).text(pretty: true)
        let files: [String]
        do throws(StudyError) {
            files = try study.export(trial.number, configuration: configuration + "\n", to: destination)
        } catch {
            if case .folderInUse = error { throw Failure("\(error); name a folder that is not there yet") }
            throw error
        }
        if arguments.wantsJSON {
            return try Console.print([
                "number": .int(trial.number), "folder": .string(destination),
                "files": .array(files.map { .string($0) }),
            ])
        }
        let named = files.prefix(8).map(\.printable) + (files.count > 8 ? ["and \(files.count - 8) more"] : [])
        Console.note(
            "Wrote trial \(trial.number) of \(study.name) to \(destination)/: \(named.joined(separator: ", "))."
                + (files.count > 1 ? "" : " It has left no other files."))
    }

    /// `--lr 0.001 --name 'two words'`, on one line.
    private static func flags(_ values: Configuration) -> String {
        values.names.compactMap { name in values[name].map { "--\(name) \(shellWord($0.plainText))" } }.joined(
            separator: " ")
    }

    /// `HPO_PARAM_LR=0.001`, one a line, as trials find them in their environment.
    private static func variables(_ values: Configuration) -> String {
        values.names.compactMap { name in
            values[name].map { "\(EnvironmentVariables.name(of: name))=\(shellWord($0.plainText))" }
        }
        .joined(separator: "\n")
    }
}
