import Expressions
import SQLite
import Search
import TestSupport
import Testing

@testable import Storage

@Suite("Studies that are imported")
struct ImportTests {
    private let folder: TemporaryFolder
    private let database: StudyDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try StudyDatabase(opening: folder.path("hpo.sqlite"))
    }

    private func trial(_ number: Int, epochs: [Int]) -> ImportedTrial {
        ImportedTrial(
            NewTrial(
                parameters: TrialParameters(sampled: Configuration(["lr": .float(Double(number)), "k": .string("a")])),
                seed: number, origin: .enqueued, note: "imported"), .completed(Score(values: [Double(number)])),
            epochs: epochs.map { epoch in
                ImportedEpoch(
                    epoch, metrics: [Metric("accuracy", Double(number)), Metric("loss", Double(epoch))],
                    worth: EpochWorth(values: [Double(number)]))
            })
    }

    private func rows(_ sql: String) throws -> [String] { try StorageTests.rows(of: folder.path("hpo.sqlite"), sql) }

    /// What SQLite says to an epoch of trial 0 of the first study that it is not to take.
    private func refusal(_ columns: String, _ values: String) -> String? {
        do {
            _ = try database.write("break a rule") { session throws(StorageError) in
                try session.run(
                    "INSERT INTO epochs (study, trial, attempt, reported_at, \(columns)) VALUES (1, 0, 1, 0, \(values))"
                )
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("each epoch and metric is a row, each epoch a change of the history", arguments: [1, 99, 100, 450])
    func whole(count: Int) throws {
        let trials = (0..<count).map { trial($0, epochs: Array(0..<($0 % 7))) }
        let study = try database.importStudy(.named("theirs"), hasConditions: false, trials: trials)
        #expect(try database.trials(of: study.id).map(\.number) == Array(0..<count))
        for number in [0, count / 2, count - 1] {
            let epochs = try database.epochs(of: number, in: study.id)
            #expect(epochs.map(\.epoch) == Array(0..<(number % 7)))
            #expect(
                epochs.map(\.metrics)
                    == (0..<(number % 7)).map { [Metric("accuracy", Double(number)), Metric("loss", Double($0))] })
        }
        let changes = try database.changes(of: study.id, after: 0).map(\.revision)
        #expect(changes == Array(1...(2 * count + trials.map(\.epochs.count).reduce(0, +))))
        #expect(study.revision == changes.count)
        #expect(try rows("SELECT count(*), count(DISTINCT trial) FROM parameters") == ["\(2 * count)|\(count)"])
        #expect(try rows("SELECT * FROM pragma_foreign_key_check") == [])
        #expect(try rows("PRAGMA integrity_check") == ["ok"])
    }

    @Test("metrics of one name are rows like those of several")
    func oneName() throws {
        let trials = (0..<130).map { number in
            var trial = trial(number, epochs: [])
            trial.epochs = [1, 2].map { epoch in
                ImportedEpoch(
                    epoch, metrics: [Metric("accuracy", Double(number + epoch))],
                    worth: EpochWorth(values: [Double(number + epoch)]))
            }
            return trial
        }
        let study = try database.importStudy(.named("theirs"), hasConditions: false, trials: trials)
        for number in [0, 77, 129] {
            #expect(
                try database.epochs(of: number, in: study.id).map(\.metrics)
                    == [1, 2].map { [Metric("accuracy", Double(number + $0))] })
        }
        #expect(try rows("SELECT count(*), min(name), max(name) FROM metrics") == ["260|accuracy|accuracy"])
    }

    @Test("where one cannot be there is nothing of any", arguments: [[0, 1, -1], [0, 1, 1]])
    func nothing(epochs: [Int]) throws {
        _ = try database.importStudy(.named("before"), hasConditions: false, trials: [trial(0, epochs: [0])])
        let trials = (0..<60).map { trial($0, epochs: $0 == 59 ? epochs : [0, 1]) }
        #expect(throws: StorageError.self) {
            try database.importStudy(.named("theirs"), hasConditions: false, trials: trials)
        }
        #expect(try rows("SELECT name FROM studies") == ["before"])
        #expect(try rows("SELECT count(*) FROM epochs") == ["1"])
        #expect(refusal("epoch", "-1")?.contains("CHECK constraint failed") == true)
    }

    @Test("the conditions that SQLite does not look at meanwhile are the three that are known to hold")
    func knownConditions() throws {
        let tables = try rows("SELECT sql FROM sqlite_schema WHERE name IN ('epochs', 'metrics') ORDER BY name")
        let known = [
            "CHECK (epoch >= 0)", "CHECK (verdict IN ('continue', 'stop', 'pause'))",
            "CHECK ((verdict_revision IS NULL) = (verdict IS NULL))",
        ]
        #expect(tables.map { $0.ranges(of: "CHECK").count } == [known.count, 0])
        #expect(known.allSatisfy { tables[0].contains($0) })
    }

    @Test("afterwards the tables' conditions hold as before, and so do references")
    func conditions() throws {
        _ = try database.importStudy(.named("theirs"), hasConditions: false, trials: [trial(0, epochs: [0, 1])])
        #expect(refusal("epoch", "-1")?.contains("CHECK constraint failed: epoch >= 0") == true)
        #expect(
            refusal("epoch, verdict, verdict_revision", "5, 'perhaps', 1")?.contains("CHECK constraint failed") == true)
        #expect(throws: StorageError.self) {
            try database.write("break a rule") { session throws(StorageError) in
                try session.run("INSERT INTO metrics VALUES (1, 0, 99, 'loss', 1)")
            }
        }
        #expect(refusal("epoch", "5") == nil)
        let kept = try database.write("ask") { session throws(StorageError) in
            try session.first("SELECT * FROM pragma_temp_store") { row throws(SQLiteError) in try row[0] as Int }
        }
        #expect(kept == 0)
    }
}
