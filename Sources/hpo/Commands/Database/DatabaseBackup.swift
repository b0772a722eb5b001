import Arguments
import JSON
import Studies
import System

extension Tool {
    private static let file = Argument(
        "FILE", .file, help: "The file to write; db/hpo-DATE-TIME.sqlite beside the database where none is named.")
    private static let force = Flag("force", short: "f", help: "Replace FILE where it is there.")

    static let backUpDatabase: Command = Command(
        "backup", summary: "Write a copy of the database, while studies run too.",
        details: [
            """
            The copy is all that was recorded at one moment, in one file without a log beside it. It is written beside its \
            place, checked, and renamed, so that it is there whole or not at all. Copying db/hpo.sqlite by other means can \
            miss what is still in db/hpo.sqlite-wal.
            """,
            """
            To go back to it: stop all runs, put it in the place of db/hpo.sqlite, and remove db/hpo.sqlite-wal and -shm. \
            --json prints {"file", "bytes"}.
            """,
        ],
        examples: [
            Example("hpo db backup", "beside the database, by date"),
            Example("hpo db backup /mnt/safe/hpo.sqlite --force", "the same file every night"),
        ],
        inputs: [file, force]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let store = try workspace.open()
        let path = arguments[file] ?? free(beside: workspace.databasePath)
        try store.backUp(to: path, replacing: arguments[force])
        var bytes = 0
        if case .regular(let size) = Files.status(path) { bytes = size }
        if arguments.wantsJSON { return try Console.print(["file": .string(path), "bytes": .int(bytes)]) }
        try Console.print("Wrote \(workspace.shown(path)), \(Format.bytes(bytes)), checked.")
    }

    /// A name by date that is free; where another process takes it meanwhile, that is told.
    private static func free(beside database: String) -> String {
        let moment = SystemClock.localTime(SystemClock.secondsSince1970)
            .replacing(" ", with: "-").replacing(":", with: "")
        let base = database.hasSuffix(".sqlite") ? String(database.dropLast(7)) : database
        var (path, number) = ("\(base)-\(moment).sqlite", 1)
        while Files.exists(path) {
            number += 1
            path = "\(base)-\(moment)-\(number).sqlite"
        }
        return path
    }
}
