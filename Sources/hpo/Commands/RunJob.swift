import Arguments
import Runner

extension Tool {
    private static let folder = Argument(
        "FOLDER", .file, required: true, help: "The attempt's folder, which has a job.json.")

    static let job: Command = Command(
        "job", summary: "Run one attempt at a trial where a scheduler has put it.",
        details: [
            """
            What launcher: { slurm: {} } submits. It runs the program that job.json names and writes what that prints to the \
            folder, where hpo study run follows it.
            """
        ],
        inputs: [folder]
    ) { arguments in
        let path = try arguments.require(folder)
        do throws(LaunchError) { try TrialAgent(folder: path).run() } catch { throw Failure("\(error)") }
    }
}
