// `hpo study run --detach` where trials are jobs of Slurm's: the run is a job too, and submits the one that goes on after it.

import Arguments
import Definitions
import JSON
import Runner
import Studies
import System

extension Tool {
    static let driverFolder = Option(
        "driver", .file, placeholder: "FOLDER", isHidden: true, help: "The plan that this job goes on with.")

    /// Submits the run's first driver.
    static func submitDriver(
        of study: OpenStudy, _ settings: SlurmSettings, in workspace: Workspace, _ arguments: ParsedArguments
    ) throws {
        var words = CommandLine.arguments.dropFirst().filter { $0 != "--detach" }
        if try arguments.studyName() == nil { words += ["--study", study.name] }
        if arguments[CommonInputs.database] == nil { words += ["--db", workspace.databasePath] }
        let (job, log): (String, String)
        do throws {
            (job, log) = try StudyDriver.submit(
                study, settings, words: words, executable: try CurrentProcess.executable(),
                database: workspace.databasePath, trials: arguments[newTrials], timeout: arguments[runTimeout])
        } catch let error as LaunchError where error.isNoRoom {
            throw Failure("\(error); hpo study stop \(study.name) ends it")
        } catch let error as LaunchError {
            throw Failure("\(error)")
        }
        try study.markUsed()
        if arguments.wantsJSON {
            return try Console.print(["study": .string(study.name), "job": .string(job), "log": .string(log)])
        }
        try Console.print("\(study.name) runs in the background as Slurm job \(job); what it says is in \(log).")
        Console.note("hpo study status says how it stands, hpo study stop ends it.")
    }

    /// Runs the study as one driver of its plan.
    static func drive(_ folder: String, _ arguments: ParsedArguments, in workspace: Workspace) throws {
        let driver: StudyDriver
        do {
            driver = try StudyDriver(folder: folder)
            if let other = try driver.begin() { return leave(driver, to: other) }
        } catch let error as LaunchError { throw Failure("\(error)") }
        Console.note("Slurm job \(driver.job) on \(Machine.name) drives the study.")
        var goesOn = false
        defer { if !goesOn { driver.cancelSuccessor() } }
        do {
            let study = try workspace.study(arguments)
            try run(study, in: workspace, driver: driver, arguments)
        } catch StudyError.usedElsewhere(let other) { leave(driver, to: other) }
        goesOn = driver.hasHandedOver
    }

    /// A run of another machine has the database: the next driver waits for its end.
    private static func leave(_ driver: StudyDriver, to other: SignedRun) {
        Console.note("The database is used by \(other.place); the next driver waits for that.")
        driver.handOver()
    }
}
