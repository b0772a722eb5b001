// Another database, as a copy that this process alone has: its file is only read.

internal import CSQLite
internal import System

extension Schema {
    /// What is in the database at `path` now, as a copy of this connection alone, its tables brought up to date and looked
    /// through. The file keeps every byte; it may be in use, on a medium that cannot be written, or of an earlier version.
    ///
    /// The copy is in memory, and beyond that in a file without a name: nothing is left of it when the process ends. Reads all
    /// of the file and checks it: some seconds for each gigabyte.
    ///
    /// - Parameter patience: for how many seconds to wait for other processes.
    /// - Throws: what is wrong with a file that is not ours, newer, or not whole.
    public func copy(of path: String, patience: Double = 30) throws(SQLiteError) -> Connection {
        try checkLibrary()
        let path = Files.canonical(path) ?? path
        try inspectForReading(path)
        var copy = try Connection(temporaryFor: path, patience: patience)
        try copy.script("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON", for: Self.purpose)
        try copyPages(of: path, to: &copy, patience: patience)
        guard try version(of: &copy) > 0 else { throw .notADatabase(path: path) }
        if let damage = try copy.damages(limit: 1).first { throw .damaged(path: path, message: damage) }
        try migrate(&copy)
        try checkTables(of: &copy, patience: patience)
        return copy
    }

    private func copyPages(of path: String, to copy: inout Connection, patience: Double) throws(SQLiteError) {
        for _ in 0..<3 {
            let before = FileState(of: path)
            switch before.isOpened {
            case true:
                // Whoever has it open, or had when it was killed, has an index of the log beside it: SQLite reads by that.
                let source = try Connection(opening: path, access: .readOnly, patience: patience)
                return try copy.copy(source, for: Self.copying)
            case false where before.hasLog:
                // SQLite would make an index beside the file; so it is shown a copy of both.
                try copyFiles(of: path, to: &copy, patience: patience)
            case false:
                var source = try Connection(immutable: path, patience: patience)
                try checkWhole(&source)
                try copy.copy(source, for: Self.copying)
            }
            // Nobody had it open, so that nothing was locked: what was read counts only where nothing has changed.
            if FileState(of: path) == before { return }
        }
        throw .busy(path: path, purpose: Self.copying, seconds: patience)
    }

    private static let copying = "read the database"

    /// By way of files in a folder of their own.
    private func copyFiles(of path: String, to copy: inout Connection, patience: Double) throws(SQLiteError) {
        var folder: String?
        defer { if let folder { try? Files.removeTree(folder) } }
        let file: String
        do throws(SystemError) {
            let made = try Files.makeTemporaryFolder()
            folder = made
            file = "\(made)/copy.sqlite"
            try Files.copy(path, to: file)
            for suffix in ["-wal", "-journal"] where Files.exists(path + suffix) {
                try Files.copy(path + suffix, to: file + suffix)
            }
        } catch {
            throw SystemError.isNoRoom(error.code)
                ? .full(path: path, purpose: Self.copying) : .unreadable(path: path, why: error.reason)
        }
        do throws(SQLiteError) {
            let source = try Connection(opening: file, access: .readWrite, patience: patience)
            try copy.copy(source, for: Self.copying)
        } catch {
            throw error.moved(to: path)
        }
    }

    /// Tables and views must be those that this program makes: the marks in a file's header are no proof.
    private func checkTables(of copy: inout Connection, patience: Double) throws(SQLiteError) {
        var fresh = try Connection(temporaryFor: copy.path, patience: patience)
        try migrate(&fresh)
        let found = Set(try copy.tables())
        let other = try fresh.tables().first { !found.contains($0) }
        if let other { throw .damaged(path: copy.path, message: "its table \(other.name) is not as hpo makes it") }
    }
}

/// What there is of a database, looked at before and after it is read.
private struct FileState: Equatable {
    let file: FileIdentity?
    let log: FileIdentity?
    let journal: FileIdentity?
    /// Whether there is an index of the log: a process has the file open, or had when it was killed.
    let isOpened: Bool

    init(of path: String) {
        file = FileIdentity(of: path)
        log = FileIdentity(of: path + "-wal")
        journal = FileIdentity(of: path + "-journal")
        isOpened = Files.exists(path + "-shm")
    }

    /// Whether the file alone is not the database.
    var hasLog: Bool { (log?.size ?? 0) > 0 || (journal?.size ?? 0) > 0 }
}

extension Connection {
    fileprivate struct Table: Hashable {
        let name: String
        let sql: String
    }

    fileprivate mutating func tables() throws(SQLiteError) -> [Table] {
        try rows(
            "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'",
            for: Schema.purpose
        ) { row throws(SQLiteError) in Table(name: try row[0], sql: try row[1]) }
    }
}

extension SQLiteError {
    /// The same of another file.
    fileprivate func moved(to path: String) -> SQLiteError {
        switch self {
        case .damaged(_, let message): .damaged(path: path, message: message)
        case .notADatabase: .notADatabase(path: path)
        case .full(_, let purpose): .full(path: path, purpose: purpose)
        default: self
        }
    }
}
