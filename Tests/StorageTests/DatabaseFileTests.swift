import Foundation
import Search
import System
import TestSupport
import Testing

@testable import Storage

@Suite("The database's file as a whole", .serialized)
struct DatabaseFileTests {
    /// A database in which much has happened.
    private func eventful() throws -> Fixture {
        let fixture = try Fixture()
        var history = RandomHistory(fixture.study, in: fixture.database, seed: 3)
        try history.happen(200)
        return fixture
    }

    @Test("kill -9 of a backup, again and again: the file is not there, or is whole")
    func killedBackups() throws {
        let fixture = try eventful()
        let file = fixture.folder.path("backup.sqlite")
        let epochs = try fixture.database.totals().epochs
        for kill in 0..<6 {
            _ = try Helper("backup", fixture.path, file, "1000").killed(afterLines: kill % 4)
            guard fixture.folder.exists("backup.sqlite") else { continue }
            let backup = try StudyDatabase(copying: file)
            #expect(try backup.totals().epochs == epochs && backup.recordProblems() == [])
        }
        #expect(fixture.folder.exists("backup.sqlite"))
    }

    @Test("kill -9 of a compaction, again and again: everything is there")
    func killedCompactions() throws {
        let fixture = try eventful()
        try fixture.database.reap(try fixture.database.claims())
        let totals = try fixture.database.totals()
        for kill in 0..<6 { _ = try Helper("compact", fixture.path, "1000").killed(afterLines: kill % 4) }
        #expect(try fixture.database.totals() == totals)
        #expect(try fixture.database.recordProblems() == [])
        #expect(try fixture.query("PRAGMA integrity_check") == ["ok"])
    }

    @Test(
        "a log that is removed or replaced while the database is open is noticed, and one that stays is not",
        arguments: [true, false])
    func removedLog(isReplaced: Bool) throws {
        let fixture = try Fixture()
        for _ in 0..<3 {
            _ = try fixture.start(owner: fixture.owner)
            try fixture.database.checkPlace()
        }
        // Another process opens and closes it meanwhile.
        _ = try Helper("copy", fixture.path).finished()
        try fixture.database.checkPlace()
        try FileManager.default.removeItem(atPath: fixture.path + "-wal")
        if isReplaced { try Data([0]).write(to: URL(fileURLWithPath: fixture.path + "-wal")) }
        #expect(throws: StorageError.moved(path: fixture.path + "-wal")) { try fixture.database.checkPlace() }
    }

    @Test("compacting is refused while a process runs trials")
    func busy() throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        let error = StorageError.studyInUse(
            name: "face", process: fixture.owner.process.pid, host: fixture.owner.host)
        #expect(throws: error) { _ = try fixture.database.compact(seenFrom: fixture.owner) }
        try fixture.database.finish(attempt, .completed(value: 1))
        #expect(try fixture.database.compact(seenFrom: fixture.owner).isDone)
    }

    @Test(
        "a database where nothing can be written is read all the same: closed, with a log, and with a log in use",
        arguments: ["closed", "log", "index"])
    func readOnly(kind: String) throws {
        let fixture = try eventful()
        let folder = try TemporaryFolder()
        for suffix in kind == "closed" ? [""] : kind == "log" ? ["", "-wal"] : ["", "-wal", "-shm"] {
            if kind == "closed" {
                try fixture.database.backUp(to: folder.path("a.sqlite"), replacing: false)
            } else {
                try FileManager.default.copyItem(
                    atPath: fixture.path + suffix, toPath: folder.path("a.sqlite" + suffix))
            }
        }
        for name in try folder.contents().keys {
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.path(name))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
        let before = try folder.contents()
        let (status, lines) = try Helper("copy", folder.path("a.sqlite")).finished()
        #expect(status == 0 && lines == ["face"])
        #expect(try folder.contents() == before)
    }
}
