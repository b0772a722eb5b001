import Definitions
import Expressions
import SQLite
import Search
import Storage
import TestSupport
import Testing

@testable import Search
@testable import Studies

@Suite("What is kept of a long study's history")
struct HistoryKeepingTests {
    private let folder: TemporaryFolder
    private var path: String { "\(folder.path)/hpo.sqlite" }

    init() throws { folder = try TemporaryFolder() }

    private func study(_ method: String, stages: String = "") throws -> OpenStudy {
        let text = """
            { name: "long", objective: { minimize: "loss" }, train: { command: ["./t"], epochs: 50 },
              space: { x: { float: [0, 1] }, k: { choice: ["a", "b"] } }, \(method) \(stages) }
            """
        let definition = try StudyDefinition.parse(text, file: "long.json5")
        return try StudyStore(opening: path).create(definition, directory: folder.path)
    }

    /// Runs trials that report 50 epochs each, by a journal that began with nothing read.
    private func run(_ trials: Int, of study: OpenStudy) throws {
        let journal = try study.journal(for: .byHand)
        for _ in 0..<trials {
            let trial = try journal.ask()
            let number = trial.attempt.number
            let x = try #require(trial.parameters.sampled["x"]?.number)
            var last = (epoch: 0, verdict: Verdict.continue)
            while last.epoch < 50, last.verdict == .continue {
                last.epoch += 1
                let report = EpochReport(
                    epoch: last.epoch, metrics: [Metric("loss", x * x + 1 / Double(last.epoch))])
                last.verdict = try journal.tell(report, of: number)
            }
            if last.verdict == .continue { _ = try journal.tellEnd(of: number) }
        }
    }

    private func rows(_ query: String) throws -> [Int] {
        var connection = try Connection(opening: path)
        return try connection.rows(query, for: "look") { row throws(SQLiteError) in try row[0] as Int }
    }

    private func change(_ script: String) throws {
        var connection = try Connection(opening: path)
        try connection.script(script, for: "tamper")
    }

    @Test(
        "a later process is told the same with what was kept, without it, and with it damaged",
        arguments: [
            "sampler: { tpe: {} }, pruner: { median: { warmup_epochs: 40 } },",
            "sampler: { random: {} }, pruner: { none: {} },",
        ])
    func same(method: String) throws {
        let study = try study(method)
        try run(60, of: study)
        #expect(try rows("SELECT count(*) FROM snapshots") == [1])
        let kept = try #require(try rows("SELECT revision FROM snapshots").first)
        #expect(kept >= 2_000)
        let changes: [(String, Bool)] = [
            ("", true), ("UPDATE snapshots SET trials = zeroblob(100)", false), ("DELETE FROM snapshots", true),
            ("UPDATE snapshots SET revision = 1000000000", false),
        ]
        var told: [Set<String>] = []
        for (script, holds) in changes {
            let copy = try TemporaryFolder()
            try change("VACUUM INTO '\(copy.path)/hpo.sqlite'")
            var connection = try Connection(opening: "\(copy.path)/hpo.sqlite")
            try connection.script(script, for: "tamper")
            let later = try StudyStore(opening: "\(copy.path)/hpo.sqlite").study(named: "long")
            let verification = try later.verification()
            #expect(verification.differences.isEmpty == holds)
            try run(3, of: later)
            let trials = try later.trials().suffix(3)
            told.append(
                Set(
                    trials.map { "\($0.number) \($0.state) \($0.parameters.sampled.values.sorted { $0.key < $1.key })" }
                ))
            #expect(try later.journal(for: .byHand).ask().attempt.number == 63)
        }
        #expect(told[0].count == 3)
        #expect(told.allSatisfy { $0 == told[0] })
    }

    @Test("a study with stages keeps each of them")
    func stages() throws {
        let study = try study(
            "sampler: { random: {} }, pruner: { none: {} },",
            stages:
                "stages: [{ name: \"first\", trials: 45 }, { name: \"second\", trials: 20, space: { x: { float: [0, 0.5] } } }]"
        )
        try run(50, of: study)
        #expect(try rows("SELECT count(*) FROM snapshots") == [1])
        try run(10, of: study)
        let later = try study.journal(for: .byHand)
        let trial = try later.ask()
        #expect(trial.attempt.number == 60 && trial.stage == "second")
        #expect(later.history(of: "first")?.forPruner.trials.count == 45)
        #expect(later.history(of: "second")?.forPruner.trials.count == 15)
        #expect(try study.verification().differences == [])
    }

    @Test("a snapshot that somebody made up is found by verification")
    func forged() throws {
        let study = try study("sampler: { tpe: {} }, pruner: { none: {} },")
        try run(45, of: study)
        var history = History(direction: .minimize)
        history.apply(.started(number: 0, configuration: Configuration(["x": .float(0.1), "k": .string("a")])))
        history.apply(.ended(number: 0, outcome: .completed(value: -5)))
        let bytes = try #require(HistorySnapshot(of: history)).bytes
        try change(
            "UPDATE snapshots SET trials = x'\(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())'")
        #expect(
            try study.verification().differences.first
                == "what was kept of the history (the table snapshots) is not what the trials say")
    }

    @Test("an edited study is indexed for its new space from what was kept")
    func edited() throws {
        let study = try study("sampler: { tpe: {} }, pruner: { none: {} },")
        try run(45, of: study)
        let journal = try study.journal(for: .byHand)
        _ = try journal.ask()
        try change("UPDATE definitions SET text = replace(text, 'float: [0, 1]', 'float: [0, 2]')")
        let edited = try StudyStore(opening: path).study(named: "long").journal(for: .byHand)
        _ = try edited.ask()
        #expect(try edited.view(of: nil).history.forSampler.space == edited.definition.space)
        #expect(try edited.view(of: nil).history.forSampler.brokenInvariants() == [])
    }
}
