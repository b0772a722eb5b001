import Foundation
import TestSupport
import Testing

@testable import SQLite

@Suite struct CheckpointTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("a.sqlite")
    }

    static let schema = Schema(
        applicationID: 0x7465_7374,
        migrations: [Migration(to: 1, sql: "CREATE TABLE a (x INTEGER PRIMARY KEY, bytes BLOB) STRICT")])

    func open(pages: Int) throws -> Connection { try Self.schema.open(path, patience: 5, checkpointPages: pages) }

    /// One row and three pages of log or so.
    func write(_ connection: inout Connection) throws {
        try connection.run("INSERT INTO a (bytes) VALUES (zeroblob(5000))", for: "write")
    }

    func count(_ connection: inout Connection) throws -> Int? {
        try connection.first("SELECT count(*) FROM a", for: "count") { row throws(SQLiteError) in try row[0] as Int }
    }

    /// In bytes.
    func size(_ suffix: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
        return try #require(attributes[.size] as? Int)
    }

    @Test("a checkpoint is due at the log's length, again at twice that, and anew when the log begins anew")
    func plan() {
        var plan = CheckpointPlan(pages: 10)
        func due(after length: Int) -> Bool {
            plan.committed(length: length)
            return plan.isDue
        }
        #expect(!due(after: 9) && due(after: 10) && due(after: 12))
        plan.tried()
        #expect(!due(after: 21) && due(after: 22))
        #expect(!plan.isUrgent)
        plan.tried()
        #expect(!due(after: 3) && due(after: 11))
        #expect(due(after: 40) && plan.isUrgent)
        #expect(plan.milliseconds == 4)
        plan.tried()
        #expect(!plan.isUrgent)
    }

    @Test("no connection has SQLite's automatic checkpoints")
    func automatic() throws {
        func pages(_ connection: inout Connection) throws -> Int? {
            try connection.first("PRAGMA wal_autocheckpoint", for: "look") { row throws(SQLiteError) in
                try row[0] as Int
            }
        }
        var ours = try open(pages: 10)
        #expect(try pages(&ours) == 0)
        var plain = try Connection(opening: path)
        #expect(try pages(&plain) == 0)
    }

    @Test("the log is copied at its length and then written from its start; the last to close deletes it")
    func bounded() throws {
        do {
            var first = try open(pages: 20)
            var second = try open(pages: 20)
            for _ in 0..<100 {
                try write(&first)
                try second.transaction(.immediate, for: "write") { connection throws(SQLiteError) in
                    _ = try connection.run("INSERT INTO a (bytes) VALUES (zeroblob(5000))", for: "write")
                }
            }
            #expect(try size("-wal") < 30 * 4120)
            #expect(try count(&first) == 200)
        }
        #expect(try Array(folder.contents().keys) == ["a.sqlite"])
        var again = try open(pages: 20)
        #expect(try count(&again) == 200)
    }

    @Test("a process that only reads copies nothing")
    func reader() throws {
        var writer = try open(pages: 1000)
        for _ in 0..<20 { try write(&writer) }
        let before = try folder.contents()
        do {
            var reader = try open(pages: 1)
            #expect(try count(&reader) == 20)
        }
        let after = try folder.contents()
        #expect(after["a.sqlite"] == before["a.sqlite"] && after["a.sqlite-wal"] == before["a.sqlite-wal"])
    }

    @Test("a lock that another holds puts the checkpoint off, and nothing fails")
    func putOff() throws {
        var writer = try open(pages: 1000)
        // Not the connection's own, so that the lock can be taken between commit and checkpoint.
        let checkpointer = Checkpointer(path: path, vfs: nil, pages: 5)
        checkpointer.install(on: writer.handle)
        for _ in 0..<3 { try write(&writer) }
        let before = try size("")
        var other = try open(pages: 1000)
        try other.begin(.immediate, for: "hold the lock")
        checkpointer.run(on: writer.handle)
        #expect(checkpointer.isDue)
        #expect(try size("") == before)
        other.rollback()
        checkpointer.run(on: writer.handle)
        #expect(!checkpointer.isDue)
        #expect(try size("") > before)
        checkpointer.closeHolder()
    }

    @Test("no connection can commit while the log is copied, and each can afterwards")
    func exclusive() throws {
        var writer = try open(pages: 1000)
        let checkpointer = Checkpointer(path: path, vfs: nil, pages: 1)
        var other = try Connection(opening: path, patience: 0.01)
        let ran = checkpointer.withoutCommits(BusyWait(seconds: 0)) {
            #expect(throws: SQLiteError.busy(path: path, purpose: "write", seconds: 0.01)) {
                try other.begin(.immediate, for: "write")
            }
        }
        #expect(ran)
        try write(&other)
        try write(&writer)
    }

    @Test("a reader of an older state keeps the log, and it begins anew once the reader is gone")
    func oldReader() throws {
        var writer = try open(pages: 10)
        var reader = try open(pages: 10)
        try write(&writer)
        try reader.begin(.deferred, for: "read")
        #expect(try count(&reader) == 1)
        for _ in 0..<15 { try write(&writer) }
        #expect(try count(&reader) == 1)
        reader.rollback()
        for _ in 0..<10 { try write(&writer) }
        let longest = try size("-wal")
        for _ in 0..<100 { try write(&writer) }
        #expect(try size("-wal") == longest)
        #expect(try count(&reader) == 126)
    }

    @Test("readers that take turns, so that there is always one, do not let the log grow without bound")
    func steadyReaders() throws {
        var writer = try open(pages: 10)
        try write(&writer)
        let readers = TurningReaders(of: path, schema: Self.schema)
        var longest = 0
        for _ in 0..<1000 {
            try write(&writer)
            longest = max(longest, try size("-wal"))
        }
        #expect(readers.stop() > 100)
        // 3,000 pages are written; without a pause the log is a thousand long.
        #expect(longest < 300 * 4120)
    }
}
