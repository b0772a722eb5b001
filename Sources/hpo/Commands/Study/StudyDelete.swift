import Arguments
import JSON
import Runner
import Storage
import Studies
import System

extension Tool {
    private static let name = Argument(
        "STUDY", .string(completion: CommonInputs.studyNames), required: true, help: "The study's name.")
    private static let yes = Flag("yes", short: "y", help: "Do not ask.")
    private static let keepFiles = Flag("keep-files", help: "Leave the trials' logs, checkpoints and weights.")

    static let deleteStudy: Command = Command(
        "delete", summary: "Delete a study with its trials, their logs, checkpoints and weights.",
        details: ["The definition studies/NAME.json5 is not touched. Without a terminal to ask on, --yes is needed."],
        examples: [Example("hpo study delete face-transformer")],
        inputs: [name, yes, keepFiles]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.open().study(named: try arguments.require(name))
        workspace.noteFolder(of: study)
        let folders = arguments[keepFiles] ? [] : trialFolders(of: study)
        if !arguments[yes] { try confirm(study, folders, of: workspace) }
        StudyDriver.cancelWaiting(of: study)
        try study.endOrphanedJobs()
        try study.awaitSilence { claims in
            Console.note(
                "Waiting: process \(claims[0].owner.process.pid) on \(claims[0].owner.host) runs a trial of \(study.name), "
                    + "if it lives; it is taken for dead if nothing is heard of it for a minute.")
        }
        try study.delete()
        for folder in folders { try Files.removeTree(folder) }
        if !folders.isEmpty { Files.removeEmptyFolder(study.folder) }
        if arguments.wantsJSON { return try Console.print(["deleted": .string(study.name)]) }
        try Console.print("Deleted \(study.name).")
    }

    private static func confirm(_ study: OpenStudy, _ folders: [String], of workspace: Workspace) throws {
        guard StandardStream.input.isTerminal, StandardStream.errors.isTerminal else {
            throw Failure("deleting \(study.name) cannot be undone; say --yes to delete it without being asked")
        }
        let files = folders.isEmpty ? "" : ", and \(workspace.shown(study.folder))/ with their files"
        let summary = try study.summary()
        guard Console.confirm("Delete \(study.name) (\(Format.count(summary.trials, "trial")))\(files)?") else {
            throw Failure("nothing was deleted")
        }
    }

    /// The folders that trials made, and nothing else that somebody may have put beside them.
    private static func trialFolders(of study: OpenStudy) -> [String] {
        Files.names(in: study.folder)
            .filter { $0.hasPrefix("trial-") && $0.dropFirst(6).allSatisfy(\.isNumber) && $0.count > 6 }
            .map { "\(study.folder)/\($0)" }
    }
}
