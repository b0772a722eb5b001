import Foundation
import TestSupport
import Testing

/// Many processes write at once while the log is copied into the file after nearly every commit, which is where SQLite
/// before 3.51.3 can lose commits or tear the file (`Checkpointer`).
@Suite(.serialized) struct WriterTests {
    static let writers = 1...8

    /// In all; `HPO_WRITER_ROUNDS` asks for more.
    static let rounds = ProcessInfo.processInfo.environment["HPO_WRITER_ROUNDS"].flatMap { Int($0) } ?? 10_000

    @Test("eight processes that write and copy the log at once: no acknowledged row is lost, and the file is whole")
    func writersAtOnce() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.sqlite")
        let share = max(1, Self.rounds / 8)
        let helpers = try Self.writers.map { try Helper("write", path, "8", "\($0)", "\(share)") }
        let reports = helpers.map { $0.finished() }
        #expect(reports.allSatisfy { $0.status == 0 && $0.lines.count == share })
        try expectWhole(path, acknowledged: reports.flatMap(\.lines), rows: share * 8)
        // The last to close deletes the log, or nobody where the last two close in the same moment.
        _ = try Helper("write", path, "8", "1", "\(share)").finished()
        #expect(try Array(folder.contents().keys) == ["a.sqlite"])
    }

    @Test("eight processes of which one after the other is killed: no acknowledged row is lost, and the file is whole")
    func killedWriters() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.sqlite")
        let share = max(1, Self.rounds / 40)
        func start(_ writer: Int) throws -> Helper { try Helper("write", path, "8", "\(writer)", "\(share)") }
        var helpers = try Self.writers.map(start)
        var acknowledged: [String] = []
        for kill in 0..<64 {
            acknowledged += helpers[kill % 8].killed(afterLines: 1 + kill * 7 % 13)
            helpers[kill % 8] = try start(kill % 8 + 1)
        }
        for helper in helpers {
            let (status, lines) = helper.finished()
            #expect(status == 0, "\(lines.suffix(1))")
            acknowledged += lines
        }
        try expectWhole(path, acknowledged: acknowledged, rows: share * 8)
    }

    private func expectWhole(_ path: String, acknowledged: [String], rows count: Int) throws {
        #expect(try rows(of: path, "PRAGMA integrity_check") == ["ok"])
        let found = Set(try rows(of: path, "SELECT writer || ' ' || round FROM rows"))
        #expect(found.count == count)
        #expect(Set(acknowledged).subtracting(found).isEmpty)
        #expect(try rows(of: path, "SELECT rows FROM sums") == ["\(count)"])
    }
}
