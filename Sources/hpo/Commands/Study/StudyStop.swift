import Arguments
import JSON
import Runner
import Storage
import Studies
import System

extension Tool {
    private static let now = Flag("now", help: "Do not let the running trials come to their next epoch.")

    static let stopStudy: Command = Command(
        "stop", summary: "End the runs of a study on this machine, as Ctrl-C in their terminals does.",
        details: [
            """
            Runs in the background are meant, jobs that drive the study, and those of other terminals. Their trials stop at \
            their next epoch and are resumed by the next run. Runs on other machines are named, unless they run trials on a \
            cluster: these are reached by a file beside the database. Trials by hand go on.
            """
        ],
        examples: [Example("hpo study stop"), Example("hpo study stop mine --now")],
        inputs: [CommonInputs.study, CommonInputs.studyOption, now]
    ) { arguments in
        let workspace = try Workspace(arguments)
        if let run = try workspace.runElsewhere(arguments) { return try stop(run, in: workspace, arguments) }
        let study = try workspace.study(arguments)
        let jobs = StudyDriver.jobs(of: study)
        StudyDriver.cancelWaiting(of: study)
        var runs = try study.runs()
        // A driver between two trials has none that would tell of it.
        for driver in try workspace.drivers(of: study.name) where !runs.here.contains(driver.owner) {
            runs.here.append(driver.owner)
        }
        for run in runs.here where run.process.isRunning {
            for _ in 0..<(arguments[now] ? 2 : 1) { run.process.send(.interrupt) }
        }
        if arguments.wantsJSON {
            return try Console.print([
                "study": .string(study.name), "stopping": .array(runs.here.map { .int($0.process.pid) }),
                "elsewhere": .array(runs.elsewhere.map { ["host": .string($0.host), "pid": .int($0.process.pid)] }),
            ])
        }
        for run in runs.elsewhere {
            Console.note("A run goes on as process \(run.process.pid) on \(run.host): stop it there.")
        }
        guard !runs.here.isEmpty else {
            let waiting = jobs.map { "; the job \($0), if it waits, is cancelled" } ?? ""
            return try Console.print("\(study.name): nothing runs here\(waiting).")
        }
        let processes = runs.here.map { "\($0.process.pid)" }.joined(separator: ", ")
        try Console.print(
            "\(study.name): process \(processes) ends \(arguments[now] ? "now" : "when its trials have come to their next epoch")."
        )
    }

    /// Asks a run of another machine, which looks for that every few seconds.
    private static func stop(_ run: SignedRun, in workspace: Workspace, _ arguments: ParsedArguments) throws {
        let isNow = arguments[now]
        do throws(SystemError) {
            try RunRegister(ofDatabase: workspace.databasePath).ask(run, toStopNow: isNow)
        } catch { throw Failure("the run is \(run.place), and cannot be asked from here: \(error)") }
        if arguments.wantsJSON {
            return try Console.print([
                "study": .string(run.study), "stopping": [],
                "elsewhere": [["host": .string(run.owner.host), "pid": .int(run.owner.process.pid)]],
            ])
        }
        try Console.print(
            "\(run.study): \(run.place) was asked to end \(isNow ? "now" : "when its trials have come to their next epoch")."
        )
    }
}
