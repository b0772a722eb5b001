import Foundation
import TestSupport
import Testing

@testable import SQLite

@Suite("Copies of databases")
struct CopyingTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("a.sqlite")
    }

    private func open(_ version: Int = 3) throws -> Connection { try SchemaTests.schema(version).open(path) }

    private func count(_ connection: inout Connection) throws -> Int? {
        try connection.first("SELECT count(*) FROM b", for: "count") { row throws(SQLiteError) in try row[0] as Int }
    }

    private func add(_ count: Int, to connection: inout Connection) throws {
        for _ in 0..<count { try connection.run("INSERT INTO b (x) VALUES (7)", for: "add") }
    }

    /// The database and its log, without the index that SQLite keeps of that for those who have it open.
    private func bytes() throws -> [String: Data] { try folder.contents().filter { !$0.key.hasSuffix("-shm") } }

    @Test("another database is read while it is in use and being written, and keeps every byte")
    func inUse() throws {
        var writer = try open()
        try add(5, to: &writer)
        let before = try bytes()
        try writer.begin(.immediate, for: "write")
        try writer.run("INSERT INTO b (x) VALUES (7)", for: "write")
        var copy = try SchemaTests.schema(3).copy(of: path, patience: 0)
        #expect(try count(&copy) == 6)
        #expect(try bytes() == before)
        try writer.commit(for: "write")
        #expect(try count(&copy) == 6 && count(&writer) == 7)
    }

    @Test("one that nobody has open is read without a file being made beside it")
    func closed() throws {
        do {
            var writer = try open()
            try add(5, to: &writer)
        }
        let before = try folder.contents()
        var copy = try SchemaTests.schema(3).copy(of: path)
        #expect(try count(&copy) == 6)
        #expect(try folder.contents() == before && before.count == 1)
    }

    @Test("one that was taken away with its log, and without the log's index, is read with what the log holds")
    func withLog() throws {
        var writer = try open()
        try add(5, to: &writer)
        for name in ["a.sqlite", "a.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: folder.path(name), toPath: folder.path("taken-" + name))
        }
        let before = try folder.contents()
        var copy = try SchemaTests.schema(3).copy(of: folder.path("taken-a.sqlite"))
        #expect(try count(&copy) == 6)
        #expect(try folder.contents() == before)
    }

    @Test("one that is named by a link is read with the log that lies beside the file itself")
    func link() throws {
        var writer = try open()
        try add(5, to: &writer)
        let elsewhere = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(atPath: elsewhere.path("link"), withDestinationPath: path)
        var copy = try SchemaTests.schema(3).copy(of: elsewhere.path("link"))
        #expect(try count(&copy) == 6)
    }

    @Test("one of an earlier version is brought up to date in the copy alone", arguments: 1...3)
    func earlier(version: Int) throws {
        _ = try open(version)
        let before = try folder.contents()
        var copy = try SchemaTests.schema(3).copy(of: path)
        let more = try copy.first("SELECT a.x, b.more FROM a JOIN b USING (x)", for: "look") {
            row throws(SQLiteError) in "\(try row[0] as Int) \(try row[1] as String)"
        }
        #expect(more == "7 later")
        #expect(try folder.contents() == before)
    }

    @Test(
        "what is not ours, newer or damaged is refused as it is when it is opened",
        arguments: SchemaTests.refused.indices)
    func refused(index: Int) throws {
        let refused = SchemaTests.refused[index]
        let path = folder.path("a file with # ? % ü.sqlite")
        try refused.make(path)
        let before = try folder.contents()
        #expect(throws: refused.error(path), "\(refused.name)") { _ = try SchemaTests.schema(2).copy(of: path) }
        #expect(try folder.contents() == before, "\(refused.name)")
    }

    @Test("so are an empty file, damage in the middle, rows that refer to nothing, and tables of another make")
    func unsound() throws {
        try Data().write(to: URL(filePath: path))
        #expect(throws: SQLiteError.notADatabase(path: path)) { _ = try SchemaTests.schema(3).copy(of: path) }
        let changes = [
            "CREATE TABLE more (x); DROP TABLE b; CREATE TABLE b (x, note, more)":
                "its table b is not as hpo makes it",
            "PRAGMA foreign_keys = OFF; INSERT INTO b (x) VALUES (8)": "1 of the table b refer to a that are not there",
        ]
        for (script, message) in changes {
            do {
                var connection = try open()
                try connection.script(script, for: "meddle")
            }
            #expect(throws: SQLiteError.damaged(path: path, message: message)) {
                _ = try SchemaTests.schema(3).copy(of: path)
            }
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test("a backup holds all that was committed, in one file that can be read where nothing can be written")
    func backup() throws {
        var writer = try open()
        try add(5, to: &writer)
        try writer.writeCopy(to: folder.path("b.sqlite"), replacing: false)
        try add(1, to: &writer)
        #expect(Set(try folder.contents().keys) == ["a.sqlite", "a.sqlite-wal", "a.sqlite-shm", "b.sqlite"])
        var backup = try Connection(immutable: folder.path("b.sqlite"), patience: 0)
        #expect(try count(&backup) == 6)
        var again = try SchemaTests.schema(3).open(folder.path("b.sqlite"), creating: false)
        #expect(try count(&again) == 6)
    }

    @Test("a backup takes nothing's place that it is not told to, and never that of a database in use")
    func backupPlace() throws {
        var writer = try open()
        let (place, folder) = (folder.path("b.sqlite"), folder)
        try writer.writeCopy(to: place, replacing: false)
        try add(1, to: &writer)
        #expect(throws: SQLiteError.fileExists(path: place)) { try writer.writeCopy(to: place, replacing: false) }
        try writer.writeCopy(to: place, replacing: true)
        var other = try SchemaTests.schema(3).open(place)
        try add(1, to: &other)
        let before = try folder.contents()[("b.sqlite")]
        #expect(throws: SQLiteError.inUse(path: place, log: place + "-wal")) {
            try writer.writeCopy(to: place, replacing: true)
        }
        #expect(throws: SQLiteError.inUse(path: path, log: path + "-wal")) {
            try writer.writeCopy(to: path, replacing: true)
        }
        #expect(throws: SQLiteError.missingFolder(path: folder.path("no/b"), folder: folder.path("no"))) {
            try writer.writeCopy(to: folder.path("no/b"), replacing: true)
        }
        #expect(throws: SQLiteError.notARegularFile(path: folder.path)) {
            try writer.writeCopy(to: folder.path, replacing: true)
        }
        #expect(try folder.contents()["b.sqlite"] == before)
        #expect(!(try folder.contents().keys.contains { $0.hasSuffix(".part") }))
    }

    @Test("a damaged database has no backup that looks like a good one")
    func damagedBackup() throws {
        do {
            var writer = try open()
            try writer.run("INSERT INTO b (note) VALUES (hex(zeroblob(90000)))", for: "write")
        }
        var bytes = try Data(contentsOf: URL(filePath: path))
        for index in 8192..<8200 { bytes[index] = 0xff }
        try bytes.write(to: URL(filePath: path))
        var connection = try Connection(opening: path, access: .readWrite)
        let damages = try connection.damages(limit: 5)
        #expect(!damages.isEmpty)
        #expect(throws: SQLiteError.self) { try connection.writeCopy(to: folder.path("b.sqlite"), replacing: false) }
        #expect(!folder.exists("b.sqlite"))
        #expect(try SchemaTests.schema(3).damages(of: path, limit: 5) == damages)
    }

    @Test("compacting gives back the room of deleted rows, at once or when the last reader of them has ended")
    func compact() throws {
        var writer = try open()
        for _ in 0..<50 { try writer.run("INSERT INTO b (note) VALUES (hex(zeroblob(10000)))", for: "write") }
        try writer.compact()
        let full = writer.fileSizes.database
        #expect(full > 1_000_000)
        try writer.run("DELETE FROM b WHERE note IS NOT NULL", for: "delete")
        #expect(try writer.unusedBytes() > 900_000)
        do {
            var reader = try Connection(opening: path, access: .readOnly)
            try reader.begin(.deferred, for: "read")
            #expect(try count(&reader) == 1)
            #expect(try writer.compact() == false)
            #expect(writer.fileSizes.database > 900_000)
        }
        #expect(try writer.compact())
        #expect(writer.fileSizes.database < 50_000)
        #expect(try writer.unusedBytes() == 0 && count(&writer) == 1)
    }

    @Test(
        "which versions of SQLite can lose commits in their own checkpoints",
        arguments: [
            (3_006_023, false), (3_007_000, true), (3_040_001, true), (3_044_005, true), (3_044_006, false),
            (3_045_000, true), (3_050_006, true), (3_050_007, false), (3_051_002, true), (3_051_003, false),
            (3_053_000, false),
        ])
    func fault(version: Int, has: Bool) { #expect(SQLiteLibrary.hasLogResetFault(version: version) == has) }
}
