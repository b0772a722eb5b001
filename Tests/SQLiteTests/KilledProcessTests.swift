import CrashFiles
import TestSupport
import Testing

@testable import SQLite

@Suite("A process that is killed or has no room, at any of its writes")
struct KilledProcessTests {
    private static let schema = Schema(
        applicationID: 0x6b69_6c6c,
        migrations: [Migration(to: 1, sql: "CREATE TABLE steps (number INTEGER PRIMARY KEY, bytes BLOB) STRICT")])

    @Test(
        "leaves all that it has committed, and nothing by half",
        arguments: [.diesBefore, .diesWithin, .diesAfter, .diesSoon] as [ProcessFiles.Fault], [false, true])
    func killed(fault: ProcessFiles.Fault, isAlone: Bool) throws {
        for writes in 0..<24 {
            let folder = try TemporaryFolder()
            let path = folder.path("a.sqlite")
            let disk = try #require(RecordedFiles())
            var other: Other? = try Other(path, vfs: disk.vfs)
            if let other { try step(0, on: &other.connection) }
            if isAlone { other = nil }
            let committed = try work(over: disk, path, fault, after: writes)
            // As long as another has it open, the next one does not look through the log.
            try withExtendedLifetime(other) {
                var next = try Self.schema.open(path, vfs: disk.vfs)
                let found = try steps(in: &next)
                #expect((committed...committed + 1).contains(found), "\(fault) after \(writes) writes")
                #expect(try next.damages(limit: 1) == [])
                try step(found, on: &next)
            }
        }
    }

    /// A process that lives.
    private final class Other {
        var connection: Connection

        init(_ path: String, vfs: String) throws {
            connection = try KilledProcessTests.schema.open(path, vfs: vfs)
        }
    }

    @Test("loses nothing that it has committed, and goes on when there is room again")
    func full() throws {
        for writes in 0..<24 {
            let folder = try TemporaryFolder()
            let path = folder.path("a.sqlite")
            let disk = try #require(RecordedFiles())
            let process = try #require(ProcessFiles(over: disk))
            try withExtendedLifetime(process) {
                var connection = try Self.schema.open(path, vfs: process.vfs)
                process.plan(.full(2), after: writes)
                var committed = 0
                var failures = 0
                for _ in 0..<8 {
                    do throws(SQLiteError) {
                        try step(committed, on: &connection)
                        committed += 1
                    } catch {
                        #expect(error == .full(path: path, purpose: "step"))
                        failures += 1
                    }
                }
                #expect(failures > 0 && failures < 3)
                #expect(try steps(in: &connection) == committed)
            }
        }
    }

    /// Transaction after transaction until it dies; how many were committed, that before included.
    private func work(
        over disk: RecordedFiles, _ path: String, _ fault: ProcessFiles.Fault, after writes: Int
    ) throws -> Int {
        let process = try #require(ProcessFiles(over: disk))
        return try withExtendedLifetime(process) {
            var connection = try Self.schema.open(path, vfs: process.vfs)
            process.plan(fault, after: writes)
            var committed = 1
            while !process.isDead {
                do throws(SQLiteError) { try step(committed, on: &connection) } catch { break }
                committed += 1
            }
            #expect(process.isDead)
            return committed
        }
    }

    private func step(_ number: Int, on connection: inout Connection) throws(SQLiteError) {
        try connection.transaction(.immediate, for: "step") { connection throws(SQLiteError) in
            let bytes = SQLiteValue.blob([UInt8](repeating: 7, count: 3000))
            try connection.run("INSERT INTO steps VALUES (?, ?)", number, bytes, for: "step")
        }
    }

    /// How many steps there are, none of them missing.
    private func steps(in connection: inout Connection) throws -> Int {
        let found = try connection.rows(
            "SELECT number FROM steps WHERE length(bytes) = 3000 ORDER BY number", for: "check"
        ) { row throws(SQLiteError) in try row[0] as Int }
        #expect(found == Array(0..<found.count))
        return found.count
    }
}
