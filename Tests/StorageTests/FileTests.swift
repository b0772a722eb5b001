import Expressions
import Foundation
import SQLite
import Search
import Synchronization
import System
import TestSupport
import Testing

@testable import Storage

@Suite struct FileTests {
    @Test("the tables are STRICT and say what they hold in .schema")
    func schema() throws {
        let fixture = try Fixture()
        let tables = try fixture.query(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
        #expect(
            tables == [
                "attempts", "claims", "definitions", "deletions", "epochs", "further_objectives", "further_values",
                "knowledge", "known_parameters", "metrics", "parameters", "remarks", "replaced_epochs", "restarts",
                "runs", "snapshots", "stage_readings", "stages", "studies", "tags", "trials",
            ])
        #expect(
            try fixture.query(
                "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND strict")
                == ["21"])
        #expect(
            try fixture.query(
                "SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' AND sql NOT LIKE '%-- %'"
            ) == ["0"])
        #expect(
            try fixture.query("SELECT application_id, user_version FROM pragma_application_id, pragma_user_version")
                == ["1752198945|\(Schema.hpo.newest)"])
    }

    @Test("the tables can be asked by hand")
    func byHand() throws {
        let fixture = try Fixture(name: "by-hand")
        let first = try fixture.start(
            ["lr": .float(0.5), "heads": .int(4), "pre": .bool(true), "act": .string("gelu")], owner: nil)
        for (epoch, value) in [(1, 0.25), (2, 0.75), (3, 0.5)] { try fixture.report(value, at: epoch, of: first) }
        try fixture.database.finish(first, .completed(value: 0.75))
        try fixture.database.finish(try fixture.start(owner: nil), .failed(reason: "exit status 1"))
        _ = try fixture.start(["lr": .float(.infinity)], owner: nil)

        #expect(try fixture.query("SELECT * FROM study_table") == ["by-hand|maximize|accuracy|3|1|0|1|0.75|NULL"])
        #expect(
            try fixture.query(
                "SELECT number, state, value, best_epoch, epochs, attempts, seconds, params, reason FROM trial_table")
                == [
                    #"0|completed|0.75|2|3|1|0.0|{"act":"gelu","heads":4,"lr":0.5,"pre":true}|NULL"#,
                    #"1|failed|NULL|NULL|0|1|0.0|{"lr":0.1}|exit status 1"#,
                    #"2|running|NULL|NULL|0|1|NULL|{"lr":"Inf"}|NULL"#,
                ])
        #expect(try fixture.query("SELECT * FROM best_epochs") == [#"by-hand|0|completed|2|0.75|{"accuracy":0.75}"#])
        #expect(
            try fixture.query("SELECT revision, trial, change, epoch, value FROM changes ORDER BY revision") == [
                "1|0|started|NULL|NULL", "2|0|reported|1|0.25", "3|0|reported|2|0.75", "4|0|reported|3|0.5",
                "5|0|completed|NULL|0.75", "6|1|started|NULL|NULL", "7|1|failed|NULL|NULL", "8|2|started|NULL|NULL",
            ])
        #expect(
            try fixture.query("SELECT type, typeof(value) FROM parameters WHERE trial = 0 ORDER BY name") == [
                "string|text", "int|integer", "float|real", "bool|integer",
            ])
    }

    @Test(
        "a row that makes no sense cannot be stored",
        arguments: [
            "UPDATE trials SET state = 'done'", "UPDATE trials SET attempt = 0", "UPDATE trials SET seed = 'x'",
            "UPDATE attempts SET outcome = 'completed'",
            "UPDATE attempts SET ended_revision = 9, ended_at = 1, outcome = 'failed'",
            "UPDATE attempts SET ended_revision = 9, ended_at = 1, outcome = 'pruned'",
            "UPDATE epochs SET epoch = 0", "UPDATE epochs SET verdict = 'stop'",
            "UPDATE parameters SET value = NULL, type = 'int'",
            "UPDATE studies SET direction = 'up'", "INSERT INTO metrics VALUES (1, 5, 1, 'x', 1)",
        ])
    func constraints(sql: String) throws {
        let fixture = try Fixture()
        try fixture.report(1, at: 1, of: try fixture.start(owner: nil))
        var connection = try Connection(opening: fixture.path)
        try connection.script("PRAGMA foreign_keys = ON", for: "test")
        #expect(throws: SQLiteError.self) { try connection.script(sql, for: "break the rules") }
    }

    @Test("two runs of one seed leave the same rows but for the times, whoever ran them")
    func identicalRuns() throws {
        func run(start time: Double) throws -> [String] {
            let folder = try TemporaryFolder()
            let database = try StudyDatabase(
                opening: folder.path("a.sqlite"), in: DatabaseEnvironment(clock: { time + .random(in: 0...9) }))
            let study = try database.createStudy(.named("face"))
            let process = ProcessIdentity(pid: .random(in: 1...9999), start: .random(in: 1...9999))
            let owner = Owner(host: "host-\(time)", boot: "boot-\(time)", process: process)
            for number in 0..<3 {
                let trial = NewTrial.sampled(["x": .int(number)], number: number, saw: number * 4)
                let claimed = try #require(
                    try database.startTrial(number: number, of: study.id, as: trial, owner: owner))
                try database.heartbeat(owner)
                try database.recordHandle(
                    JobHandle(launcher: "local", text: "\(process.pid)"), of: claimed.attempt)
                for epoch in 1...2 {
                    let receipt = try database.recordEpoch(
                        epoch, of: claimed.attempt, metrics: [("accuracy", 1)], objective: 1)
                    try database.recordVerdict(
                        .continue, at: epoch, of: claimed.attempt, sawRevision: receipt.revision ?? 0)
                }
                try database.finish(claimed.attempt, .completed(value: 1))
            }
            var dump: [String] = []
            for table in try rows(
                of: database.path, "SELECT name FROM pragma_table_list WHERE type = 'table' ORDER BY name")
            {
                let columns = try rows(of: database.path, "SELECT name FROM pragma_table_info(?)", [table])
                let kept = columns.filter { !$0.hasSuffix("_at") }.joined(separator: ", ")
                dump += try rows(of: database.path, "SELECT '\(table)', \(kept) FROM \(table)")
            }
            return dump
        }
        let first = try run(start: 1e9)
        #expect(first.count > 40)
        #expect(try first == run(start: 2e9))
    }

    @Test("when the disk is full, what was acknowledged stays and the database goes on once there is room")
    func fullDisk() throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        func limit(_ pages: Int) throws {
            try fixture.database.session.withLock { session throws(StorageError) in
                _ = try session.first("PRAGMA max_page_count = \(pages)") { row throws(SQLiteError) in try row[0] as Int
                }
            }
        }
        try limit(60)
        var acknowledged = 0
        let long = String(repeating: "m", count: 2000)
        let error = #expect(throws: StorageError.self) {
            for epoch in 1...1000 {
                try fixture.database.recordEpoch(
                    epoch, of: attempt, metrics: [("accuracy", 1), (long, 1)], objective: 1)
                acknowledged = epoch
            }
        }
        let purpose = "record epoch \(acknowledged + 1) of trial 0"
        #expect(error == .database(.full(path: fixture.path, purpose: purpose)))
        #expect(acknowledged > 0)
        #expect(try fixture.database.epochs(of: 0, in: fixture.study.id).map(\.epoch) == Array(1...acknowledged))
        #expect(try fixture.database.study(fixture.study.id).revision == acknowledged + 1)
        #expect(try fixture.query("PRAGMA integrity_check") == ["ok"])
        try limit(4000)
        #expect(try fixture.report(1, at: acknowledged + 1, of: attempt) == .recorded(revision: acknowledged + 2))
    }

    @Test(
        "a folder or a file that cannot be written is an error that says so, and nothing changes",
        arguments: [true, false])
    func readOnly(file: Bool) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("hpo.sqlite")
        if file { _ = try StudyDatabase(opening: path).createStudy(.named("face")) }
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file ? path : folder.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
        let before = try folder.contents()
        let (status, lines) = try Helper("open", path).finished()
        #expect(status == 1)
        #expect(lines == ["error \(SQLiteError.readOnly(path: path))"])
        #expect(try folder.contents() == before)
    }

    @Test("a database of a newer hpo is refused and left as it is")
    func newer() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("hpo.sqlite")
        _ = try StudyDatabase(opening: path).createStudy(.named("face"))
        do {
            var connection = try Connection(opening: path)
            try connection.script("PRAGMA user_version = 99", for: "pretend")
        }
        let before = try folder.contents()
        #expect(throws: StorageError.database(.newerSchema(path: path, found: 99, newest: Schema.hpo.newest))) {
            try StudyDatabase(opening: path)
        }
        #expect(try folder.contents() == before)
    }
}
