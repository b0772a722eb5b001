public import Expressions
internal import SQLite

extension StudyDatabase {
    /// Answers a SELECT that a person wrote, from the tables and views as they are.
    ///
    /// - Parameter limit: the most rows that are read; nil for all of them.
    /// - Returns: the columns' names, the rows (blobs as `x'…'` texts), and whether there are more rows.
    /// - Throws: `database(.question)` where the text is no SELECT.
    public func answer(
        _ sql: String, limit: Int? = nil
    ) throws(StorageError) -> (columns: [String], rows: [[Value?]], isCut: Bool) {
        try read("answer the query") { session throws(StorageError) in
            var rows: [[Value?]] = []
            var isCut = false
            let columns = try session.withConnection { connection throws(SQLiteError) in
                try connection.ask(sql, for: "answer the query") { row throws(SQLiteError) in
                    isCut = limit.map { rows.count >= $0 } ?? false
                    if !isCut { rows.append(row.map(Value.init(stored:))) }
                    return !isCut
                }
            }
            return (columns, rows, isCut)
        }
    }

    /// The views for people, in alphabetical order, each with its columns.
    public func views() throws(StorageError) -> [(name: String, columns: [String])] {
        try read("list the views") { session throws(StorageError) in
            let names = try session.rows("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name") {
                row throws(SQLiteError) in try row[0] as String
            }
            return try session.withConnection { connection throws(SQLiteError) in
                var views: [(name: String, columns: [String])] = []
                for name in names {
                    let columns = try connection.ask("SELECT * FROM \"\(name)\" LIMIT 0", for: "list the views") { _ in
                        true
                    }
                    views.append((name, columns))
                }
                return views
            }
        }
    }
}

extension Value {
    /// A value as SQLite has it; nil for NULL.
    fileprivate init?(stored value: SQLiteValue) {
        switch value {
        case .null: return nil
        case .integer(let number): self = .int(Int(number))
        case .real(let number): self = .float(number)
        case .text(let text): self = .string(text)
        case .blob(let bytes):
            let digits = Array("0123456789abcdef")
            self = .string("x'" + String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + "'")
        }
    }
}
