import Arguments
import JSON
import Storage
import Studies
import System

extension Tool {
    private static let now = Flag("now", help: "Do not let the running trials come to their next epoch.")

    static let stopStudy: Command = Command(
        "stop", summary: "End the runs of a study on this machine, as Ctrl-C in their terminals does.",
        details: [
            """
            Runs in the background are meant, and those of other terminals. Their trials stop at their next epoch and are \
            resumed by the next run. Runs on other machines are named; trials by hand go on.
            """
        ],
        examples: [Example("hpo study stop"), Example("hpo study stop mine --now")],
        inputs: [CommonInputs.study, CommonInputs.studyOption, now]
    ) { arguments in
        let study = try Workspace(arguments).study(arguments)
        let runs = try study.runs()
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
        guard !runs.here.isEmpty else { return try Console.print("\(study.name): nothing runs here.") }
        let processes = runs.here.map { "\($0.process.pid)" }.joined(separator: ", ")
        try Console.print(
            "\(study.name): process \(processes) ends \(arguments[now] ? "now" : "when its trials have come to their next epoch")."
        )
    }
}
