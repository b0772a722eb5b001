import Expressions
import Foundation
import SQLite
import Search
import System
import TestSupport
import Testing

@testable import Storage

@Suite("Studies of another database")
struct StudyMergeTests {
    let folder: TemporaryFolder
    let here: Owner

    init() throws {
        folder = try TemporaryFolder()
        here = try Owner.current()
    }

    private var path: String { folder.path("hpo.sqlite") }
    private var otherPath: String { folder.path("other.sqlite") }

    private func open(_ path: String) throws -> StudyDatabase { try StudyDatabase(opening: path) }

    /// Merges the file at `otherPath`.
    @discardableResult
    private func merge(
        into database: StudyDatabase, names: Set<String>? = nil, renaming: [String: String] = [:]
    ) throws -> [StudyMerge] {
        try database.merge(
            StudyDatabase(copying: otherPath), names: names, renaming: renaming, seenFrom: here, directory: { $0 })
    }

    /// All rows of all tables that belong to the study called `name`, but for its number here, its name, and whose job it is.
    private func rows(of name: String, at path: String) throws -> [String: [String]] {
        var connection = try Connection(opening: path, access: .readOnly)
        let text = { (row: borrowing Row) throws(SQLiteError) in row.values().map { "\($0)" }.joined(separator: "|") }
        let tables = try connection.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'", for: "look"
        ) { row throws(SQLiteError) in try row[0] as String }
        var rows: [String: [String]] = [:]
        for table in tables {
            let columns = try connection.rows("SELECT name FROM pragma_table_info(?)", [table], for: "look") {
                row throws(SQLiteError) in try row[0] as String
            }
            let own = ["study", "id", "name", "last_use", "directory", "launcher", "handle"]
            let kept = columns.filter { table == "studies" || table == "claims" ? !own.contains($0) : $0 != "study" }
            let key = table == "studies" ? "id" : "study"
            #expect(columns.contains(key), "a table of nobody's: \(table)")
            rows[table] = try connection.rows(
                "SELECT \(kept.joined(separator: ", ")) FROM \(table) WHERE \(key) = (SELECT id FROM studies WHERE name = ?)",
                [name], for: "look", text
            ).sorted()
        }
        return rows
    }

    private func forget(_ name: String) throws {
        var connection = try Connection(opening: path)
        try connection.script("PRAGMA foreign_keys = ON", for: "forget")
        try connection.run("DELETE FROM studies WHERE name = ?", name, for: "forget")
    }

    private func contents(of path: String) throws -> [String] {
        var connection = try Connection(opening: path, access: .readOnly)
        let tables = try connection.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", for: "look"
        ) { row throws(SQLiteError) in try row[0] as String }
        var contents: [String] = []
        for table in tables {
            contents += try connection.rows("SELECT * FROM \(table)", for: "look") { row throws(SQLiteError) in
                "\(table) \(row.values())"
            }
        }
        return contents
    }

    @Test(
        "come with every row of every table, from a file of any version, and twice is once",
        arguments: 1...Schema.hpo.newest)
    func whole(version: Int) throws {
        try restoreDatabase(version: version, at: folder.path("old.sqlite"))
        try FileManager.default.copyItem(atPath: folder.path("old.sqlite"), toPath: otherPath)
        let database = try open(path)
        let own = try database.createStudy(.named("own"))
        let merges = try merge(into: database)
        #expect(merges.map(\.effect) == [.added, .added])
        #expect(merges.map(\.name) == ["face", "two"] && merges.map(\.trials) == [5, 1])
        #expect(
            try Data(contentsOf: URL(filePath: otherPath)) == Data(contentsOf: URL(filePath: folder.path("old.sqlite")))
        )
        // What a file of today has of it.
        _ = try open(folder.path("old.sqlite"))
        for name in ["face", "two"] {
            #expect(try rows(of: name, at: path) == rows(of: name, at: folder.path("old.sqlite")))
        }
        #expect(try database.lastUsedStudy()?.id == own.id)
        #expect(try database.recordProblems() == [])
        let before = try contents(of: path)
        #expect(try merge(into: database).map(\.effect) == [.unchanged, .unchanged])
        #expect(try contents(of: path) == before)
        #expect(try database.claims().map(\.otherDatabase) == [otherPath])
    }

    @Test("a study that goes on there is followed, whatever happens to it", arguments: 0..<6 as Range<UInt64>)
    func followed(seed: UInt64) throws {
        let there = try open(otherPath)
        var history = RandomHistory(try there.createStudy(.named("face")), in: there, seed: seed)
        let database = try open(path)
        var chance = SeededGenerator(seed: seed ^ 0xffff)
        for round in 0..<6 {
            try history.happen(Int.random(in: 0...25, using: &chance))
            #expect(try there.recordProblems() == [])
            let before = try rows(of: "face", at: path)
            let theirs = try rows(of: "face", at: otherPath)
            let merged = try merge(into: database)
            #expect(merged.map(\.effect) == [round == 0 ? .added : before == theirs ? .unchanged : .extended])
            #expect(try rows(of: "face", at: path) == theirs)
            #expect(try merge(into: database).map(\.effect) == [.unchanged])
            #expect(try database.recordProblems() == [])
        }
    }

    @Test(
        "what has gone on here alone stays, and what has gone on in both places is told apart",
        arguments: 0..<6 as Range<UInt64>)
    func apart(seed: UInt64) throws {
        let there = try open(otherPath)
        var history = RandomHistory(try there.createStudy(.named("face")), in: there, seed: seed)
        try history.happen(30)
        let database = try open(path)
        try merge(into: database)
        var own = RandomHistory(try database.study(named: "face"), in: database, seed: seed + 1000)
        try own.happen(12)
        let before = try contents(of: path)
        let isAhead = try rows(of: "face", at: path) != rows(of: "face", at: otherPath)
        #expect(try merge(into: database).map(\.effect) == [isAhead ? .ahead : .unchanged])
        #expect(try contents(of: path) == before)
        guard isAhead else { return }

        // Something that happens there for certain.
        let other = try there.study(named: "face")
        let ask = try there.nextAsk(of: other.id)
        var trial = NewTrial.sampled(["x": .int(99)], number: ask.number, saw: ask.revision)
        trial.definitionRevision = ask.definition
        _ = try there.startTrial(number: ask.number, of: other.id, as: trial, owner: nil)
        let error = #expect(throws: StorageError.self) { try merge(into: database) }
        guard case .mergeRefused(let conflicts) = error, case .diverged("face", "face", _) = conflicts.first else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try contents(of: path) == before)
        // Beside it, under another name; from then on that is the one that is followed.
        #expect(try merge(into: database, renaming: ["face": "face-2"]).map(\.name) == ["face-2"])
        #expect(try rows(of: "face-2", at: path) == rows(of: "face", at: otherPath))
        #expect(try merge(into: database).map(\.effect) == [.unchanged])
        try history.happen(20)
        #expect(try merge(into: database).map(\.name) == ["face-2"])
        #expect(try rows(of: "face-2", at: path) == rows(of: "face", at: otherPath))
        #expect(try database.recordProblems() == [])
    }

    @Test(
        "tags of both copies are put together, the remark that was here stays, and a run that goes on is no other one")
    func labels() throws {
        let there = try open(otherPath)
        let other = try there.createStudy(.named("face"))
        let database = try open(path)
        func begin() throws -> TrialAttempt {
            let ask = try there.nextAsk(of: other.id)
            let trial = NewTrial.sampled(["x": .int(1)], number: ask.number, saw: ask.revision)
            return try #require(try there.startTrial(number: ask.number, of: other.id, as: trial, owner: here)).attempt
        }
        let first = try begin()
        let run = ProgramRun(host: "node", user: "ada", version: "1", command: ["a"], directory: "/")
        try there.recordHandle(JobHandle(launcher: "local", text: "1 1"), of: first, run: run)
        try merge(into: database)
        let own = try database.study(named: "face").id
        try database.tag(0, of: own, adding: ["mine"])
        try database.remark("here", about: 0, of: own)

        try there.tag(0, of: other.id, adding: ["theirs"])
        try there.remark("there", about: 0, of: other.id)
        let usage = ProgramUsage(cpuSeconds: 2, peakMemory: 3)
        try there.finish(first, .completed(value: 1), having: usage)
        #expect(try merge(into: database).map(\.effect) == [.extended])
        #expect(try database.labels(of: own)[0]?.tags == ["mine", "theirs"])
        #expect(try database.labels(of: own)[0]?.remark == "here")
        #expect(try database.runs(of: 0, in: own).map(\.usage) == [usage])

        try there.tag(0, of: other.id, adding: ["later"])
        #expect(try merge(into: database).map(\.effect) == [.unchanged])
        #expect(try database.labels(of: own)[0]?.tags == ["later", "mine", "theirs"])
        #expect(try there.labels(of: other.id)[0]?.tags == ["later", "theirs"])
        #expect(try database.recordProblems() == [])
    }

    @Test("another study of the same name is refused with all that stands against it, and nothing has come")
    func otherStudy() throws {
        let there = try open(otherPath)
        for name in ["one", "two", "three"] { _ = try there.createStudy(.named(name)) }
        let database = try StudyDatabase(opening: path, in: DatabaseEnvironment(clock: { 5 }))
        for name in ["one", "three"] { _ = try database.createStudy(.named(name)) }
        let before = try contents(of: path)
        #expect(throws: StorageError.mergeRefused([.otherStudy(name: "one"), .otherStudy(name: "three")])) {
            try merge(into: database)
        }
        #expect(try contents(of: path) == before)
        #expect(throws: StorageError.mergeRefused([.otherStudy(name: "one")])) {
            try merge(into: database, names: ["two", "three"], renaming: ["three": "one"])
        }
        #expect(try contents(of: path) == before)
        #expect(try merge(into: database, names: ["two"]).map(\.name) == ["two"])
        #expect(
            try merge(into: database, renaming: ["one": "1", "three": "3"]).map(\.effect) == [
                .added, .unchanged, .added,
            ])
        #expect(try database.studies().map(\.name) == ["one", "three", "two", "1", "3"])
        #expect(try database.lastUsedStudy()?.name == "three")
    }

    @Test("a name that is not there, or that no study can have, is said before anything is done")
    func names() throws {
        _ = try open(otherPath).createStudy(.named("one"))
        let database = try open(path)
        #expect(throws: StorageError.unknownStudy(name: "two", known: ["one"])) {
            try merge(into: database, names: ["two"])
        }
        #expect(throws: StorageError.unknownStudy(name: "two", known: ["one"])) {
            try merge(into: database, renaming: ["two": "three"])
        }
        #expect(throws: StorageError.unusableName("a/b", problem: try #require(NewStudy.problem(withName: "a/b")))) {
            try merge(into: database, renaming: ["one": "a/b"])
        }
        do {
            var connection = try Connection(opening: otherPath)
            try connection.script("UPDATE studies SET name = '../../one'", for: "meddle")
        }
        let conflict = MergeConflict.unusableName(
            "../../one", problem: try #require(NewStudy.problem(withName: "../../one")))
        #expect(throws: StorageError.mergeRefused([conflict])) {
            try merge(into: database)
        }
        #expect(throws: StorageError.database(.sameFile(path: path))) {
            _ = try database.merge(StudyDatabase(copying: path), seenFrom: here, directory: { $0 })
        }
        #expect(try database.studies().isEmpty)
    }

    @Test("a study that a process here is running is not changed under it; a dead one's is")
    func inUse() throws {
        let there = try open(otherPath)
        let study = try there.createStudy(.named("face"))
        let begun = NewTrial.sampled(["x": .int(1)], number: 0, saw: 0)
        let claimed = try #require(try there.startTrial(number: 0, of: study.id, as: begun, owner: here))
        // A copy by hand, as of a whole project.
        try there.backUp(to: path, replacing: false)
        try there.finish(claimed.attempt, .completed(value: 1))
        let database = try open(path)
        let conflict = MergeConflict.inUse(name: "face", process: here.process.pid, host: here.host)
        #expect(throws: StorageError.mergeRefused([conflict])) { try merge(into: database) }
        do {
            var connection = try Connection(opening: path)
            try connection.script("UPDATE claims SET pid_start = pid_start - 1", for: "let the process die")
        }
        #expect(try merge(into: database).map(\.effect) == [.extended])
        #expect(try database.claims().isEmpty)
    }

    @Test("a trial that runs there is nobody's to end here, and stops here when its process has died")
    func running() throws {
        let there = try open(otherPath)
        let study = try there.createStudy(.named("face"))
        let begun = NewTrial.sampled(["x": .int(1)], number: 0, saw: 0)
        let claimed = try #require(try there.startTrial(number: 0, of: study.id, as: begun, owner: here))
        try there.recordHandle(JobHandle(launcher: "local", text: "4343 101 boot"), of: claimed.attempt)
        let database = try open(path)
        let own = try #require(try merge(into: database).first).study
        #expect(try database.orphans(of: own, seenFrom: here) == [])
        let later = Owner(host: here.host, boot: "another start", process: ProcessIdentity(pid: 1, start: 1))
        let orphans = try database.orphans(of: own, seenFrom: later)
        #expect(orphans.map(\.handle) == [JobHandle(launcher: JobHandle.elsewhere, text: otherPath)])
        #expect(try database.reap(orphans).map(\.outcome) == [.stopped])
        #expect(try database.claimStopped(of: own, owner: later)?.attempt.attempt == 2)
    }

    @Test("records that contradict themselves do not come, whatever else is in the file")
    func unsound() throws {
        let there = try open(otherPath)
        for name in ["good", "bad"] {
            let study = try there.createStudy(.named(name))
            let trial = NewTrial.sampled(["x": .int(1)], number: 0, saw: 0)
            _ = try there.startTrial(number: 0, of: study.id, as: trial, owner: nil)
        }
        do {
            var connection = try Connection(opening: otherPath)
            try connection.script("UPDATE studies SET revision = 3 WHERE name = 'bad'", for: "meddle")
        }
        let database = try open(path)
        let problem = RecordProblem(study: "bad", words: "changes of its history are missing: 2")
        #expect(throws: StorageError.unsoundRecords(path: otherPath, [problem])) { try merge(into: database) }
        #expect(try database.studies().isEmpty)
        #expect(try merge(into: database, names: ["good"]).map(\.name) == ["good"])
    }

    @Test("kill -9 at any moment leaves what was there, or all of it")
    func killed() throws {
        let there = try open(otherPath)
        for name in ["one", "two", "three", "four", "five"] {
            var history = RandomHistory(try there.createStudy(.named(name)), in: there, seed: UInt64(name.count))
            try history.happen(150)
        }
        let database = try open(path)
        _ = try database.createStudy(.named("own"))
        let before = try contents(of: path)
        var interrupted = 0
        for lines in [0, 1, 2, 3, 4, 5, 5, 5, 5] {
            let said = try Helper("merge", path, otherPath).killed(afterLines: lines)
            #expect(said.allSatisfy { !$0.hasPrefix("error") }, "\(said)")
            let isWhole = try database.studies().count == 6
            if said.contains("merged") { #expect(isWhole) }
            if isWhole {
                for name in ["one", "two", "three", "four", "five"] {
                    #expect(try rows(of: name, at: path) == rows(of: name, at: otherPath))
                    try forget(name)
                }
            } else {
                interrupted += 1
                #expect(
                    try contents(of: path).filter { !$0.hasPrefix("sqlite_sequence") }
                        == before.filter { !$0.hasPrefix("sqlite_sequence") })
            }
        }
        #expect(interrupted > 0)
        #expect(try StorageTests.rows(of: path, "PRAGMA integrity_check") == ["ok"])
        #expect(try merge(into: database).map(\.effect) == [.added, .added, .added, .added, .added])
    }
}
