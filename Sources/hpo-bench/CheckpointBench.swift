import Arguments
import Dispatch
import Foundation
import JSON
import SQLite

/// What it costs that the write-ahead log is copied into the file only while no process can commit.
enum CheckpointBench {
    private static let writers = Option(
        "writers", .integer(in: 1...), placeholder: "N", help: "Connections that write at once (8).")
    private static let transactions = Option(
        "transactions", .integer(in: 1...), placeholder: "N", help: "Of all writers together (40000).")
    private static let pages = Option(
        "pages", .integer(in: 1...), placeholder: "N",
        help: "The log's length at which ours copy it (\(Connection.checkpointPages)); SQLite's do at 1000.")
    private static let rounds = Option(
        "rounds", .integer(in: 1...), placeholder: "N", help: "How often each is timed, in turns (9).")

    static let command = Command(
        "checkpoint", summary: "Time transactions with our checkpoints beside SQLite's automatic ones.",
        details: [
            """
            Lines hold checkpoints (sqlite or hpo), writers, transactions, median_us for one, and ratio, the median over \
            the rounds of this time over SQLite's.
            """
        ],
        inputs: [writers, transactions, pages, rounds]
    ) { arguments in
        let pages = arguments[pages] ?? Connection.checkpointPages
        let (writers, transactions) = (arguments[writers] ?? 8, arguments[transactions] ?? 40_000)
        var seconds: [Checkpoints: [Double]] = [:]
        for round in 0..<(arguments[rounds] ?? 9) {
            for checkpoints in round % 2 == 0 ? Checkpoints.allCases : Checkpoints.allCases.reversed() {
                seconds[checkpoints, default: []].append(
                    try time(checkpoints, pages: pages, writers: writers, transactions: transactions))
            }
        }
        let automatic = seconds[.sqlite] ?? []
        for checkpoints in Checkpoints.allCases {
            let times = seconds[checkpoints] ?? []
            printLine([
                "checkpoints": .string(checkpoints.rawValue), "writers": .int(writers),
                "transactions": .int(transactions),
                "median_us": rounded(median(times) / Double(transactions / writers * writers) * 1e6),
                "ratio": rounded(median(zip(times, automatic).map { $0 / $1 })),
            ])
        }
    }

    private enum Checkpoints: String, CaseIterable { case sqlite, hpo }

    private static let schema = Schema(
        applicationID: 0x6265_6e63,
        migrations: [
            Migration(
                to: 1,
                sql: """
                    CREATE TABLE trials (number INTEGER PRIMARY KEY, epoch INTEGER NOT NULL) STRICT;
                    CREATE TABLE metrics (
                        trial INTEGER, epoch INTEGER, name TEXT, value REAL, PRIMARY KEY (trial, epoch, name)
                    ) STRICT, WITHOUT ROWID;
                    """)
        ])

    private static func median(_ numbers: [Double]) -> Double {
        numbers.isEmpty ? .nan : numbers.sorted()[numbers.count / 2]
    }

    /// Seconds that `writers` threads take to record as many epochs together, each over a connection of its own.
    private static func time(
        _ checkpoints: Checkpoints, pages: Int, writers: Int, transactions: Int
    ) throws -> Double {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hpo-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.sqlite").path
        _ = try schema.open(path)
        let duration = ContinuousClock().measure {
            let ended = DispatchSemaphore(value: 0)
            for writer in 0..<writers {
                Thread.detachNewThread {
                    do {
                        try write(as: writer, to: path, checkpoints, pages: pages, epochs: transactions / writers)
                    } catch {
                        note("\(error)")
                    }
                    ended.signal()
                }
            }
            for _ in 0..<writers { ended.wait() }
        }
        return duration / .seconds(1)
    }

    private static func write(
        as writer: Int, to path: String, _ checkpoints: Checkpoints, pages: Int, epochs: Int
    ) throws {
        var connection = try schema.open(path, checkpointPages: pages)
        if checkpoints == .sqlite {
            _ = try connection.first("PRAGMA wal_autocheckpoint = 1000", for: "prepare") { row throws(SQLiteError) in
                try row[0] as Int
            }
        }
        for epoch in 0..<epochs {
            try connection.transaction(.immediate, for: "record an epoch") { connection throws(SQLiteError) in
                try connection.run("REPLACE INTO trials VALUES (?, ?)", writer, epoch, for: "record")
                for metric in ["val_cosine", "val_loss", "train_loss", "lr"] {
                    try connection.run(
                        "INSERT INTO metrics VALUES (?, ?, ?, ?)", writer, epoch, metric, Double(epoch), for: "record")
                }
            }
        }
    }
}
