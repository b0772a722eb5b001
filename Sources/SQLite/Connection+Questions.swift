// Statements that people write: one SELECT, which can read and can do nothing else.

internal import CSQLite

extension Connection {
    /// Runs a statement that came from outside, and hands its rows on.
    ///
    /// SQLite asks before anything but reading (its authorizer), so that whatever the text says, no table, no file and no
    /// setting of the connection is changed.
    ///
    /// - Parameters:
    ///   - sql: one statement; a semicolon, blanks and comments may follow it.
    ///   - row: called with each row's values; where it returns false, no further rows are read.
    /// - Returns: the columns' names.
    /// - Throws: `question` with SQLite's words where the text is no statement, is several, or wants more than to read.
    public mutating func ask(
        _ sql: String, for purpose: String, row: ([SQLiteValue]) throws(SQLiteError) -> Bool
    ) throws(SQLiteError) -> [String] {
        // What our views call is marked as safe from SQLite 3.44 on only; the authorizer holds in views as well.
        try run("PRAGMA trusted_schema = ON", for: purpose)
        sqlite3_set_authorizer(
            handle,
            { _, action, _, _, _, _ in
                switch action {
                case SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION, SQLITE_RECURSIVE: SQLITE_OK
                default: SQLITE_DENY
                }
            }, nil)
        defer {
            sqlite3_set_authorizer(handle, nil, nil)
            _ = try? run("PRAGMA trusted_schema = OFF", for: purpose)
        }
        let prepared = try prepareQuestion(sql)
        defer { sqlite3_finalize(prepared) }
        var statement = Statement(handle: prepared, context: context(purpose))
        while try next(of: &statement) {
            guard try row(statement.row.values()) else { break }
        }
        return (0..<sqlite3_column_count(prepared)).map { index in
            sqlite3_column_name(prepared, index).map { String(cString: $0) } ?? ""
        }
    }

    /// Runs to the next row; what SQLite finds wrong with the question only then is told as such.
    private func next(of statement: inout Statement) throws(SQLiteError) -> Bool {
        do throws(SQLiteError) { return try statement.step() } catch {
            guard case .failed(_, _, let code, let message) = error, [SQLITE_ERROR, SQLITE_AUTH].contains(code & 0xFF)
            else { throw error }
            throw .question(message)
        }
    }

    private static let oneSelect = "it may read and do nothing else: one SELECT"

    private func prepareQuestion(_ sql: String) throws(SQLiteError) -> OpaquePointer {
        guard !sql.utf8.contains(0) else { throw .question("there is a NUL byte in it") }
        return try sql.utf8CString.withUnsafeBufferPointer { text throws(SQLiteError) in
            guard let start = text.baseAddress else { throw .question("there is no statement") }
            var prepared: OpaquePointer?
            var rest: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(handle, start, -1, 0, &prepared, &rest)
            switch code & 0xFF {
            case SQLITE_OK: break
            case SQLITE_AUTH: throw .question(Self.oneSelect)
            default: throw .question(String(cString: sqlite3_errmsg(handle)))
            }
            guard let prepared else { throw .question("there is no statement") }
            guard sqlite3_column_count(prepared) > 0 else {
                sqlite3_finalize(prepared)
                throw .question(Self.oneSelect)
            }
            // What follows is compiled to nothing where it is blank.
            var second: OpaquePointer?
            let behind = rest.map { sqlite3_prepare_v3(handle, $0, -1, 0, &second, nil) } ?? SQLITE_OK
            sqlite3_finalize(second)
            guard behind == SQLITE_OK, second == nil else {
                sqlite3_finalize(prepared)
                throw .question("there is more than one statement")
            }
            return prepared
        }
    }
}
