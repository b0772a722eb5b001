import Arguments
import Definitions
import Runner
import System

extension Tool {
    private static let source = Argument(
        "NAME|FILE", .string(completion: Tool.completion(of: .definitions)),
        help: """
            A definition studies/NAME.json5, or any file. Where none is named, face-transformer, or the project's own where it \
            has no other.
            """)
    private static let epochs = Option(
        "epochs", .integer(in: 1...), placeholder: "N",
        help: "End it after N epochs that have all that the study needs (2).")
    private static let timeout = Option(
        "timeout", .duration, placeholder: "TIME", help: "End it after this long (1m).")
    private static let keep = Flag("keep", help: "Keep the trial's folder, and say where it is.")

    static let check: Command = Command(
        "check", summary: "Run one short trial of a definition without recording it, and say what was understood.",
        details: [
            """
            It does what a run would: the same command in the same folder, with the first configuration that the study would \
            try, read in the same way; on this machine, whatever the study's launcher is. The trial's own folder is a \
            temporary one, and no database is touched.
            """,
            "Exit status: 0 where a study would come to something, 1 where it would not, 130 after Ctrl-C.",
        ],
        examples: [
            Example("hpo check mine", "studies/mine.json5: two epochs, at most a minute"),
            Example("hpo check mine --epochs 5 --timeout 10m", "for a slower program"),
        ],
        inputs: [source, epochs, timeout, keep]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let text = try workspace.definition(named: arguments[source])
        let definition = try StudyDefinition.parse(text.text, file: text.file, workloads: BuiltIn.descriptions)
        let interrupts = try Interrupts()
        interrupts.catchSignals()
        Signals.unblockInterrupts()
        let folder = temporaryFolder()
        defer { if !arguments[keep] { try? Files.removeTree(folder) } }
        let report = try Rehearsal(
            definition, project: workspace.root, folder: folder, executable: try CurrentProcess.executable()
        ).run(epochs: arguments[epochs] ?? 2, timeout: arguments[timeout] ?? 60, interrupts: interrupts)
        if arguments.wantsJSON {
            try Console.print(report.json)
        } else {
            for warning in definition.warnings { try Console.print(Style.yellow("warning: ") + warning) }
            try Console.print(report.words)
        }
        if arguments[keep] { Console.note("Its files: \(report.folder)") }
        if report.ending == .interrupted { throw Exit(status: ExitStatus.interrupted) }
        guard report.works else { throw Exit(status: ExitStatus.failure) }
        if !arguments.wantsJSON { Console.note("Next: hpo study create \(text.argument)") }
    }

    private static func temporaryFolder() -> String {
        let base = CurrentProcess.variable("TMPDIR") ?? "/tmp"
        let path = Files.isAbsolute(base) && Files.isFolder(base) ? base : "/tmp"
        return "\(path)/hpo-check-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
    }
}
