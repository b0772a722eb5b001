internal import SQLite

/// The connection as this module uses it: errors are `StorageError`, and the purpose is said once for a transaction.
struct Session: ~Copyable {
    private var connection: Connection
    private var purpose = ""

    init(_ connection: consuming Connection) { self.connection = connection }

    /// Runs `body` in one transaction: committed when it returns, rolled back when it throws.
    mutating func transaction<Result>(
        _ kind: TransactionKind, for purpose: String, _ body: (inout Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        self.purpose = purpose
        do throws(SQLiteError) { try connection.begin(kind, for: purpose) } catch { throw .database(error) }
        do throws(StorageError) {
            let result = try body(&self)
            do throws(SQLiteError) { try connection.commit(for: purpose) } catch { throw StorageError.database(error) }
            return result
        } catch {
            connection.rollback()
            throw error
        }
    }

    /// Runs `body` while a copy of what is in `source` is at hand as the schema `name`; outside of transactions.
    mutating func withCopy<Result>(
        of source: borrowing Session, as name: String, for purpose: String,
        _ body: (inout Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        do throws(SQLiteError) {
            try connection.attachCopy(of: source.connection, as: name, for: purpose)
        } catch {
            throw .database(error)
        }
        defer { connection.detach(name) }
        return try body(&self)
    }

    /// Runs `body` while SQLite does not look at the CHECK conditions of rows: what is written has to be known to meet them.
    /// Types, NOT NULL, keys and references are looked at as ever.
    ///
    /// For each row SQLite makes a table of the words of a condition `IN (…)`, which costs as much as the row.
    mutating func withoutConditions<Result>(
        _ body: (inout Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try with("ignore_check_constraints", "ON", then: "OFF", body)
    }

    /// Runs `body`, outside of transactions, while what a statement of several rows would undo of itself is kept in memory,
    /// not in a file in the folder of temporary files.
    mutating func withJournalsInMemory<Result>(
        for purpose: String, _ body: (inout Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        self.purpose = purpose
        return try with("temp_store", "MEMORY", then: "DEFAULT", body)
    }

    /// Runs `body` while a setting of the connection is `value`, and gives it its usual one again, whatever happens.
    private mutating func with<Result>(
        _ setting: String, _ value: String, then usual: String,
        _ body: (inout Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try set("\(setting) = \(value)")
        let result: Result
        do throws(StorageError) { result = try body(&self) } catch {
            try set("\(setting) = \(usual)")
            throw error
        }
        try set("\(setting) = \(usual)")
        return result
    }

    private mutating func set(_ pragma: String) throws(StorageError) {
        let purpose = purpose
        try withConnection { connection throws(SQLiteError) in
            try connection.script("PRAGMA \(pragma)", for: purpose)
        }
    }

    /// Runs `body` on the connection itself.
    mutating func withConnection<Result>(
        _ body: (inout Connection) throws(SQLiteError) -> Result
    ) throws(StorageError) -> Result {
        do throws(SQLiteError) { return try body(&connection) } catch { throw .database(error) }
    }

    /// Runs one statement; the number of rows that it changed.
    @discardableResult
    mutating func run(_ sql: String, _ parameters: any SQLiteConvertible...) throws(StorageError) -> Int {
        try run(sql, list: parameters)
    }

    /// Runs one statement, for parameters that are in a list already; the number of rows that it changed.
    @discardableResult
    mutating func run(_ sql: String, list parameters: [any SQLiteConvertible]) throws(StorageError) -> Int {
        do { return try connection.run(sql, parameters, for: purpose) } catch { throw .database(error) }
    }

    /// Inserts the rows that `rows` adds for each of `source`, many a statement.
    mutating func insert<Source: Sequence>(
        into table: String, _ columns: [String], same: KeyValuePairs<String, SQLiteValue> = [:],
        from source: Source, _ rows: (Source.Element, inout RowValues) -> Void
    ) throws(StorageError) {
        do { try connection.insert(into: table, columns, same: same, from: source, for: purpose, rows) } catch {
            throw .database(error)
        }
    }

    /// Every row of the answer.
    mutating func rows<Element>(
        _ sql: String, _ parameters: any SQLiteConvertible...,
        read: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(StorageError) -> [Element] {
        try rows(sql, list: parameters, read: read)
    }

    mutating func rows<Element>(
        _ sql: String, list parameters: [any SQLiteConvertible],
        read: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(StorageError) -> [Element] {
        do { return try connection.rows(sql, parameters, for: purpose, read) } catch { throw .database(error) }
    }

    /// The first row of the answer, which the statement is run to the end for.
    mutating func first<Element>(
        _ sql: String, _ parameters: any SQLiteConvertible...,
        read: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(StorageError) -> Element? {
        try first(sql, list: parameters, read: read)
    }

    /// The first row of the answer, for parameters that are in a list already.
    mutating func first<Element>(
        _ sql: String, list parameters: [any SQLiteConvertible],
        read: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(StorageError) -> Element? {
        do { return try connection.rows(sql, parameters, for: purpose, read).first } catch { throw .database(error) }
    }
}

extension Row {
    /// The integer at `index`, which is one of `known`.
    func int(at index: Int, among known: [Int]) throws(SQLiteError) -> Int {
        let value: Int = try self[index]
        guard known.contains(value) else {
            let expected = known.map(String.init).joined(separator: " or ")
            throw .column(purpose: "read a row", name: "\(index)", expected: expected, found: "\(value)")
        }
        return value
    }

    /// The text at `index` as one of the cases of an enumeration.
    func name<Name: RawRepresentable>(
        at index: Int, as type: Name.Type = Name.self
    ) throws(SQLiteError) -> Name where Name.RawValue == String {
        let text: String = try self[index]
        guard let name = Name(rawValue: text) else {
            throw .column(
                purpose: "read a row", name: "\(index)", expected: "a \(Name.self)", found: text.debugDescription)
        }
        return name
    }
}
