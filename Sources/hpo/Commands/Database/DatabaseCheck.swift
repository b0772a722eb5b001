import Arguments
import JSON
import SQLite
import Storage
import Studies

extension Tool {
    static let checkDatabase: Command = Command(
        "check", summary: "Check the database: its pages, its references, and whether its records agree.",
        details: [
            """
            Exit status 1 where something is wrong, each with its place. What is only worth knowing is noted: trials whose \
            process has died, which the next run goes on with. Whether each decision follows from the history is for hpo \
            study verify.
            """,
            """
            --json prints {"sound", "damages", "problems": [{"study", "trial", "problem"}], "notes", "studies", "trials", \
            "epochs", "bytes", "unused_bytes", "log_bytes", "sqlite": {"version", "log_reset_fault"}}.
            """,
        ],
        inputs: []
    ) { arguments in
        let workspace = try Workspace(arguments)
        guard workspace.hasDatabase else { _ = try workspace.open(); return }
        let check = try StudyStore.check(workspace.databasePath, present: workspace.root)
        if arguments.wantsJSON {
            var object = check.json
            object["sqlite"] = [
                "version": .string(SQLiteLibrary.version), "log_reset_fault": .bool(SQLiteLibrary.hasLogResetFault),
            ]
            try Console.print(.object(object))
        } else {
            let path = workspace.shown(workspace.databasePath)
            for damage in check.damages { try Console.print(Style.red("damaged: ") + damage) }
            for problem in check.problems { try Console.print(Style.red("wrong: ") + "\(problem)") }
            for note in check.notes { try Console.print(Style.yellow("note: ") + "\(note)") }
            let wrong = check.damages.count + check.problems.count
            let result = wrong == 0 ? Style.green("all is sound") : Style.red("\(Format.count(wrong, "thing")) wrong")
            try Console.print("\(path): \(result)")
            if check.damages.isEmpty { try Console.print(check.amounts) }
            try Console.print(Style.dim(sqliteWords))
            if !check.damages.isEmpty {
                Console.note(
                    "The records were not looked at. Restore a backup, or rescue what can be read: \(rescue(path))")
            }
        }
        if !check.isSound { throw Exit(status: ExitStatus.failure) }
    }

    private static var sqliteWords: String {
        let version = "SQLite \(SQLiteLibrary.version)"
        guard SQLiteLibrary.hasLogResetFault else { return version }
        return "\(version): its own checkpoints can lose commits (mended in 3.51.3); hpo makes its own, which cannot"
    }

    private static func rescue(_ path: String) -> String { "sqlite3 \(path) .recover | sqlite3 NEW" }
}

extension DatabaseCheck {
    fileprivate var amounts: String {
        let records =
            "\(Format.count(studies, "study", plural: "studies")), \(Format.count(trials, "trial")), "
            + Format.count(epochs, "epoch")
        let unused = unusedBytes > 0 ? ", \(Format.bytes(unusedBytes)) of it unused" : ""
        let log = logBytes > 0 ? ", log \(Format.bytes(logBytes))" : ""
        return "\(records); \(Format.bytes(bytes))\(unused)\(log)"
    }
}
