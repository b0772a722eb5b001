internal import CSQLite
internal import System

/// What turns a result code into an error that says which file it was and what was being done.
struct ErrorContext {
    let path: String
    let purpose: String
    /// How long the connection waits for others, for the words of `busy`.
    let patience: Double

    /// Throws unless `code` is `SQLITE_OK`.
    func check(_ code: Int32, _ connection: OpaquePointer?) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw error(code, connection) }
    }

    /// The error for `code`, with SQLite's own message for what `connection` did last.
    func error(_ code: Int32, _ connection: OpaquePointer?) -> SQLiteError {
        let extended = connection.map { sqlite3_extended_errcode($0) } ?? code
        let message = connection.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        let words = message.map { String(cString: $0) } ?? "no message"
        return switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy(path: path, purpose: purpose, seconds: patience)
        case SQLITE_FULL: .full(path: path, purpose: purpose)
        case SQLITE_IOERR where connection.map { SystemError.isNoRoom(sqlite3_system_errno($0)) } ?? false:
            .full(path: path, purpose: purpose)
        case SQLITE_READONLY: .readOnly(path: path)
        case SQLITE_NOTADB: .notADatabase(path: path)
        case SQLITE_CORRUPT: .damaged(path: path, message: words)
        case SQLITE_CANTOPEN where !Files.isWritable(Files.folder(of: path)): .readOnly(path: path)
        default: .failed(path: path, purpose: purpose, code: extended, message: words)
        }
    }
}
