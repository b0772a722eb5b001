// A file of Optuna's, whichever it is: its database, or its journal.
//
//     let study = try OptunaFile.study(named: nil, in: "optuna.db")

internal import System

/// Files that Optuna records studies in.
public enum OptunaFile {
    /// Reads the study called `name`; where none is named the only one.
    public static func study(named name: String?, in path: String) throws(OptunaError) -> OptunaStudy {
        let start: [UInt8]
        if Files.isFolder(path) { throw .contents(.folder(path: path)) }
        do throws(SystemError) {
            start = try Descriptor(reading: path).receive(upTo: 16) ?? []
        } catch {
            throw .contents(.system(SystemError(error.call, path, code: error.code)))
        }
        if start.starts(with: "SQLite format 3".utf8) {
            return try OptunaDatabase.study(named: name, in: path)
        }
        let first = start.first { !" \t\r\n".utf8.contains($0) }
        guard first == UInt8(ascii: "{") else { throw .notOptuna(path: path) }
        return try OptunaJournal.study(named: name, in: path)
    }

    /// The place of the study that is meant among those that there are.
    static func choose(_ name: String?, among known: [String], in path: String) throws(OptunaError) -> Int {
        guard let name else {
            if known.isEmpty { throw .noStudies(path: path) }
            guard known.count == 1 else { throw .severalStudies(path: path, known: known) }
            return 0
        }
        guard let index = known.firstIndex(of: name) else { throw .unknownStudy(name, path: path, known: known) }
        return index
    }
}
