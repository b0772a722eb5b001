// A study's rows from one database to another. Which tables and columns there are is asked of the database, so that none is
// forgotten that a later version has.

internal import SQLite

/// A table whose rows belong to studies, with its columns but the one that says whose they are.
struct StudyTable {
    let name: String
    let columns: [String]

    /// The columns as a list in SQL.
    var list: String { columns.map { "\"\($0)\"" }.joined(separator: ", ") }
}

extension Session {
    /// The tables whose rows belong to a study, in the order in which they were made.
    mutating func studyTables() throws(StorageError) -> [StudyTable] {
        let names = try rows(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
        ) { row throws(SQLiteError) in try row[0] as String }
        var tables: [StudyTable] = []
        for name in names {
            let columns = try columns(of: name)
            guard columns.contains("study") else { continue }
            tables.append(StudyTable(name: name, columns: columns.filter { $0 != "study" }))
        }
        return tables
    }

    private mutating func columns(of table: String) throws(StorageError) -> [String] {
        try rows("SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid", table) { row throws(SQLiteError) in
            try row[0] as String
        }
    }

    /// What of a study's row is the same in each copy.
    private mutating func ownColumns() throws(StorageError) -> String {
        let local = ["id", "name", "directory", "last_use"]
        return StudyTable(name: "studies", columns: try columns(of: "studies").filter { !local.contains($0) }).list
    }

    /// When the studies of the other database count as used here: before all that are here, in the order there.
    mutating func lastUses(of studies: [StudyID]) throws(StorageError) -> [StudyID: Int] {
        let first = try first("SELECT coalesce(min(last_use), 1) FROM main.studies") { row throws(SQLiteError) in
            try row[0] as Int
        }
        let order = try rows("SELECT id FROM other.studies ORDER BY last_use DESC") { row throws(SQLiteError) in
            StudyID(id: try row[0])
        }
        return Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, (first ?? 1) - 1 - $0) })
    }

    /// Adds a study of the other database.
    mutating func add(
        _ study: Study, as name: String, directory: String, lastUse: Int, _ tables: [StudyTable]
    ) throws(StorageError) -> StudyID {
        let columns = try ownColumns()
        try run(
            """
            INSERT INTO main.studies (name, directory, last_use, \(columns))
                SELECT ?, ?, ?, \(columns) FROM other.studies WHERE id = ?
            """, name, directory, lastUse, study.id.id)
        let added = try first("SELECT id FROM main.studies WHERE name = ?", name) { row throws(SQLiteError) in
            StudyID(id: try row[0])
        }
        guard let added else { throw .studyGone }
        try insertRows(of: study.id, into: added, tables)
        return added
    }

    /// Puts what the other database has of a study in the place of what is here; its name, its place and its use stay.
    mutating func replace(_ own: StudyID, by study: StudyID, _ tables: [StudyTable]) throws(StorageError) {
        for table in tables.reversed() { try run("DELETE FROM main.\"\(table.name)\" WHERE study = ?", own.id) }
        let columns = try ownColumns()
        try run(
            "UPDATE main.studies SET (\(columns)) = (SELECT \(columns) FROM other.studies WHERE id = ?) WHERE id = ?",
            study.id, own.id)
        try insertRows(of: study, into: own, tables)
    }

    private mutating func insertRows(
        of study: StudyID, into own: StudyID, _ tables: [StudyTable]
    ) throws(StorageError) {
        for table in tables {
            try run(
                """
                INSERT INTO main."\(table.name)" (study, \(table.list))
                    SELECT ?, \(table.list) FROM other."\(table.name)" WHERE study = ?
                """, own.id, study.id)
        }
    }

    /// Notes of the trials that run that they do so for the other database: their jobs are none of ours.
    mutating func markElsewhere(_ study: StudyID, path: String) throws(StorageError) {
        try run(
            "UPDATE main.claims SET launcher = ?, handle = ? WHERE study = ?", JobHandle.elsewhere, path, study.id)
    }

    /// How many trials and epochs a copy has.
    mutating func amounts(of copy: StudyCopy) throws(StorageError) -> (trials: Int, epochs: Int) {
        let found = try first(
            """
            SELECT (SELECT count(*) FROM \(copy.schema).trials WHERE study = ?1),
                   (SELECT count(*) FROM \(copy.schema).epochs WHERE study = ?1)
            """, copy.study.id
        ) { row throws(SQLiteError) in [try row[0] as Int, try row[1]] }
        return (found?[0] ?? 0, found?[1] ?? 0)
    }
}
