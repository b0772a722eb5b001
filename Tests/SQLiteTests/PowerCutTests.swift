import CrashFiles
import Foundation
import TestSupport
import Testing

@testable import SQLite

/// Holds power cuts to what is promised: newest transactions may go back, whole and in order, up to the last sync of
/// the log; the file is never inconsistent. A killed process loses nothing.
@Suite struct PowerCutTests {
    static let schema = Schema(
        applicationID: 0x7465_7374,
        migrations: [
            Migration(
                to: 1,
                sql: """
                    CREATE TABLE steps (number INTEGER PRIMARY KEY, bytes BLOB) STRICT;
                    CREATE TABLE slots (slot INTEGER PRIMARY KEY, number INTEGER NOT NULL, bytes BLOB) STRICT;
                    CREATE INDEX slots_by_number ON slots (number);
                    """)
        ])

    static let transactions = 120
    static let cuts = 60

    @Test(
        "a power cut at any moment takes back no more than the newest transactions, whole",
        arguments: 1...4 as ClosedRange<UInt64>)
    func powerCuts(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let changes = try record(in: folder, seed: seed)
        var generator = SeededGenerator(seed: seed)
        // The file's first moments, in which it is not yet kept by a log, and others.
        let moments = Set((0..<Self.cuts).map { $0 < 20 ? $0 : .random(in: 20...changes.count, using: &generator) })
        var disk = Disk()
        var acknowledged = 0
        var synced = 0
        for moment in 0...changes.count {
            if moments.contains(moment) {
                for loss in Disk.Loss.allCases {
                    let left = disk.afterPowerCut(losing: loss, using: &generator)
                    let found = try transactions(in: left)
                    let least = loss == .none ? acknowledged : synced
                    #expect(
                        (least...acknowledged + 1).contains(found),
                        "\(found) of \(least)…\(acknowledged) transactions, cut after \(moment) changes, losing \(loss)"
                    )
                }
            }
            guard moment < changes.count else { break }
            disk.apply(changes[moment])
            switch changes[moment] {
            case .mark(let number): acknowledged = number
            case .sync(let name) where name.hasSuffix("-wal"): synced = acknowledged
            default: break
            }
        }
        #expect(acknowledged == Self.transactions)
    }

    /// Two connections in turn, with checkpoints all the time; both close now and then.
    private func record(in folder: TemporaryFolder, seed: UInt64) throws -> [RecordedFiles.Change] {
        let files = try #require(RecordedFiles())
        let path = folder.path("a.sqlite")
        var number = 0
        while number < Self.transactions {
            let pages = 5 + Int(seed) * 4
            var first = try Self.schema.open(path, checkpointPages: pages, vfs: files.vfs)
            var second = try Self.schema.open(path, checkpointPages: pages, vfs: files.vfs)
            for turn in 1...40 {
                number += 1
                if turn % 2 == 0 {
                    try step(number, on: &first)
                } else {
                    try step(number, on: &second)
                }
                files.mark(number)
            }
        }
        return files.changes()
    }

    /// From a part of a page to several; rows that change size move others about.
    private static func size(_ number: Int) -> Int { number * 997 % 7000 }

    private func step(_ number: Int, on connection: inout Connection) throws {
        try connection.transaction(.immediate, for: "step") { connection throws(SQLiteError) in
            let bytes = SQLiteValue.blob([UInt8](repeating: UInt8(number % 256), count: Self.size(number)))
            try connection.run("INSERT INTO steps VALUES (?, ?)", number, bytes, for: "step")
            try connection.run("REPLACE INTO slots VALUES (?, ?, ?)", number % 7, number, bytes, for: "step")
            try connection.run("UPDATE slots SET number = ?", number, for: "step")
        }
    }

    /// How many transactions are in `files`, of which all must be whole, and none missing before the last.
    private func transactions(in files: [String: Data]) throws -> Int {
        let folder = try TemporaryFolder()
        for (name, content) in files { try content.write(to: URL(filePath: folder.path(name))) }
        var connection = try Self.schema.open(folder.path("a.sqlite"))
        try connection.script("PRAGMA synchronous = OFF", for: "save time")
        let check = try connection.rows("PRAGMA integrity_check", for: "check") { row throws(SQLiteError) in
            try row[0] as String
        }
        #expect(check == ["ok"])
        let steps = try connection.rows("SELECT number, length(bytes) FROM steps ORDER BY number", for: "check") {
            row throws(SQLiteError) in [try row[0], try row[1]] as [Int]
        }
        #expect(steps == (1..<steps.count + 1).map { [$0, Self.size($0)] })
        let slots = try connection.rows("SELECT DISTINCT number FROM slots", for: "check") { row throws(SQLiteError) in
            try row[0] as Int
        }
        #expect(slots == (steps.isEmpty ? [] : [steps.count]))
        try step(steps.count + 1, on: &connection)
        return steps.count
    }
}
