internal import System

/// One step from a schema's version to the next.
public struct Migration: Sendable {
    /// The version that the step leads to; the first is 1.
    public let version: Int
    /// Statements that turn version - 1 into `version`. Foreign keys are not enforced while they run, but checked after.
    public let sql: String

    /// A step to `version` by `sql`.
    public init(to version: Int, sql: String) {
        self.version = version
        self.sql = sql
    }
}

/// The tables that a program keeps in its files, and how files of its earlier versions are brought up to them.
///
/// A file says whose it is by SQLite's `application_id`, and which version its tables have by `user_version`; both are
/// set in the same transaction as the tables. `open` looks before it writes: a file that it refuses keeps every byte.
public struct Schema: Sendable {
    /// What marks a file as this program's.
    public let applicationID: Int32
    /// The steps from an empty file to the newest version, in order.
    public let migrations: [Migration]

    /// A schema; `migrations` lead to versions 1, 2, 3, … in order.
    public init(applicationID: Int32, migrations: [Migration]) {
        precondition(applicationID != 0, "0 is the mark of a file that belongs to no one")
        precondition(migrations.map(\.version) == Array(1...migrations.count), "each step leads to the next version")
        self.applicationID = applicationID
        self.migrations = migrations
    }

    /// The version of the tables after all migrations.
    public var newest: Int { migrations.count }

    /// Opens the database at `path`, creating or migrating it as needed, ready for use: a write-ahead log, foreign keys
    /// enforced, an unknown file refused.
    ///
    /// A committed transaction survives the death of the process at once (the log is in the operating system's hands),
    /// and the death of the machine up to the last moments: with `synchronous = NORMAL` a power cut may take back the
    /// newest transactions, whole and in order, and never leaves the file inconsistent. Waiting for the disk at every
    /// epoch would cost more than the epochs that it could save.
    ///
    /// - Parameters:
    ///   - path: the file; its folder must exist.
    ///   - creating: whether a missing file is created; otherwise it is `SQLiteError.missingFile`, and a file that cannot
    ///     be written is opened for reading.
    ///   - patience: for how many seconds to wait for other processes.
    ///   - pages: the length of the log at which it is copied into the file; see `Checkpointer` for what bounds it.
    ///   - vfs: the name of what SQLite is to reach the file through; nil is its default.
    public func open(
        _ path: String, creating: Bool = true, patience: Double = 30,
        checkpointPages pages: Int = Connection.checkpointPages, vfs: String? = nil
    ) throws(SQLiteError) -> Connection {
        try checkLibrary()
        // SQLite would take the log for nothing, and remove it. Whoever creates a database creates the log after it.
        if creating, FileIdentity(of: path + "-wal")?.size ?? 0 > 0, !Files.exists(path) {
            throw .logAlone(path: path, log: path + "-wal")
        }
        do throws(SQLiteError) {
            try inspect(path, creating: creating, patience: patience)
        } catch {
            guard case .readOnly = error, !creating else { throw error }
            return try openForReading(path, patience: patience)
        }
        let access: Connection.Access = creating ? .create : .readWrite
        var connection = try Connection(opening: path, access: access, patience: patience, vfs: vfs)
        guard connection.isWritable else { throw .readOnly(path: path) }
        try connection.script("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON", for: Self.purpose)
        // Reading undoes what a journal says was interrupted, of which the inspection could not know whose it is.
        _ = try version(of: &connection)
        try connection.useWriteAheadLog(patience: patience)
        connection.keepLogShort(pages: pages)
        try connection.script("PRAGMA synchronous = NORMAL", for: Self.purpose)
        if try version(of: &connection) < newest { try migrate(&connection) }
        try connection.script("PRAGMA foreign_keys = ON", for: Self.purpose)
        return connection
    }

    /// An empty database of the newest version that this process alone has; what does not fit into memory is in a file without
    /// a name. Nothing is left of it when the connection closes.
    public func openInMemory() throws(SQLiteError) -> Connection {
        try checkLibrary()
        var connection = try Connection(temporaryFor: "the database in memory", patience: 0)
        try connection.script("PRAGMA trusted_schema = OFF", for: Self.purpose)
        try migrate(&connection)
        try connection.script("PRAGMA foreign_keys = ON", for: Self.purpose)
        return connection
    }

    /// Opens a file of the newest version to read alone, beside whoever writes it; nothing of this connection is in their way.
    public func openToRead(_ path: String, patience: Double = 30) throws(SQLiteError) -> Connection {
        try checkLibrary()
        try inspectForReading(path)
        guard Files.isWritable(path), Files.isWritable(Files.folder(of: path)) else {
            return try openForReading(path, patience: patience)
        }
        var connection = try Connection(opening: path, access: .readOnly, patience: patience)
        let found = try version(of: &connection)
        guard found == newest else {
            throw .failed(
                path: path, purpose: "read the database", code: 8,
                message: "it is of version \(found), which is to be brought up to \(newest) first")
        }
        return connection
    }

    /// Opens a file that cannot be written, as on a mount that is read-only: what would be written fails as `readOnly`.
    private func openForReading(_ path: String, patience: Double) throws(SQLiteError) -> Connection {
        var connection = try readable(path, patience: patience)
        let found = try version(of: &connection)
        if found < newest {
            throw .failed(
                path: path, purpose: "bring the database's tables up to date", code: 8,
                message: "it is of version \(found), and cannot be written")
        }
        return connection
    }

    /// Where neither the file nor its folder can be written, SQLite has no place for what readers share, and needs none as
    /// long as no log lies beside the file: nobody is writing it then.
    func readable(_ path: String, patience: Double) throws(SQLiteError) -> Connection {
        do throws(SQLiteError) {
            var connection = try Connection(opening: path, access: .readOnly, patience: patience)
            _ = try version(of: &connection)
            return connection
        } catch {
            guard !Files.hasContents(path + "-wal") else { throw error }
            return try Connection(immutable: path, patience: patience)
        }
    }

    static let purpose = "open the database"

    /// Runs the missing migrations in one transaction; whoever comes second finds nothing left to do.
    func migrate(_ connection: inout Connection) throws(SQLiteError) {
        let purpose = "bring the database's tables up to date"
        try connection.transaction(.immediate, for: purpose) { connection throws(SQLiteError) in
            let found = try version(of: &connection)
            guard found < newest else { return }
            for migration in migrations[found...] { try connection.script(migration.sql, for: purpose) }
            let dangling = try connection.first("SELECT 1 FROM pragma_foreign_key_check", for: purpose) {
                row throws(SQLiteError) in try row[0] as Int
            }
            guard dangling == nil else {
                throw SQLiteError.damaged(path: connection.path, message: "rows refer to rows that do not exist")
            }
            try connection.script(
                "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(newest)", for: purpose)
        }
    }

    /// The version of the tables behind `connection`, 0 for a file without any.
    ///
    /// - Throws: `foreign` or `newerSchema` for a file that is not to be touched.
    func version(of connection: inout Connection) throws(SQLiteError) -> Int {
        let purpose = Self.purpose
        let sql = "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)"
        let found = try connection.first(
            sql + " FROM pragma_application_id, pragma_user_version", for: purpose
        ) { row throws(SQLiteError) in
            (application: try row[0] as Int, version: try row[1] as Int, tables: try row[2] as Int)
        }
        guard let found else { throw .damaged(path: connection.path, message: "its header cannot be read") }
        if found.application == 0, found.version == 0, found.tables == 0 { return 0 }
        guard found.application == Int(applicationID), found.version > 0 else { throw .foreign(path: connection.path) }
        guard found.version <= newest else {
            throw .newerSchema(path: connection.path, found: found.version, newest: newest)
        }
        return found.version
    }
}
