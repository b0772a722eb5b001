import Arguments
import JSON
import Studies
import System

extension Tool {
    static let trialArtifacts: Command = Command(
        "artifacts", summary: "List the files in a trial's folder: path, size, SHA-256.",
        details: [
            """
            --json prints {"number", "folder", "files": [{"path", "size", "sha256"}], "removed": [{…, "removed_at"}]}, the paths \
            as seen from the folder. A file that cannot be read has no sum. Removed are files that the study's `keep` has let \
            go.
            """
        ],
        examples: [Example("hpo trial artifacts 7"), Example("hpo trial artifacts face-transformer 7 --json")],
        inputs: [CommonInputs.studyOfTrial, CommonInputs.trialNumber, CommonInputs.studyOption]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let number = try arguments.require(CommonInputs.trialNumber)
        let folder = study.place(ofTrial: number).folder
        let artifacts = try study.artifacts(ofTrial: number)
        let removed = try study.removedFiles(ofTrial: number)
        if arguments.wantsJSON {
            let files = artifacts.map { artifact -> JSONValue in
                [
                    "path": .string(artifact.file.path), "size": .int(artifact.file.size),
                    "sha256": JSONValue(artifact.sum),
                ]
            }
            return try Console.print([
                "number": .int(number), "folder": .string(folder), "files": .array(files),
                "removed": .array(removed.map(\.json)),
            ])
        }
        guard !artifacts.isEmpty || !removed.isEmpty else {
            throw Failure("trial \(number) of \(study.name) has no files in \(workspace.shown(folder))")
        }
        var table = Table([.words("file"), .numbers("size"), .words("SHA-256", atLeast: 64)])
        for artifact in artifacts {
            table.rows.append([
                Table.Cell(artifact.file.path), Table.Cell(Format.bytes(artifact.file.size)),
                Table.Cell(artifact.sum ?? "cannot be read"),
            ])
        }
        for entry in removed {
            table.rows.append([
                Table.Cell(entry.path), Table.Cell(Format.bytes(entry.size)),
                Table.Cell(
                    (entry.sum.map { "\($0), " } ?? "") + "removed \(SystemClock.localTime(entry.removedAt))", .dim),
            ])
        }
        try Console.print(table.text)
        Console.note("\nFolder: \(workspace.shown(folder))")
    }
}
