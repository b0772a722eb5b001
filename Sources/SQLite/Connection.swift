internal import CSQLite
internal import System

/// One open database: statements are prepared once, lent in closures, and closed with it.
///
/// ```swift
/// var connection = try Connection(opening: "points.sqlite")
/// try connection.transaction(.immediate, for: "store a point") { connection throws(SQLiteError) in
///     try connection.run("INSERT INTO points VALUES (?, ?)", 1, 2.5, for: "store a point")
/// }
/// ```
///
/// A struct that cannot be copied rather than a class: it has one owner, all that uses it is `mutating`, so no two
/// threads can be in it at once, no row can be read while a statement changes it, and the owner's end closes the file.
/// That is also why it may be sent between threads although it holds pointers: SQLite allows a connection on any
/// thread as long as it is one at a time.
public struct Connection: ~Copyable, @unchecked Sendable {
    /// How a file is opened.
    public enum Access: Sendable {
        /// Nothing is written; a missing file is an error.
        case readOnly
        /// An existing file.
        case readWrite
        /// A missing file is created.
        case create
    }

    /// The file, as it was named.
    public let path: String
    /// What SQLite reaches the file through; nil is its default.
    let vfs: String?
    let handle: OpaquePointer
    /// Copies the log into the file; nil for a connection that has not been told to use a log.
    var checkpointer: Checkpointer?
    private let busy: BusyWait
    private var statements: [String: OpaquePointer] = [:]

    /// More statements than any program of ours has; beyond it the cache is emptied rather than grown.
    private static let statementLimit = 256

    /// Opens a file as it is; `Schema.open` is what checks and prepares it.
    ///
    /// - Parameters:
    ///   - path: the file; a relative one is taken from the working directory, whatever it is called.
    ///   - access: see `Access`.
    ///   - patience: for how many seconds to wait for other processes before an operation fails as `busy`.
    public init(opening path: String, access: Access = .create, patience: Double = 30) throws(SQLiteError) {
        try self.init(opening: path, access: access, patience: patience, vfs: nil)
    }

    /// - Parameter vfs: the name of what SQLite is to reach the file through; nil is its default.
    init(opening path: String, access: Access, patience: Double, vfs: String?) throws(SQLiteError) {
        let flags: Int32 =
            switch access {
            case .readOnly: SQLITE_OPEN_READONLY
            case .readWrite: SQLITE_OPEN_READWRITE
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            }
        let name = Files.isAbsolute(path) ? path : "./" + path
        try self.init(path: path, name: name, flags: flags, patience: patience, vfs: vfs)
    }

    /// - Parameter name: what SQLite is told to open; a `file:` URI where `flags` has `SQLITE_OPEN_URI`.
    init(
        path: String, name: String, flags: Int32, patience: Double, vfs: String? = nil
    ) throws(SQLiteError) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .unusablePath(path) }
        let context = ErrorContext(path: path, purpose: "open the database", patience: patience)
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, vfs)
        guard code == SQLITE_OK, let opened else {
            let error = context.error(code, opened)
            sqlite3_close_v2(opened)
            throw error
        }
        sqlite3_extended_result_codes(opened, 1)
        // Automatic ones race with commits (`Checkpointer`); a connection that writes is told to run ours.
        sqlite3_wal_autocheckpoint(opened, 0)
        let busy = BusyWait(seconds: patience)
        busy.install(on: opened)
        self.path = path
        self.vfs = vfs
        handle = opened
        self.busy = busy
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        // One that another's lock has put off; what is left of the log, SQLite copies for the last who closes.
        checkpointIfDue()
        checkpointer?.closeHolder()
        sqlite3_close_v2(handle)
    }

    /// Lends the prepared statement of `sql` to `body`.
    ///
    /// - Parameters:
    ///   - sql: one statement, with `?` for its parameters. Literals of the program only, never text from outside.
    ///   - purpose: what it is for, as in "cannot PURPOSE: …".
    public mutating func withStatement<Result>(
        _ sql: String, for purpose: String, _ body: (inout Statement) throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        try lend(try prepare(sql, for: purpose), for: purpose, body)
    }

    /// Lends a statement that `prepare` has given, before another one is prepared.
    func lend<Result>(
        _ prepared: OpaquePointer, for purpose: String, _ body: (inout Statement) throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        defer {
            sqlite3_reset(prepared)
            sqlite3_clear_bindings(prepared)
        }
        var statement = Statement(handle: prepared, context: context(purpose))
        return try body(&statement)
    }

    /// Runs one statement to its end.
    ///
    /// - Returns: how many rows it inserted, changed or deleted.
    @discardableResult
    public mutating func run(
        _ sql: String, _ parameters: any SQLiteConvertible..., for purpose: String
    ) throws(SQLiteError) -> Int {
        try run(sql, parameters, for: purpose)
    }

    /// Runs one statement to its end.
    ///
    /// - Returns: how many rows it inserted, changed or deleted.
    @discardableResult
    public mutating func run(
        _ sql: String, _ parameters: [any SQLiteConvertible], for purpose: String
    ) throws(SQLiteError) -> Int {
        try withStatement(sql, for: purpose) { statement throws(SQLiteError) in try statement.run(parameters) }
        let changes = Int(sqlite3_changes(handle))
        checkpointIfDue()
        return changes
    }

    /// Every row of the answer, as `read` makes values of them.
    public mutating func rows<Element>(
        _ sql: String, _ parameters: [any SQLiteConvertible] = [], for purpose: String,
        _ read: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(SQLiteError) -> [Element] {
        try withStatement(sql, for: purpose) { statement throws(SQLiteError) in
            try statement.bind(parameters)
            var elements: [Element] = []
            while try statement.step() { elements.append(try read(statement.row)) }
            return elements
        }
    }

    /// The first row of the answer, nil where there is none.
    public mutating func first<Element>(
        _ sql: String, _ parameters: [any SQLiteConvertible] = [], for purpose: String,
        _ read: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(SQLiteError) -> Element? {
        try withStatement(sql, for: purpose) { statement throws(SQLiteError) in
            try statement.bind(parameters)
            return try statement.step() ? try read(statement.row) : nil
        }
    }

    /// Runs several statements that have neither parameters nor answers.
    public mutating func script(_ sql: String, for purpose: String) throws(SQLiteError) {
        try context(purpose).check(sqlite3_exec(handle, sql, nil, nil, nil), handle)
        checkpointIfDue()
    }

    func context(_ purpose: String) -> ErrorContext {
        ErrorContext(path: path, purpose: purpose, patience: busy.seconds)
    }

    /// The prepared statement of `sql`, which is kept at least until another one is prepared.
    mutating func prepare(_ sql: String, for purpose: String) throws(SQLiteError) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        if statements.count >= Self.statementLimit {
            for statement in statements.values { sqlite3_finalize(statement) }
            statements = [:]
        }
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw context(purpose).error(code, handle) }
        statements[sql] = prepared
        return prepared
    }
}
