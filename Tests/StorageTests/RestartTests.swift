import Search
import Testing

@testable import Storage

@Suite("Attempts that start over")
struct RestartTests {
    /// A trial whose first attempt reported epochs 1, 2, 3, in its second attempt.
    private func resumed() throws -> (fixture: Fixture, attempt: TrialAttempt) {
        let fixture = try Fixture()
        let first = try fixture.start(owner: fixture.owner)
        for (epoch, value) in [(1, 0.6), (2, 0.7), (3, 0.95)] { try fixture.report(value, at: epoch, of: first) }
        try fixture.database.finish(first, .stopped)
        let claimed = try fixture.database.claimStopped(of: fixture.study.id, owner: fixture.owner)
        return (fixture, try #require(claimed).attempt)
    }

    @Test(
        "replace what earlier ones reported from their first epoch on",
        arguments: [
            (1, [0.5], [1, 2, 3], 0.5, 1), (2, [0.6, 0.5], [2, 3], 0.6, 1), (3, [0.6, 0.7, 0.5], [3], 0.7, 2),
        ] as [(Int, [Double], [Int], Double, Int)])
    func replace(first: Int, values: [Double], stale: [Int], best: Double, bestEpoch: Int) throws {
        let (fixture, attempt) = try resumed()
        let (database, study) = (fixture.database, fixture.study.id)
        #expect(try fixture.report(0.5, at: first, of: attempt) == .recorded(revision: 8))
        #expect(try database.epochs(of: 0, in: study).map(\.objective) == values)
        #expect(try database.epochs(of: 0, in: study).last?.attempt == 2)
        let trial = try database.trial(0, of: study)
        #expect(trial.value == best && trial.bestEpoch == bestEpoch)
        let replaced = try database.replacedEpochs(of: 0, in: study)
        #expect(replaced.map(\.epoch) == stale && replaced.allSatisfy { $0.replacedRevision == 7 && $0.attempt == 1 })
        let changes = try database.changes(of: study, after: 0).map(\.change)
        #expect(changes.count == 8)
        #expect(
            changes[1...3].map { $0 }
                == [(1, 0.6), (2, 0.7), (3, 0.95)].map { .reported(number: 0, epoch: $0, value: $1) })
        #expect(
            changes.suffix(2) == [
                .restarted(number: 0, epoch: first), .reported(number: 0, epoch: first, value: 0.5),
            ])
        let history = changes.reduce(into: History(direction: .maximize)) { $0.apply($1) }
        #expect(history.trial(0)?.curve.values == values)
    }

    @Test("do so once: what the attempt itself reports later takes nothing away")
    func once() throws {
        let (fixture, attempt) = try resumed()
        for epoch in [2, 3, 1] { try fixture.report(0.5, at: epoch, of: attempt) }
        let epochs = try fixture.database.epochs(of: 0, in: fixture.study.id)
        #expect(epochs.map(\.epoch) == [1, 2, 3] && epochs.map(\.objective) == [0.5, 0.5, 0.5])
    }

    @Test("take nothing away where they go on from a checkpoint")
    func goesOn() throws {
        let (fixture, attempt) = try resumed()
        try fixture.report(0.5, at: 4, of: attempt)
        #expect(try fixture.database.replacedEpochs(of: 0, in: fixture.study.id).isEmpty)
        #expect(try fixture.database.trial(0, of: fixture.study.id).value == 0.95)
    }

    @Test("leave a trial without a value where they have not reported the objective")
    func nothing() throws {
        let (fixture, attempt) = try resumed()
        try fixture.database.recordEpoch(1, of: attempt, metrics: [("loss", 1)], objective: nil)
        let trial = try fixture.database.trial(0, of: fixture.study.id)
        #expect(trial.value == nil && trial.bestEpoch == nil && trial.result == nil)
    }
}
