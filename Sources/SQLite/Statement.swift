internal import CSQLite

/// A prepared statement, lent by `Connection.withStatement` for as long as its closure runs.
///
/// ```swift
/// try connection.withStatement("INSERT INTO points VALUES (?, ?)", for: "store points") { statement in
///     for (x, y) in points { try statement.run(x, y) }
/// }
/// ```
public struct Statement: ~Copyable {
    let handle: OpaquePointer
    let context: ErrorContext

    /// Binds `parameters`, runs the statement to its end and makes it ready to run again.
    public mutating func run(_ parameters: any SQLiteConvertible...) throws(SQLiteError) {
        try run(parameters)
    }

    /// Binds `parameters`, runs the statement to its end and makes it ready to run again.
    public mutating func run(_ parameters: [any SQLiteConvertible]) throws(SQLiteError) {
        try bind(parameters)
        while try step() {}
        sqlite3_reset(handle)
    }

    /// Makes the statement ready to run with `parameters`, one for each `?`.
    mutating func bind(_ parameters: [any SQLiteConvertible]) throws(SQLiteError) {
        sqlite3_reset(handle)
        let expected = Int(sqlite3_bind_parameter_count(handle))
        precondition(parameters.count == expected, "\(parameters.count) values for \(expected) parameters")
        for (offset, parameter) in parameters.enumerated() {
            try context.check(bind(parameter.sqliteValue, at: Int32(offset + 1)), sqlite3_db_handle(handle))
        }
    }

    /// Binds `values` to the parameters from `first` on, counted from 1.
    mutating func bind(_ values: ArraySlice<SQLiteValue>, from first: Int) throws(SQLiteError) {
        for (offset, value) in values.enumerated() {
            let code = bind(value, at: Int32(first + offset))
            if code != SQLITE_OK { throw context.error(code, sqlite3_db_handle(handle)) }
        }
    }

    private func bind(_ value: SQLiteValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let integer): return sqlite3_bind_int64(handle, index, integer)
        case .real(let real): return sqlite3_bind_double(handle, index, real)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    // A nil pointer would bind NULL, and an empty string may have one.
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text(handle, index, "", 0, hpo_sqlite3_transient())
                    }
                    return sqlite3_bind_text64(
                        handle, index, start, UInt64(characters.count), hpo_sqlite3_transient(), UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            return bytes.withUnsafeBytes { buffer in
                guard let start = buffer.baseAddress else { return sqlite3_bind_zeroblob(handle, index, 0) }
                return sqlite3_bind_blob64(handle, index, start, UInt64(buffer.count), hpo_sqlite3_transient())
            }
        }
    }

    /// Runs to the next row.
    ///
    /// - Returns: whether there is one.
    mutating func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw context.error(code, sqlite3_db_handle(handle))
        }
    }

    /// The row that the last `step` found.
    var row: Row { Row(handle: handle, purpose: context.purpose) }
}

/// One row of an answer, lent to the closure that reads it.
public struct Row: ~Copyable {
    let handle: OpaquePointer
    let purpose: String

    /// The value of the column at `index` (from 0), of the type that is asked for.
    ///
    /// - Throws: `SQLiteError.column` where the column is missing or holds something else.
    public subscript<Value: SQLiteConvertible>(index: Int) -> Value {
        get throws(SQLiteError) {
            guard index >= 0, index < Int(sqlite3_column_count(handle)) else {
                throw .column(purpose: purpose, name: "\(index)", expected: Value.sqliteKind, found: "nothing")
            }
            let found = value(at: Int32(index))
            guard let value = Value.from(found) else {
                let name = sqlite3_column_name(handle, Int32(index)).map { String(cString: $0) } ?? "\(index)"
                throw .column(purpose: purpose, name: name, expected: Value.sqliteKind, found: found.kind)
            }
            return value
        }
    }

    /// The same for an integer, without a detour: for those who read very many rows.
    public func int(at index: Int) throws(SQLiteError) -> Int {
        type(at: index) == SQLITE_INTEGER ? Int(sqlite3_column_int64(handle, Int32(index))) : try self[index]
    }

    /// The number in the column at `index`; nil where there is none.
    public func number(at index: Int) -> Double? {
        switch type(at: index) {
        case SQLITE_FLOAT, SQLITE_INTEGER: sqlite3_column_double(handle, Int32(index))
        default: nil
        }
    }

    /// NULL's for a column that is not there.
    private func type(at index: Int) -> Int32 { sqlite3_column_type(handle, Int32(clamping: index)) }

    /// All columns of the row, for those who do not know them beforehand.
    public func values() -> [SQLiteValue] {
        var values: [SQLiteValue] = []
        for index in 0..<sqlite3_column_count(handle) { values.append(value(at: index)) }
        return values
    }

    private func value(at index: Int32) -> SQLiteValue {
        switch sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, index))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(handle, index) else { return .text("") }
            let count = Int(sqlite3_column_bytes(handle, index))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(handle, index) else { return .blob([]) }
            let count = Int(sqlite3_column_bytes(handle, index))
            return .blob(Array(UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }
}
