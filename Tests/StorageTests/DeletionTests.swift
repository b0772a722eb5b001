import Expressions
import Search
import System
import Testing

@testable import Storage

@Suite("Deleted trials")
struct DeletionTests {
    private let fixture: Fixture
    private var database: StudyDatabase { fixture.database }
    private var study: StudyID { fixture.study.id }

    /// Two trials that completed with 0.5 and 0.75, one that was stopped, and one that waits.
    init() throws {
        fixture = try Fixture()
        for value in [0.5, 0.75] {
            let attempt = try fixture.start(["lr": .float(value)], owner: fixture.owner)
            try fixture.report(value, at: 1, of: attempt)
            try fixture.database.finish(attempt, .completed(value: value))
        }
        try fixture.database.finish(try fixture.start(owner: fixture.owner), .stopped)
        _ = try fixture.database.enqueue(
            [.sampled(["lr": .float(0.1)], number: 3, saw: 0)], numberedFrom: 3, to: fixture.study.id)
    }

    @Test("count for nothing, and stay on record")
    func delete() throws {
        let before = try database.epochs(of: 1, in: study)
        #expect(try database.bestTrial(of: study)?.number == 1)
        #expect(try database.deleteTrial(1, of: study) == [1])
        #expect(try database.bestTrial(of: study)?.number == 0)
        #expect(try database.scores(of: study).map(\.value) == [0.5])
        #expect(try database.counts(of: study).counts == [.completed: 1, .stopped: 1, .waiting: 1])
        let trial = try database.trial(1, of: study)
        #expect(trial.deletedRevision == 9 && trial.value == 0.75)
        #expect(try database.epochs(of: 1, in: study) == before)
        #expect(try database.trials(of: study).map(\.deletedRevision) == [nil, 9, nil, nil])
    }

    @Test("are a change of the history, from which on it is what it were without them")
    func history() throws {
        try database.deleteTrial(1, of: study)
        let changes = try database.changes(of: study, after: 0)
        #expect(changes.last?.revision == 9 && changes.last?.change == .deleted(number: 1))
        var history = History(direction: .maximize)
        for (_, change) in changes { history.apply(change) }
        #expect(history.trials.map(\.number) == [0, 2] && history.best?.number == 0)
        var without = History(direction: .maximize)
        for (_, change) in changes where change.number != 1 { without.apply(change) }
        #expect(history.ranking == without.ranking && history.completedCount == 1)
    }

    @Test("are neither begun nor resumed nor repeated, and their numbers are not given again")
    func claims() throws {
        try database.deleteTrial(2, of: study)
        try database.deleteTrial(3, of: study)
        #expect(try database.claimStopped(of: study, owner: fixture.owner) == nil)
        #expect(try database.claimWaiting(of: study, owner: fixture.owner) == nil)
        #expect(try database.claimWaiting(3, of: study, owner: fixture.owner) == nil)
        #expect(try database.nextAsk(of: study).number == 4)
        // What never began is no change of the history.
        #expect(try database.changes(of: study, after: 0).map(\.change.number).filter { $0 == 3 } == [])
        try database.deleteTrial(0, of: study)
        #expect(throws: StorageError.deletedTrial(number: 0)) {
            try database.startRepetition(
                Repetition(of: 0, index: 1), of: study, with: TrialParameters(sampled: Configuration()), seed: 1,
                owner: fixture.owner)
        }
    }

    @Test("take what repeats them along, and are refused while one of them runs")
    func repetitions() throws {
        let repetition = try database.startRepetition(
            Repetition(of: 0, index: 1), of: study, with: TrialParameters(sampled: Configuration()), seed: 1,
            owner: fixture.owner)
        let running = try #require(repetition).attempt
        let pid = fixture.owner.process.pid
        #expect(throws: StorageError.trialRuns(number: 4, process: pid, host: fixture.owner.host)) {
            try database.deleteTrial(0, of: study)
        }
        try database.finish(running, .completed(value: 0.25))
        #expect(try database.deleteTrial(0, of: study) == [0, 4])
        #expect(try database.counts(of: study).repetitions == 0)
        #expect(throws: StorageError.deletedTrial(number: 4)) { try database.deleteTrial(4, of: study) }
        #expect(throws: StorageError.unknownTrial(number: 9)) { try database.deleteTrial(9, of: study) }
    }
}
