// What is wrong with a database file as such, whatever is in its tables.

extension Connection {
    /// What SQLite finds wrong with the file, and rows that refer to rows that do not exist; none where it is whole.
    ///
    /// Reads all of it: about a second for each gigabyte, from memory.
    ///
    /// - Parameter limit: at most so many of each kind.
    public mutating func damages(limit: Int) throws(SQLiteError) -> [String] {
        let purpose = "check the database"
        do throws(SQLiteError) {
            let found = try rows("PRAGMA integrity_check(\(limit))", for: purpose) {
                row throws(SQLiteError) in try row[0] as String
            }
            guard found == ["ok"] else { return found }
        } catch {
            guard case .damaged(_, let message) = error else { throw error }
            return [message]
        }
        return try rows(
            "SELECT \"table\", \"parent\", count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 LIMIT \(limit)",
            for: purpose
        ) { row throws(SQLiteError) in
            let (table, parent, count): (String, String, Int) = (try row[0], try row[1], try row[2])
            return "\(count) of the table \(table) refer to \(parent) that are not there"
        }
    }
}

extension Schema {
    /// What is wrong with the file at `path` as such, at most `limit` of each kind; none where it is whole.
    ///
    /// - Throws: for a file that is not this program's, or cannot be read.
    public func damages(of path: String, limit: Int, patience: Double = 30) throws(SQLiteError) -> [String] {
        do throws(SQLiteError) {
            do throws(SQLiteError) { try inspect(path, creating: false, patience: patience) } catch {
                guard case .readOnly = error else { throw error }
            }
            var connection = try readable(path, patience: patience)
            return try connection.damages(limit: limit)
        } catch {
            guard case .damaged(_, let message) = error else { throw error }
            return [message]
        }
    }
}
