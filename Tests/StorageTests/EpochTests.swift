import Expressions
import Search
import Storage
import Testing

@Suite struct EpochTests {
    @Test("an epoch comes back with every metric, NaN and infinities included")
    func metrics() throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        let metrics = [("loss", Double.infinity), ("accuracy", 0.5), ("gap", -.infinity), ("rate", .nan), ("loss", 3)]
        let receipt = try fixture.database.recordEpoch(3, of: attempt, metrics: metrics, objective: 0.5)
        #expect(receipt == .recorded(revision: 2))
        let epoch = try #require(try fixture.database.epochs(of: 0, in: fixture.study.id).first)
        #expect((epoch.epoch, epoch.attempt, epoch.revision, epoch.objective) == (3, 1, 2, 0.5))
        #expect(epoch.metrics.map(\.name) == ["accuracy", "gap", "loss", "rate"])
        #expect(epoch.metrics.prefix(3).map(\.value) == [0.5, -.infinity, .infinity])
        #expect(epoch.metrics[3].value.isNaN)
        #expect(epoch.reportedAt == 1_000_000)
        #expect(epoch.verdict == nil)
    }

    @Test("an epoch without the objective is stored, and no sampler sees it")
    func withoutObjective() throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        let receipt = try fixture.database.recordEpoch(1, of: attempt, metrics: [("loss", 1)], objective: nil)
        #expect(receipt == .recordedWithoutObjective)
        #expect(try fixture.database.epochs(of: 0, in: fixture.study.id).map(\.objective) == [nil])
        #expect(try fixture.database.changes(of: fixture.study.id, after: 1).isEmpty)
        #expect(try fixture.database.trial(0, of: fixture.study.id).value == nil)
    }

    @Test("what was reported before changes nothing, NaN included")
    func repeated() throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        let metrics = [("accuracy", 0.5), ("rate", Double.nan)]
        try fixture.database.recordEpoch(1, of: attempt, metrics: metrics, objective: 0.5)
        let again = try fixture.database.recordEpoch(1, of: attempt, metrics: metrics, objective: 0.5)
        #expect(again == .repeated)
        #expect(try fixture.database.study(fixture.study.id).revision == 2)
    }

    @Test("a program may count its epochs from 0")
    func fromZero() throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        #expect(try !fixture.database.trial(0, of: fixture.study.id).countsFromZero)
        for (epoch, value) in [0.5, 0.25].enumerated() { try fixture.report(value, at: epoch, of: attempt) }
        let trial = try fixture.database.trial(0, of: fixture.study.id)
        #expect(trial.bestEpoch == 0 && trial.value == 0.5 && trial.countsFromZero)
        #expect(try fixture.database.epochs(of: 0, in: fixture.study.id).map(\.epoch) == [0, 1])
    }

    @Test("a negative epoch is refused", arguments: [-1, Int.min])
    func unusable(epoch: Int) throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        #expect(throws: StorageError.unusableEpoch(epoch)) { try fixture.report(1, at: epoch, of: attempt) }
    }

    @Test(
        "a trial's value is its best so far, NaN the worst, the first of equal ones",
        arguments: [
            (.maximize, [0.1, 0.5, 0.5, 0.2], 0.5, 2), (.minimize, [0.3, 0.1, 0.1, 0.2], 0.1, 2),
            (.maximize, [.nan, -.infinity, .nan], -.infinity, 2), (.minimize, [.nan, .infinity], .infinity, 2),
            (.maximize, [.nan, .nan], .nan, 1), (.minimize, [1, .nan, -.infinity], -.infinity, 3),
        ] as [(Direction, [Double], Double, Int)])
    func bestSoFar(direction: Direction, values: [Double], best: Double, epoch: Int) throws {
        let fixture = try Fixture(direction: direction)
        let attempt = try fixture.start(owner: fixture.owner)
        for (index, value) in values.enumerated() { try fixture.report(value, at: index + 1, of: attempt) }
        for finished in [false, true] {
            if finished { try fixture.database.finish(attempt, .completed(value: best)) }
            let trial = try fixture.database.trial(0, of: fixture.study.id)
            let value = try #require(trial.value)
            #expect(value == best || value.isNaN && best.isNaN)
            #expect(trial.bestEpoch == epoch)
        }
        let ended = try fixture.database.changes(of: fixture.study.id, after: values.count + 1).map(\.change)
        guard case .ended(0, .completed(let score)) = ended.first, let value = score.value else {
            Issue.record("\(ended)")
            return
        }
        #expect(value == best || value.isNaN && best.isNaN)
    }

    @Test("a verdict is kept with the history that it was made on")
    func verdicts() throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: fixture.owner)
        for epoch in 1...2 { try fixture.report(0.5, at: epoch, of: attempt) }
        try fixture.database.recordVerdict(.continue, at: 1, of: attempt, sawRevision: 2)
        try fixture.database.recordVerdict(.stop, at: 2, of: attempt, sawRevision: 17)
        let epochs = try fixture.database.epochs(of: 0, in: fixture.study.id)
        #expect(epochs.map(\.verdict) == [.continue, .stop])
        #expect(epochs.map(\.verdictRevision) == [2, 17])
        #expect(throws: StorageError.unknownEpoch(number: 0, epoch: 3)) {
            try fixture.database.recordVerdict(.stop, at: 3, of: attempt, sawRevision: 3)
        }
    }
}
