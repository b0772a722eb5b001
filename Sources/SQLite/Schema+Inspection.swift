// What is known of a file before it is opened for writing: whether it is ours at all.

internal import CSQLite
internal import System

extension Schema {
    /// Throws for a file that must not be opened for writing; nothing is written, neither in it nor beside it.
    func inspect(_ path: String, creating: Bool, patience: Double) throws(SQLiteError) {
        // Another process may be creating the file or emptying its log right now, which can look like damage for a
        // moment; what is really wrong looks the same a little later.
        for _ in 0..<3 {
            do {
                return try inspectOnce(path, creating: creating, patience: patience)
            } catch .damaged, .notADatabase, .foreign {
                sqlite3_sleep(.random(in: 1...5))
            }
        }
        try inspectOnce(path, creating: creating, patience: patience)
    }

    private func inspectOnce(_ path: String, creating: Bool, patience: Double) throws(SQLiteError) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .unusablePath(path) }
        if creating, Files.status(path) == .missing {
            let folder = Files.folder(of: path)
            guard Files.isFolder(folder) else { throw .missingFolder(path: path, folder: folder) }
            guard Files.isWritable(folder) else { throw .readOnly(path: path) }
            return
        }
        if try inspectForReading(path) > 0 { try inspectContents(path, patience: patience) }
        guard Files.isWritable(path), Files.isWritable(Files.folder(of: path)) else { throw .readOnly(path: path) }
    }

    /// Throws where there is no file that could be read.
    ///
    /// - Returns: how many bytes it has.
    @discardableResult
    func inspectForReading(_ path: String) throws(SQLiteError) -> Int {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .unusablePath(path) }
        switch Files.status(path) {
        case .missing:
            let folder = Files.folder(of: path)
            guard Files.isFolder(folder) else { throw .missingFolder(path: path, folder: folder) }
            throw .missingFile(path: path)
        case .other, .folder: throw .notARegularFile(path: path)
        case .unreadable(let error): throw .unreadable(path: path, why: error.reason)
        case .regular(let size):
            guard Files.isReadable(path) else { throw .unreadable(path: path, why: "permission denied") }
            return size
        }
    }

    /// SQLite alone may open the file: where this process has it open already, closing it by hand would drop the locks
    /// that the other connection holds (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    private func inspectContents(_ path: String, patience: Double) throws(SQLiteError) {
        if Files.hasContents(path + "-wal") {
            // What the log holds is newer than the file, and only the two together are the database.
            var connection = try Connection(opening: path, access: .readOnly, patience: patience)
            _ = try version(of: &connection)
        } else {
            do throws(SQLiteError) {
                try inspectFile(path, patience: patience)
            } catch {
                // A power cut in the middle of the file's first write, which no log keeps yet: SQLite undoes it from the
                // journal beside it, once the file is opened for writing. `open` looks again then.
                guard error.saysUnreadable, Journal(of: path).undoesFirstWrite else { throw error }
            }
        }
    }

    private func inspectFile(_ path: String, patience: Double) throws(SQLiteError) {
        var connection = try Connection(immutable: path, patience: patience)
        _ = try version(of: &connection)
        try checkWhole(&connection)
    }

    /// SQLite finds missing pages by itself, but not that the last one is incomplete.
    func checkWhole(_ connection: inout Connection) throws(SQLiteError) {
        let path = connection.path
        let whole = try connection.first(
            "SELECT page_size * page_count FROM pragma_page_size, pragma_page_count", for: Self.purpose
        ) { row throws(SQLiteError) in try row[0] as Int }
        if let whole, case .regular(let size) = Files.status(path), size < whole {
            throw .damaged(path: path, message: "cut short: \(size) of \(whole) bytes")
        }
    }
}

extension Connection {
    /// Opens the file alone, without what a log may hold: SQLite takes no lock and makes no file beside this one, which may be
    /// another program's.
    init(immutable path: String, patience: Double) throws(SQLiteError) {
        try self.init(
            path: path, name: Self.immutableURI(path), flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, patience: patience
        )
    }

    private static func immutableURI(_ path: String) -> String {
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        let digits = Array("0123456789ABCDEF")
        var uri = Files.isAbsolute(path) ? "file:" : "file:./"
        for byte in path.utf8 {
            if unreserved.contains(byte) {
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                uri += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return uri + "?immutable=1"
    }
}

extension SQLiteError {
    /// Whether the file's pages make no sense.
    fileprivate var saysUnreadable: Bool {
        switch self {
        case .notADatabase, .damaged: true
        default: false
        }
    }
}

extension Files {
    /// Whether `path` is a file with something in it.
    static func hasContents(_ path: String) -> Bool {
        if case .regular(let size) = status(path) { size > 0 } else { false }
    }
}

extension Connection {
    /// Whether the file could be opened for writing.
    var isWritable: Bool { sqlite3_db_readonly(handle, "main") == 0 }

    /// Keeps changes in a log beside the file, so that readers and the writer do not wait for each other.
    ///
    /// The switch needs the file alone for a moment, and SQLite does not call the busy handler for it.
    mutating func useWriteAheadLog(patience: Double) throws(SQLiteError) {
        let wait = BusyWait(seconds: patience)
        var tries: Int32 = 0
        while true {
            do throws(SQLiteError) {
                let mode = try first("PRAGMA journal_mode = WAL", for: Schema.purpose) {
                    row throws(SQLiteError) in try row[0] as String
                }
                guard mode == "wal" else { throw SQLiteError.noWriteAheadLog(path: path, mode: mode ?? "nothing") }
                return
            } catch {
                guard case .busy = error, wait.wait(tries: tries) else { throw error }
                tries += 1
            }
        }
    }
}

extension Schema {
    /// STRICT tables came with 3.37, the built-in JSON functions with 3.38.
    func checkLibrary() throws(SQLiteError) {
        guard sqlite3_libversion_number() >= 3_038_000 else {
            throw .oldLibrary(version: SQLiteLibrary.version, needed: "3.38")
        }
    }
}
