import SQLite
import TestSupport
import Testing

@Suite struct ConnectionTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func connection() throws -> Connection {
        var connection = try Connection(opening: folder.path("a.sqlite"), patience: 0.01)
        try connection.script("CREATE TABLE cells (a ANY, b ANY) STRICT", for: "prepare a test")
        return connection
    }

    @Test(
        "a cell comes back as it went in",
        arguments: [
            .null, .integer(.min), .integer(.max), .real(4), .real(.infinity), .real(-0.0),
            .real(.leastNonzeroMagnitude),
            .text(""), .text("4"), .text("a\0b ü 日本 '\"; DROP TABLE cells"), .blob([]), .blob([0, 255]),
        ] as [SQLiteValue])
    func roundTrip(value: SQLiteValue) throws {
        var connection = try connection()
        try connection.run("INSERT INTO cells (a) VALUES (?)", value, for: "store")
        let read = try connection.first("SELECT a FROM cells", for: "read") { row throws(SQLiteError) in
            try row[0] as SQLiteValue
        }
        #expect(read == value)
    }

    @Test("NaN is stored as NULL")
    func notANumber() throws {
        var connection = try connection()
        try connection.run("INSERT INTO cells (a) VALUES (?)", Double.nan, for: "store")
        let read = try connection.first("SELECT a FROM cells", for: "read") { row throws(SQLiteError) in
            try row[0] as Double?
        }
        #expect(read == .some(nil))
    }

    @Test("a column of another type, and one that is not there, are errors that name it")
    func typedColumns() throws {
        var connection = try connection()
        try connection.run("INSERT INTO cells VALUES ('text', NULL)", for: "store")
        let sql = "SELECT a, b FROM cells"
        #expect(throws: SQLiteError.column(purpose: "p", name: "a", expected: "an integer", found: "text")) {
            try connection.first(sql, for: "p") { row throws(SQLiteError) in try row[0] as Int }
        }
        #expect(throws: SQLiteError.column(purpose: "p", name: "b", expected: "a real number", found: "NULL")) {
            try connection.first(sql, for: "p") { row throws(SQLiteError) in try row[1] as Double }
        }
        #expect(throws: SQLiteError.column(purpose: "p", name: "2", expected: "text or NULL", found: "nothing")) {
            try connection.first(sql, for: "p") { row throws(SQLiteError) in try row[2] as String? }
        }
    }

    @Test(
        "an integer that is read without a detour is the same, and what is none the same error; a number may be missing"
    )
    func numbers() throws {
        var connection = try connection()
        try connection.run("INSERT INTO cells VALUES (4, 0.5)", for: "store")
        let sql = "SELECT a, b, NULL FROM cells"
        let read = try connection.first(sql, for: "read") { row throws(SQLiteError) in
            [
                Double(try row.int(at: 0)), row.number(at: -1), row.number(at: 0), row.number(at: 1), row.number(at: 2),
                row.number(at: 3),
            ]
        }
        #expect(read == [4, nil, 4, 0.5, nil, nil])
        for (column, found) in [(1, "a real number"), (2, "NULL"), (3, "nothing"), (-1, "nothing")] {
            let name = found == "nothing" ? "\(column)" : ["a", "b", "NULL"][column]
            #expect(throws: SQLiteError.column(purpose: "p", name: name, expected: "an integer", found: found)) {
                try connection.first(sql, for: "p") { row throws(SQLiteError) in try row.int(at: column) }
            }
        }
    }

    @Test("an error carries SQLite's message, its extended code and the purpose")
    func errors() throws {
        var connection = try connection()
        try connection.script("CREATE UNIQUE INDEX one ON cells (a)", for: "prepare a test")
        try connection.run("INSERT INTO cells (a) VALUES (1)", for: "store")
        #expect(
            throws: SQLiteError.failed(
                path: connection.path, purpose: "record epoch", code: 2067, message: "UNIQUE constraint failed: cells.a"
            )
        ) {
            try connection.run("INSERT INTO cells (a) VALUES (1)", for: "record epoch")
        }
        let error = #expect(throws: SQLiteError.self) { try connection.run("SELEKT", for: "misspell") }
        #expect("\(try #require(error))".contains("cannot misspell: near \"SELEKT\": syntax error"))
    }

    @Test("a transaction whose body throws leaves nothing behind, and the next one works")
    func rollback() throws {
        var connection = try connection()
        #expect(throws: SQLiteError.self) {
            try connection.transaction(.immediate, for: "fail") { connection throws(SQLiteError) in
                try connection.run("INSERT INTO cells (a) VALUES (1)", for: "store")
                try connection.run("INSERT INTO missing VALUES (1)", for: "fail")
            }
        }
        let isOpen = connection.isInTransaction
        #expect(!isOpen)
        try connection.transaction(.immediate, for: "store") { connection throws(SQLiteError) in
            _ = try connection.run("INSERT INTO cells (a) VALUES (2)", for: "store")
        }
        let stored = try connection.rows("SELECT a FROM cells", for: "read") { row throws(SQLiteError) in
            try row[0] as Int
        }
        #expect(stored == [2])
    }

    @Test("a statement that failed half-way can be used again")
    func reuseAfterFailure() throws {
        var connection = try connection()
        try connection.run("INSERT INTO cells VALUES (1, 'x'), (2, 'y')", for: "store")
        let sql = "SELECT b FROM cells ORDER BY a"
        #expect(throws: SQLiteError.self) {
            try connection.rows(sql, for: "read") { row throws(SQLiteError) in try row[0] as Int }
        }
        let read = try connection.rows(sql, for: "read") { row throws(SQLiteError) in try row[0] as String }
        #expect(read == ["x", "y"])
    }

    @Test("more statements than the cache holds go on working")
    func manyStatements() throws {
        var connection = try connection()
        for number in 0..<600 {
            let read = try connection.first("SELECT \(number)", for: "count") { row throws(SQLiteError) in
                try row[0] as Int
            }
            #expect(read == number)
        }
    }

    @Test("a lock that another holds is waited for, and then is an error that says so")
    func busy() throws {
        var first = try connection()
        var second = try Connection(opening: first.path, patience: 0.01)
        try first.begin(.immediate, for: "hold the lock")
        #expect(throws: SQLiteError.busy(path: first.path, purpose: "record epoch", seconds: 0.01)) {
            try second.begin(.immediate, for: "record epoch")
        }
        first.rollback()
        try second.begin(.immediate, for: "record epoch")
        second.rollback()
    }

    @Test("a full database is an error that says so, and what was committed stays")
    func full() throws {
        var connection = try connection()
        try connection.run("INSERT INTO cells (a) VALUES (1)", for: "store")
        try connection.script("PRAGMA max_page_count = 4", for: "limit")
        #expect(throws: SQLiteError.full(path: connection.path, purpose: "store")) {
            try connection.transaction(.immediate, for: "store") { connection throws(SQLiteError) in
                _ = try connection.run("INSERT INTO cells (a) VALUES (zeroblob(100000))", for: "store")
            }
        }
        let count = try connection.first("SELECT count(*) FROM cells", for: "read") { row throws(SQLiteError) in
            try row[0] as Int
        }
        #expect(count == 1)
        let isOpen = connection.isInTransaction
        #expect(!isOpen)
    }
}
