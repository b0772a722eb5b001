import Arguments
import JSON
import Reports
import Storage
import Studies
import System

extension Tool {
    private static let yes = Flag("yes", short: "y", help: "Do not ask.")
    private static let keepFiles = Flag("keep-files", help: "Leave its log, checkpoint and weights.")

    static let deleteTrial: Command = Command(
        "delete", summary: "Delete a trial, and what repeats it, with its files.",
        details: [
            """
            From then on it is in no list and never the best, and samplers and pruners do not see it any more. What other \
            trials were decided by stays on record: hpo study verify derives it again, and says which trials were deleted. \
            Numbers are not given again. A trial that waits is taken out of the queue; one that runs is to be stopped first.
            """,
            "Without a terminal to ask on, --yes is needed. --json prints {\"deleted\": [N, …]}.",
        ],
        examples: [Example("hpo trial delete 7"), Example("hpo trial delete face-transformer 7 --yes")],
        inputs: [CommonInputs.studyOfTrial, CommonInputs.trialNumber, CommonInputs.studyOption, yes, keepFiles]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let number = try arguments.require(CommonInputs.trialNumber)
        let trial = try study.trial(number)
        workspace.noteFolder(of: study)
        if !arguments[yes] { try confirm(trial, of: study) }
        let deleted = try study.delete(trial: number)
        if !arguments[keepFiles] {
            for number in deleted { try Files.removeTree(study.place(ofTrial: number).folder) }
        }
        try study.markUsed()
        if arguments.wantsJSON { return try Console.print(["deleted": .array(deleted.map { .int($0) })]) }
        let more = deleted.dropFirst().map(String.init).joined(separator: ", ")
        try Console.print(
            "Deleted trial \(number) of \(study.name)" + (more.isEmpty ? "." : ", and what repeats it: \(more)."))
    }

    private static func confirm(_ trial: Trial, of study: OpenStudy) throws {
        guard StandardStream.input.isTerminal, StandardStream.errors.isTerminal else {
            throw Failure("deleting a trial cannot be undone; say --yes to delete it without being asked")
        }
        guard Console.confirm("Delete trial \(trial.number) of \(study.name) (\(trial.stateWords)) and its files?")
        else {
            throw Failure("nothing was deleted")
        }
    }
}
