// `hpo study run --detach`: the same command as a process that no terminal holds.

import Arguments
import Definitions
import JSON
import Runner
import Studies
import System

extension Tool {
    static let detach = Flag(
        "detach",
        help: """
            Run in the background and come back at once; hpo study status and stop reach it. Where trials are Slurm's \
            jobs, as a job that submits its successor.
            """)

    /// Starts the command again without a terminal, its output in a file of the study's folder.
    static func runDetached(
        _ study: OpenStudy, _ arguments: ParsedArguments, in workspace: Workspace
    ) throws {
        if case .slurm(let settings) = try RunPlace(arguments, try study.definition()).settings {
            return try submitDriver(of: study, settings, in: workspace, arguments)
        }
        let log = "\(study.folder)/run.log"
        try Files.makeFolders(study.folder)
        let words = CommandLine.arguments.dropFirst().filter { $0 != "--detach" }
        let nothing = try Descriptor(reading: "/dev/null")
        let output = try Descriptor(writing: log, appending: true)
        var command = ChildCommand(
            arguments: [try CurrentProcess.executable()] + words, environment: CurrentProcess.environment,
            workingDirectory: CurrentProcess.workingDirectory ?? "/", input: nothing.number, output: output.number,
            errors: output.number)
        command.undecodedEnvironment = CurrentProcess.undecodedEnvironment
        let process = try command.start()
        // A mistake shows at once, and is told here.
        for _ in 0..<20 where !process.hasEnded { SystemClock.sleep(seconds: 0.05) }
        if process.hasEnded, process.reap() != .exited(0) {
            throw Failure("the run has ended at once; see \(log)")
        }
        if arguments.wantsJSON {
            return try Console.print([
                "study": .string(study.name), "pid": .int(Int(process.id)), "log": .string(log),
            ])
        }
        try Console.print("\(study.name) runs in the background as process \(process.id); what it says is in \(log).")
        Console.note("hpo study status says how it stands, hpo study stop ends it.")
    }
}
