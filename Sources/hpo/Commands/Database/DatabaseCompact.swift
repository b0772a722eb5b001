import Arguments
import JSON
import Storage
import Studies

extension Tool {
    static let compactDatabase: Command = Command(
        "compact", summary: "Write the database anew without the room that deleted records have left.",
        details: [
            """
            It is refused while a process runs trials. Needs room on the disk for the database twice. Killed at any moment, \
            the database is as it was, or compact. --json prints {"before", "after", "won", "done"}, in bytes; done is false \
            where the file shrinks only once others have read what they began to.
            """
        ],
        inputs: []
    ) { arguments in
        let workspace = try Workspace(arguments)
        let compaction = try workspace.open().compact()
        let won = compaction.before - compaction.after
        if arguments.wantsJSON {
            return try Console.print([
                "before": .int(compaction.before), "after": .int(compaction.after), "won": .int(won),
                "done": .bool(compaction.isDone),
            ])
        }
        let path = workspace.shown(workspace.databasePath)
        guard compaction.isDone else {
            return try Console.print(
                "\(path): compact; others are reading it, and the file shrinks when they have ended")
        }
        let result = won > 0 ? "\(Format.bytes(won)) won" : "there was nothing to win"
        try Console.print(
            "\(path): \(Format.bytes(compaction.before)), now \(Format.bytes(compaction.after)): \(result)")
    }
}
