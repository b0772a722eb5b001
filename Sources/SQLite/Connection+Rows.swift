// Many rows of one table, a hundred by each run of a statement: to begin and end one costs what several rows do.

internal import CSQLite

/// The rows of one table that are yet to be written, value after value.
public struct RowValues {
    @usableFromInline let width: Int
    @usableFromInline var values: [SQLiteValue] = []

    fileprivate init(width: Int) { self.width = width }

    /// Adds a row: a value for each column.
    @inlinable public mutating func add(_ row: SQLiteValue...) {
        precondition(row.count == width, "\(row.count) values for \(width) columns")
        values += row
    }

    fileprivate mutating func removeFirst(_ count: Int) { values.removeSubrange(..<(values.startIndex + count)) }
}

extension Connection {
    /// How many rows a statement inserts: with more of them a row costs hardly less.
    private static let rowsAtOnce = 100

    /// Inserts the rows that `rows` adds for each of `source`, in that order.
    ///
    /// - Parameters:
    ///   - table: a name of the program's own, as those of the columns.
    ///   - columns: those of which each row has a value of its own.
    ///   - same: the columns that have one value in all rows.
    public mutating func insert<Source: Sequence>(
        into table: String, _ columns: [String], same: KeyValuePairs<String, SQLiteValue> = [:],
        from source: Source, for purpose: String, _ rows: (Source.Element, inout RowValues) -> Void
    ) throws(SQLiteError) {
        let shared = same.map(\.value)
        let full = Self.rowsAtOnce * columns.count
        var prepared: OpaquePointer?
        var waiting = RowValues(width: columns.count)
        for element in source {
            rows(element, &waiting)
            var written = 0
            while waiting.values.count - written >= full {
                let statement =
                    if let prepared { prepared } else {
                        try prepare(
                            Self.insertion(into: table, columns, same: same, rows: Self.rowsAtOnce), for: purpose)
                    }
                prepared = statement
                try insert(shared, waiting.values[written..<(written + full)], by: statement, for: purpose)
                written += full
            }
            waiting.removeFirst(written)
        }
        if !waiting.values.isEmpty {
            let sql = Self.insertion(into: table, columns, same: same, rows: waiting.values.count / columns.count)
            try insert(shared, waiting.values[...], by: try prepare(sql, for: purpose), for: purpose)
        }
        checkpointIfDue()
    }

    private func insert(
        _ shared: [SQLiteValue], _ values: ArraySlice<SQLiteValue>, by statement: OpaquePointer, for purpose: String
    ) throws(SQLiteError) {
        try lend(statement, for: purpose) { statement throws(SQLiteError) in
            try statement.bind(shared[...], from: 1)
            try statement.bind(values, from: shared.count + 1)
            while try statement.step() {}
        }
    }

    /// `INSERT INTO epochs (study, epoch, value) VALUES (?1, ?2, ?3), (?1, ?4, ?5)`
    private static func insertion(
        into table: String, _ columns: [String], same: KeyValuePairs<String, SQLiteValue>, rows: Int
    ) -> String {
        let shared = same.indices.map { "?\($0 + 1)" }
        let values = (0..<rows).map { row in
            let own = columns.indices.map { "?\(same.count + row * columns.count + $0 + 1)" }
            return "(" + (shared + own).joined(separator: ", ") + ")"
        }
        let names = (same.map(\.key) + columns).joined(separator: ", ")
        return "INSERT INTO \(table) (\(names)) VALUES \(values.joined(separator: ", "))"
    }
}
