// All pages of one database put in the place of another's: https://www.sqlite.org/backup.html. What is copied is one state of
// the source, while others go on writing to it.

internal import CSQLite
internal import System

extension Connection {
    /// An empty database of this connection alone. What does not fit into memory is in a file without a name, so that nothing
    /// is left of it when the process ends, however that happens.
    ///
    /// - Parameter path: what errors name.
    init(temporaryFor path: String, patience: Double) throws(SQLiteError) {
        try self.init(
            path: path, name: "", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, patience: patience)
    }

    /// Puts what is in `source` now in the place of all that this connection has as `schema`.
    mutating func copy(
        _ source: borrowing Connection, as schema: String = "main", for purpose: String
    ) throws(SQLiteError) {
        let context = source.context(purpose)
        guard let backup = sqlite3_backup_init(handle, schema, source.handle, "main") else {
            throw context.error(sqlite3_errcode(handle), handle)
        }
        let stepped = sqlite3_backup_step(backup, -1)
        let finished = sqlite3_backup_finish(backup)
        if stepped == SQLITE_DONE && finished == SQLITE_OK { return }
        let code = finished == SQLITE_OK ? stepped : finished
        throw context.error(code, sqlite3_errcode(source.handle) & 0xff == code & 0xff ? source.handle : handle)
    }

    /// Has a copy of what is in `source` now at hand as the schema `name`, whose tables are asked for as `name.table`, until
    /// `detach`. Outside of transactions; nothing is left of it when the process ends.
    public mutating func attachCopy(
        of source: borrowing Connection, as name: String, for purpose: String
    ) throws(SQLiteError) {
        try run("ATTACH '' AS \(name)", for: purpose)
        do throws(SQLiteError) { try copy(source, as: name, for: purpose) } catch {
            detach(name)
            throw error
        }
    }

    /// Lets go of what was attached as `name`.
    public mutating func detach(_ name: String) { _ = try? run("DETACH \(name)", for: "let go of a copy") }

    /// Writes what is in the database now to a new file, in one piece: it is written beside, looked through, and renamed.
    ///
    /// The file keeps no log, so that it is one file and can be read where nothing can be written; `Schema.open` gives it one.
    ///
    /// - Parameter replacing: whether a file that is there is replaced, which must not be in use.
    /// - Throws: `fileExists`, `inUse`; `damaged` where what was written is not whole. Nothing is left behind then.
    public mutating func writeCopy(to path: String, replacing: Bool) throws(SQLiteError) {
        let purpose = "write a copy of the database"
        let target = Files.canonical(path) ?? path
        try checkPlace(target, replacing: replacing)
        let part = "\(target).\(CurrentProcess.id).part"
        defer { for suffix in ["", "-journal"] { Files.remove(part + suffix) } }
        try writePart(part, for: purpose)
        do throws(SystemError) {
            try Files.place(part, at: target, replacing: replacing)
        } catch {
            throw error.isThereAlready ? .fileExists(path: path) : .unwritable(path: path, why: error.reason)
        }
    }

    private func checkPlace(_ target: String, replacing: Bool) throws(SQLiteError) {
        guard !target.isEmpty, !target.utf8.contains(0) else { throw .unusablePath(target) }
        let folder = Files.folder(of: target)
        guard Files.isFolder(folder) else { throw .missingFolder(path: target, folder: folder) }
        switch Files.status(target) {
        case .missing: break
        case .regular where replacing: break
        case .regular: throw .fileExists(path: target)
        default: throw .notARegularFile(path: target)
        }
        // SQLite would take such a log for that of the new file.
        for suffix in ["-wal", "-journal"] where Files.exists(target + suffix) {
            throw .inUse(path: target, log: target + suffix)
        }
        if let own = FileIdentity(of: self.path), let other = FileIdentity(of: target), own.isSameFile(as: other) {
            throw .sameFile(path: target)
        }
    }

    private func writePart(_ part: String, for purpose: String) throws(SQLiteError) {
        Files.remove(part)
        var copy = try Connection(opening: part, access: .create, patience: 0)
        try copy.copy(self, for: purpose)
        let mode = try copy.first("PRAGMA journal_mode = DELETE", for: purpose) { row throws(SQLiteError) in
            try row[0] as String
        }
        guard mode == "delete" else { throw .noWriteAheadLog(path: part, mode: mode ?? "nothing") }
        if let damage = try copy.damages(limit: 1).first { throw .damaged(path: path, message: damage) }
    }
}
