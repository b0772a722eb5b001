import SQLite
import TestSupport
import Testing

@Suite("Many rows of a table") struct RowsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func connection() throws -> Connection {
        var connection = try Connection(opening: folder.path("a.sqlite"), patience: 0.01)
        try connection.script("CREATE TABLE cells (owner TEXT, a INTEGER UNIQUE, b ANY) STRICT", for: "prepare a test")
        return connection
    }

    private func stored(_ connection: inout Connection) throws -> [[SQLiteValue]] {
        try connection.rows("SELECT owner, a, b FROM cells ORDER BY rowid", for: "read") { row throws(SQLiteError) in
            row.values()
        }
    }

    @Test("all of them are there, in their order, however many", arguments: [0, 1, 99, 100, 101, 200, 299, 2003])
    func counts(count: Int) throws {
        var connection = try connection()
        for owner in ["first", "second"] {
            let from = owner == "first" ? 0 : count
            try connection.insert(
                into: "cells", ["a", "b"], same: ["owner": .text(owner)], from: from..<(from + count), for: "store"
            ) { number, rows in
                rows.add(number.sqliteValue, number % 3 == 0 ? .null : .text("\(number)"))
            }
        }
        let expected = (0..<(2 * count)).map { number -> [SQLiteValue] in
            [
                .text(number < count ? "first" : "second"), .integer(Int64(number)),
                number % 3 == 0 ? .null : .text("\(number)"),
            ]
        }
        #expect(try stored(&connection) == expected)
    }

    @Test(
        "an element has as many rows as it adds", arguments: [[0, 0], [3, 0, 220, 1], [100, 100], [99, 1, 1, 99]])
    func several(counts: [Int]) throws {
        var connection = try connection()
        try connection.insert(into: "cells", ["a", "b"], from: counts.enumerated(), for: "store") { element, rows in
            for index in 0..<element.element {
                rows.add((1000 * element.offset + index).sqliteValue, element.offset.sqliteValue)
            }
        }
        let numbers = counts.enumerated().flatMap { offset, count in (0..<count).map { 1000 * offset + $0 } }
        #expect(try stored(&connection).map { $0[1] } == numbers.map(\.sqliteValue))
    }

    @Test("a row that the table does not take undoes the transaction", arguments: [3, 170, 220])
    func refused(place: Int) throws {
        var connection = try connection()
        #expect(throws: SQLiteError.self) {
            try connection.transaction(.immediate, for: "store") { connection throws(SQLiteError) in
                try connection.insert(into: "cells", ["a"], from: 0..<230, for: "store") { number, rows in
                    rows.add((number == place ? 0 : number).sqliteValue)
                }
            }
        }
        #expect(try stored(&connection).isEmpty)
        try connection.insert(into: "cells", ["a"], from: 0..<230, for: "store") { $1.add($0.sqliteValue) }
        #expect(try stored(&connection).count == 230)
    }
}
