import Foundation
import SQLite
import TestSupport
import Testing

@Suite struct SchemaTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let steps = [
        Migration(to: 1, sql: "CREATE TABLE a (x INTEGER PRIMARY KEY) STRICT; INSERT INTO a VALUES (7)"),
        Migration(
            to: 2, sql: "CREATE TABLE b (x INTEGER REFERENCES a, note TEXT) STRICT; INSERT INTO b (x) VALUES (7)"),
        Migration(to: 3, sql: "ALTER TABLE b ADD COLUMN more TEXT DEFAULT 'later'"),
    ]
    static func schema(_ version: Int) -> Schema {
        Schema(applicationID: 0x7465_7374, migrations: Array(steps.prefix(version)))
    }

    func tables(_ connection: inout Connection) throws -> [String] {
        try connection.rows("SELECT name FROM sqlite_schema ORDER BY name", for: "look") { row throws(SQLiteError) in
            try row[0] as String
        }
    }

    @Test("a file of any earlier version is brought up to the newest, with its rows", arguments: 0...3)
    func migrates(from version: Int) throws {
        let path = folder.path("a.sqlite")
        if version > 0 { _ = try Self.schema(version).open(path) }
        var connection = try Self.schema(3).open(path)
        let row = try connection.first("SELECT a.x, b.more FROM a JOIN b USING (x)", for: "look") {
            row throws(SQLiteError) in "\(try row[0] as Int) \(try row[1] as String)"
        }
        #expect(row == "7 later")
        let mode = try connection.first(
            "SELECT foreign_keys, journal_mode FROM pragma_foreign_keys, pragma_journal_mode", for: "look"
        ) {
            row throws(SQLiteError) in "\(try row[0] as Int) \(try row[1] as String)"
        }
        #expect(mode == "1 wal")
    }

    @Test("a file can be opened to read alone, beside whoever writes it; one of an earlier version is refused")
    func reading() throws {
        let path = folder.path("a.sqlite")
        var writer = try Self.schema(2).open(path)
        #expect(throws: SQLiteError.self) { _ = try Self.schema(3).openToRead(path) }
        var reader = try Self.schema(2).openToRead(path)
        func rows() throws -> Int? {
            try reader.first("SELECT count(*) FROM b", for: "look") { row throws(SQLiteError) in try row[0] as Int }
        }
        #expect(try rows() == 1)
        #expect(throws: SQLiteError.self) { try reader.run("DELETE FROM b", for: "delete") }
        try writer.run("INSERT INTO b (x) VALUES (7)", for: "insert")
        #expect(try rows() == 2)
    }

    @Test("a migration that fails leaves the version before it, whole")
    func failingMigration() throws {
        let path = folder.path("a.sqlite")
        _ = try Self.schema(1).open(path)
        let broken = Schema(
            applicationID: 0x7465_7374,
            migrations: Self.steps.prefix(2) + [Migration(to: 3, sql: "CREATE TABLE c (x) ; CREATE TABLE c (x)")])
        #expect(throws: SQLiteError.self) { _ = try broken.open(path) }
        let dangling = Schema(
            applicationID: 0x7465_7374,
            migrations: Self.steps.prefix(2) + [Migration(to: 3, sql: "INSERT INTO b (x) VALUES (8)")])
        #expect(throws: SQLiteError.damaged(path: path, message: "rows refer to rows that do not exist")) {
            _ = try dangling.open(path)
        }
        var connection = try Self.schema(1).open(path)
        #expect(try tables(&connection) == ["a"])
    }

    @Test("many at once on a missing file: one creates it, all can use it")
    func concurrentCreation() async throws {
        for round in 0..<5 {
            let path = folder.path("\(round).sqlite")
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        var connection = try Self.schema(3).open(path)
                        try connection.run("INSERT INTO b (note) VALUES (?)", "\(number)", for: "store")
                        return number
                    }
                }
                for try await _ in group {}
            }
            var connection = try Self.schema(3).open(path)
            let count = try connection.first("SELECT count(*) FROM b", for: "look") { row throws(SQLiteError) in
                try row[0] as Int
            }
            #expect(count == 9)
        }
    }

    /// Files that must be refused, each with the error and how it is made at a path.
    static let refused:
        [(name: String, make: @Sendable (String) throws -> Void, error: @Sendable (String) -> SQLiteError)] = [
            (
                "a text", { try Data("hello, this is my thesis".utf8).write(to: URL(filePath: $0)) },
                { .notADatabase(path: $0) }
            ),
            (
                "a long text", { try Data(repeating: 0x61, count: 9000).write(to: URL(filePath: $0)) },
                { .notADatabase(path: $0) }
            ),
            (
                "a text with another that is named as its journal would be",
                { path in
                    try Data("hello, this is my thesis".utf8).write(to: URL(filePath: path))
                    try Data("today I wrote nothing".utf8).write(to: URL(filePath: path + "-journal"))
                },
                { .notADatabase(path: $0) }
            ),
            (
                "the first half of a header", { try Data("SQLite format 3\0 and".utf8).write(to: URL(filePath: $0)) },
                { .notADatabase(path: $0) }
            ),
            (
                "another program's database",
                { path in
                    var connection = try Connection(opening: path)
                    try connection.script("CREATE TABLE photos (x)", for: "make")
                }, { .foreign(path: $0) }
            ),
            (
                "another program's database with a version",
                { path in
                    var connection = try Connection(opening: path)
                    try connection.script("PRAGMA user_version = 2; CREATE TABLE photos (x)", for: "make")
                }, { .foreign(path: $0) }
            ),
            (
                "another program's database with a mark",
                { path in
                    var connection = try Connection(opening: path)
                    try connection.script("PRAGMA application_id = 99; PRAGMA journal_mode = WAL", for: "make")
                }, { .foreign(path: $0) }
            ),
            (
                "our mark without a version",
                { path in
                    var connection = try Connection(opening: path)
                    try connection.script("PRAGMA application_id = \(0x7465_7374); CREATE TABLE a (x)", for: "make")
                }, { .foreign(path: $0) }
            ),
            ("a newer version", { _ = try schema(3).open($0) }, { .newerSchema(path: $0, found: 3, newest: 2) }),
            (
                "a file cut short",
                { path in
                    _ = try schema(2).open(path)
                    let whole = try Data(contentsOf: URL(filePath: path))
                    try whole.prefix(whole.count - 1000).write(to: URL(filePath: path))
                }, { .damaged(path: $0, message: "cut short: 11288 of 12288 bytes") }
            ),
            (
                "a file whose list of tables is overwritten",
                { path in
                    _ = try schema(2).open(path)
                    var bytes = try Data(contentsOf: URL(filePath: path))
                    for index in 100..<4096 { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
                    try bytes.write(to: URL(filePath: path))
                }, { .damaged(path: $0, message: "database disk image is malformed") }
            ),
        ]

    @Test(
        "a file that is not ours, newer or damaged is refused, and nothing in its folder changes",
        arguments: refused.indices)
    func refuses(index: Int) throws {
        let refused = Self.refused[index]
        let path = folder.path("a file with # ? % ü.sqlite")
        try refused.make(path)
        let before = try folder.contents()
        #expect(throws: refused.error(path), "\(refused.name)") { _ = try Self.schema(2).open(path) }
        #expect(try folder.contents() == before, "\(refused.name)")
    }

    @Test("a newer version that is still in the log beside the file is refused, and both keep their bytes")
    func newerInLog() throws {
        let path = folder.path("a.sqlite")
        _ = try Self.schema(2).open(path)
        let newer = try Self.schema(3).open(path)
        let before = try folder.contents()
        #expect(throws: SQLiteError.newerSchema(path: path, found: 3, newest: 2)) { _ = try Self.schema(2).open(path) }
        let after = try folder.contents()
        #expect(after["a.sqlite"] == before["a.sqlite"] && after["a.sqlite-wal"] == before["a.sqlite-wal"])
        _ = consume newer
    }

    @Test("a folder, a missing folder, a missing file and unusable paths are errors that say what to do")
    func paths() throws {
        let schema = Self.schema(1)
        #expect(throws: SQLiteError.notARegularFile(path: folder.path)) { _ = try schema.open(folder.path) }
        let missing = folder.path("no/such.sqlite")
        #expect(throws: SQLiteError.missingFolder(path: missing, folder: folder.path("no"))) {
            _ = try schema.open(missing)
        }
        let absent = folder.path("absent.sqlite")
        #expect(throws: SQLiteError.missingFile(path: absent)) { _ = try schema.open(absent, creating: false) }
        #expect(throws: SQLiteError.unusablePath("")) { _ = try schema.open("") }
        #expect(throws: SQLiteError.unusablePath("a\0b")) { _ = try schema.open("a\0b") }
        #expect(throws: SQLiteError.notARegularFile(path: "/dev/null")) { _ = try schema.open("/dev/null") }
        #expect(try folder.contents().isEmpty)
    }

    @Test("a log whose database is not there is refused, and keeps its bytes")
    func logAlone() throws {
        let path = folder.path("a.sqlite")
        let log = Data("what was recorded last".utf8)
        try log.write(to: URL(fileURLWithPath: path + "-wal"))
        #expect(throws: SQLiteError.logAlone(path: path, log: path + "-wal")) { _ = try Self.schema(3).open(path) }
        #expect(try folder.contents() == ["a.sqlite-wal": log])
        try Data().write(to: URL(fileURLWithPath: path + "-wal"))
        _ = try Self.schema(3).open(path)
    }

    @Test("an empty file counts as a new database")
    func emptyFile() throws {
        let path = folder.path("a.sqlite")
        try Data().write(to: URL(filePath: path))
        var connection = try Self.schema(1).open(path)
        #expect(try tables(&connection) == ["a"])
    }
}
