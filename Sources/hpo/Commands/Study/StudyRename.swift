import Arguments
import JSON
import Storage
import Studies
import System

extension Tool {
    private static let old = Argument(
        "STUDY", .string(completion: CommonInputs.studyNames), required: true, help: "The study's name.")
    private static let new = Argument("NEW", .string, required: true, help: "Its name from now on.")

    static let renameStudy: Command = Command(
        "rename", summary: "Give a study another name; the folder of its trials goes with it.",
        details: [
            """
            Nothing of what is recorded changes, and the definition's file is left as it is. While a process runs trials of \
            the study it keeps its name.
            """,
            "--json prints {\"name\", \"former\", \"folder\"}.",
        ],
        examples: [Example("hpo study rename face-transformer first-try")],
        inputs: [old, new]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.open().study(named: try arguments.require(old))
        let name = try arguments.require(new)
        workspace.noteFolder(of: study)
        do throws(StudyError) { try study.rename(to: name) } catch {
            if case .folderInUse(let path) = error {
                throw Failure("\(workspace.shown(path)) is there already, with something in it; move it away first")
            }
            throw error
        }
        let folder = "\(study.record.directory)/studies/\(name)"
        if arguments.wantsJSON {
            return try Console.print([
                "name": .string(name), "former": .string(study.name), "folder": .string(folder),
            ])
        }
        let trials = Files.isFolder(folder) ? "; its trials are in \(workspace.shown(folder))/" : ""
        try Console.print("\(study.name) is now \(Style.bold(name))\(trials)")
    }
}
