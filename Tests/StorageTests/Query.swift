import SQLite

extension Fixture {
    /// The rows of a query as a person would write it with `sqlite3`, columns joined by "|".
    func query(_ sql: String, _ parameters: any SQLiteConvertible...) throws -> [String] {
        try rows(of: path, sql, parameters)
    }
}

/// The rows of `sql` on the database at `path`, columns joined by "|".
func rows(of path: String, _ sql: String, _ parameters: [any SQLiteConvertible] = []) throws -> [String] {
    var connection = try Connection(opening: path, access: .readOnly)
    return try connection.rows(sql, parameters, for: "query by hand") { row throws(SQLiteError) in
        row.values().map { value in
            switch value {
            case .null: "NULL"
            case .integer(let integer): "\(integer)"
            case .real(let real): "\(real)"
            case .text(let text): text
            case .blob(let bytes): "\(bytes)"
            }
        }.joined(separator: "|")
    }
}
