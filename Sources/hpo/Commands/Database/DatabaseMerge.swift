import Arguments
import JSON
import SQLite
import Storage
import Studies
import System
import Words

extension Tool {
    private static let other = Argument(
        "OTHER", .file, required: true, help: "The other database's file, or its project's folder; it is only read.",
        question: "which database's file?")
    private static let names = Option(
        "study", .string, placeholder: "NAME", repeats: true,
        help: "Only this study of the other database; may be repeated.")
    private static let renames = Option(
        "rename", .renaming, placeholder: "NAME=NEW", repeats: true,
        help: "What a study of the other database is to be called here; may be repeated.")
    private static let dryRun = Flag("dry-run", help: "Say what would be done, and change nothing.")

    static let mergeDatabase: Command = Command(
        "merge", summary: "Bring another database's studies in, with all that is recorded of them.",
        details: [
            """
            Each study comes whole: definitions, trials, attempts, epochs, verdicts, stages. The other database is only read: \
            it may be in use, on a medium that cannot be written, or of an earlier version. All of its studies come, or \
            none, in one transaction.
            """,
            """
            A study that was copied before is recognised, under whatever name: what has been recorded there since is \
            added, and where nothing has, nothing changes. One that has gone on in both places has no one history any more: \
            --rename brings it in beside the one that is here. So it does where another study has the name.
            """,
            """
            The files of trials (logs, checkpoints, weights) do not come: it is said which are not here. Trials that were \
            running there stay so here until the next merge, or until hpo study run goes on with them here.
            """,
            """
            --json prints {"from", "dry_run", "studies": [{"name_there", "name", "effect", "trials", "epochs", "folder", \
            "missing_folders", "files_at"}]}; effect is added, extended, unchanged, or ahead where there is more here.
            """,
        ],
        examples: [
            Example("hpo db merge /mnt/cluster/face", "all of that project's studies"),
            Example("hpo db merge copy.sqlite --study face --rename face=face-cluster", "one, by another name"),
        ],
        inputs: [other, names, renames, dryRun]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let named = try arguments.require(other)
        let path = Files.isFolder(named) ? "\(named)/db/hpo.sqlite" : named
        let renaming = Dictionary(arguments.all(renames).map { ($0.old, $0.new) }) { _, last in last }
        let (isDry, wanted) = (arguments[dryRun], arguments.all(names))
        let merged: [MergedStudy]
        do {
            // Looked at first, so that nothing is made for one that is refused.
            let other = try StudyStore(copying: path)
            let store = try isDry ? workspace.open() : workspace.openOrCreate()
            merged = try store.merge(other, names: wanted, renaming: renaming, isDry: isDry)
        } catch .storage(let error) as StudyError {
            throw refusal(error, of: path)
        }
        if arguments.wantsJSON {
            return try Console.print([
                "from": .string(path), "dry_run": .bool(isDry), "studies": .array(merged.map(\.json)),
            ])
        }
        guard !merged.isEmpty else { return try Console.print("\(path) has no studies.") }
        for study in merged { try Console.print(study.words(isDry: isDry)) }
        for study in merged { if let remark = study.remark(in: workspace) { Console.note(remark) } }
    }

    /// What to do where the other database cannot be brought in, which is not what one would do about one's own.
    private static func refusal(_ error: StorageError, of path: String) -> any Error {
        switch error {
        case .mergeRefused(let conflicts):
            let lines = conflicts.map { "  \($0)\n    \($0.advice)" }
            return Failure("nothing was brought in from \(path):\n" + lines.joined(separator: "\n"))
        case .unsoundRecords:
            return Failure("\(error)\nNothing was brought in. --study NAME leaves others out")
        case .database(.sameFile): return Failure("\(error); name another database's file")
        case .database(.notADatabase), .database(.foreign), .database(.missingFile), .database(.notARegularFile),
            .database(.unusablePath), .database(.missingFolder), .database(.unreadable):
            return Failure("\(error)")
        case .database(.newerSchema): return Failure("\(error); update hpo")
        default: return StudyError.storage(error)
        }
    }
}

extension MergedStudy {
    /// `face (there face-2): 31 trials, 412 epochs, new here`
    fileprivate func words(isDry: Bool) -> String {
        let there = merge.name == merge.nameThere ? "" : " (there \(merge.nameThere))"
        let amounts = "\(Format.count(merge.trials, "trial")), \(Format.count(merge.epochs, "epoch"))"
        let effect =
            switch merge.effect {
            case .added: "\(isDry ? "would be new" : "new"), \(amounts)"
            case .extended: "\(isDry ? "would go on" : "goes on") from where it was, \(amounts) more"
            case .unchanged: "the same as here"
            case .ahead: "has gone on here since it was copied, and nothing there is new"
            }
        return "\(Style.bold(merge.name))\(there): \(effect)"
    }

    /// Which files are not here, and how to get them.
    fileprivate func remark(in workspace: Workspace) -> String? {
        guard !missing.isEmpty, [.added, .extended].contains(merge.effect) else { return nil }
        let count = Format.count(missing.count, "trial")
        let place = workspace.shown(folder)
        let copy =
            source.map {
                "; copy them: mkdir -p \(shellWord(place)) && cp -rn \(shellWord("\($0)/.")) \(shellWord(place))"
            } ?? ""
        return "\(merge.name): the files of \(count) (logs, checkpoints, weights) are not in \(place)/\(copy)"
    }
}

extension MergeConflict {
    /// What to type.
    fileprivate var advice: String {
        switch self {
        case .unusableName(let name, _), .otherStudy(let name):
            "bring it in by another name: --rename \(shellWord(name))=NEW"
        case .diverged(let name, _, _): "bring it in as a study of its own: --rename \(shellWord(name))=NEW"
        case .inUse: "stop that run first"
        }
    }
}

/// A study's name there, and what it is to be called here.
private struct Renaming: Sendable {
    let old: String
    let new: String
}

extension ValueKind where Value == Renaming {
    fileprivate static var renaming: ValueKind {
        ValueKind { word throws(InvalidValue) in
            guard let equals = word.firstIndex(of: "="), equals > word.startIndex,
                word.index(after: equals) < word.endIndex
            else { throw InvalidValue(expected: "NAME=NEW") }
            return Renaming(old: String(word[..<equals]), new: String(word[word.index(after: equals)...]))
        }
    }
}
