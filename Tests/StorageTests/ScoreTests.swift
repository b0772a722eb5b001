import Expressions
import Search
import Storage
import TestSupport
import Testing

@Suite struct ScoreTests {
    /// A database with a study of two objectives, and its trials' attempts.
    private static func two() throws -> (StudyDatabase, Study, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let database = try StudyDatabase(opening: folder.path("hpo.sqlite"))
        let study = try database.createStudy(
            NewStudy(
                name: "two",
                objectives: [
                    StudyObjective(metric: "accuracy", direction: .maximize),
                    StudyObjective(metric: "size", direction: .minimize),
                ], seed: 1, directory: "/somewhere", definitionText: "{}"))
        return (database, study, folder)
    }

    private static func start(_ database: StudyDatabase, _ study: Study) throws -> TrialAttempt {
        let ask = try database.nextAsk(of: study.id)
        let trial = NewTrial.sampled(["lr": .float(0.1)], number: ask.number, saw: ask.revision)
        let claimed = try database.startTrial(number: ask.number, of: study.id, as: trial, owner: nil)
        return try #require(claimed).attempt
    }

    @Test("of several objectives a trial counts with the values of its last epoch, and comes back with all of them")
    func last() throws {
        let (database, study, folder) = try Self.two()
        defer { withExtendedLifetime(folder) {} }
        #expect(study.objectives.map(\.metric) == ["accuracy", "size"])
        #expect(try database.study(named: "two") == study)
        #expect(try database.studies() == [study])
        let attempt = try Self.start(database, study)
        for (epoch, accuracy) in [(1, 0.9), (3, 0.5), (2, 0.7)] {
            let receipt = try database.recordEpoch(
                epoch, of: attempt, metrics: [("accuracy", accuracy)], objective: accuracy, further: [Double(epoch)])
            #expect(receipt == .recordedWithoutObjective)
        }
        let running = try database.trial(0, of: study.id)
        #expect(running.values == [0.5, 3] && running.bestEpoch == 3 && running.value == nil)
        let result = try #require(running.result)
        #expect(result == .completed(Score(values: [0.5, 3])))
        try database.finish(attempt, result)
        let trial = try database.trial(0, of: study.id)
        #expect(trial.values == [0.5, 3] && trial.bestEpoch == 3 && trial.state.name == .completed)
        let changes = try database.changes(of: study.id, after: 0).map(\.change)
        #expect(changes.count == 2 && changes[1] == .ended(number: 0, outcome: result))
        // As of the start alone there is no ending, and after it nothing but the ending.
        #expect(try database.changes(of: study.id, after: 0, through: 1).map(\.change) == [changes[0]])
        #expect(try database.changes(of: study.id, after: 1).map(\.change) == [changes[1]])
        #expect(try database.bestTrial(of: study.id) == nil)
    }

    @Test("completed trials have the value of each objective")
    func several() throws {
        let (database, study, folder) = try Self.two()
        defer { withExtendedLifetime(folder) {} }
        for values in [[0.9, 9], [0.8, 5], [0.7, 6], [.nan, 1]] {
            let attempt = try Self.start(database, study)
            try database.recordEpoch(1, of: attempt, metrics: [], objective: values[0], further: [values[1]])
            try database.finish(attempt, .completed(Score(values: values)))
        }
        let values = try database.trials(of: study.id).map(\.values)
        #expect(values[2] == [0.7, 6] && values[3][0].isNaN && values[3][1] == 1)
    }

    @Test("with conditions a trial counts with its best epoch among those that violate them least")
    func conditions() throws {
        let fixture = try Fixture(direction: .maximize)
        let study = fixture.study.id
        let attempt = try fixture.start(owner: fixture.owner)
        func record(_ epoch: Int, _ value: Double, _ violation: Double) throws -> EpochReceipt {
            try fixture.database.recordEpoch(
                epoch, of: attempt, metrics: [("accuracy", value)], objective: value, violation: violation)
        }
        #expect(try record(1, 0.9, 5) == .recordedWithoutObjective)
        #expect(try record(2, 0.7, .infinity) == .recordedWithoutObjective)
        #expect(try record(3, 0.6, 2) == .recordedWithoutObjective)
        let before = try fixture.database.trial(0, of: study)
        #expect(before.values == [0.6] && before.violation == 2 && before.bestEpoch == 3 && !before.isFeasible)
        #expect(before.result == .completed(Score(values: [0.6], violation: 2)))
        #expect(try record(4, 0.4, 0).revision != nil)
        #expect(try record(5, 0.5, 0).revision != nil)
        #expect(try record(6, 0.95, 1) == .recordedWithoutObjective)
        let after = try fixture.database.trial(0, of: study)
        #expect(after.value == 0.5 && after.violation == 0 && after.bestEpoch == 5)
        #expect(after.result == .completed(value: 0.5))
        let epochs = try fixture.database.epochs(of: 0, in: study)
        #expect(epochs.map(\.violation) == [5, .infinity, 2, 0, 0, 1])
        #expect(epochs.map(\.objective) == [0.9, 0.7, 0.6, 0.4, 0.5, 0.95])
    }

    @Test("a trial that violates the conditions is completed, and never the best")
    func infeasible() throws {
        let fixture = try Fixture(direction: .maximize)
        let study = fixture.study.id
        for (value, violation) in [(0.9, 3.0), (0.5, 0), (0.6, 0), (0.99, 0.1)] {
            let attempt = try fixture.start(owner: fixture.owner)
            try fixture.database.recordEpoch(
                1, of: attempt, metrics: [("accuracy", value)], objective: value, violation: violation)
            let result = try #require(try fixture.database.trial(attempt.number, of: study).result)
            try fixture.database.finish(attempt, result)
        }
        #expect(try fixture.database.bestTrial(of: study)?.number == 2)
        #expect(try fixture.database.bestTrial(of: study)?.value == 0.6)
        #expect(try fixture.database.trials(of: study).map(\.bestEpoch) == [1, 1, 1, 1])
        let outcomes = try fixture.database.changes(of: study, after: 0).compactMap { change -> Outcome? in
            if case .ended(_, let outcome) = change.change { outcome } else { nil }
        }
        #expect(
            outcomes == [
                .completed(Score(values: [0.9], violation: 3)), .completed(value: 0.5), .completed(value: 0.6),
                .completed(Score(values: [0.99], violation: 0.1)),
            ])
        #expect(try fixture.query("SELECT best FROM study_table") == ["0.6"])
    }
}
