import Expressions
import Search
import Testing

@testable import Storage

@Suite("Epochs recorded together")
struct BatchTests {
    private static func epoch(_ number: Int, _ value: Double, of attempt: TrialAttempt) -> NewEpoch {
        NewEpoch(number, of: attempt, metrics: [Metric("accuracy", value), Metric("loss", 1 - value)], values: [value])
    }

    /// By the metric accuracy alone.
    private static func worth(_ index: Int, _ metrics: [Metric]) -> EpochWorth {
        EpochWorth(values: metrics.filter { $0.name == "accuracy" }.map(\.value))
    }

    @Test("each is the next change of the history, judged by what came before it, and its verdict is stored with it")
    func judges() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let (first, second) = (try fixture.start(owner: nil), try fixture.start(owner: nil))
        var asked: [[Int]] = []
        let receipts = try database.record(
            [Self.epoch(1, 0.5, of: first), Self.epoch(1, 0.4, of: second), Self.epoch(2, 0.6, of: first)], of: study,
            after: 2, takeIn: { $0.isEmpty },
            measure: Self.worth,
            judge: { index, revision, _ in
                asked.append([index, revision])
                return Judgement(.continue)
            })
        #expect(asked == [[0, 3], [1, 4], [2, 5]])
        #expect(receipts == (3...5).map { .recorded(revision: $0, Judgement(.continue)) })
        #expect(try database.study(study).revision == 5)
        #expect(try database.changes(of: study, after: 2).map(\.revision) == [3, 4, 5])
        let epochs = try database.epochs(of: first.number, in: study)
        #expect(epochs.map(\.verdictRevision) == [3, 5] && epochs.map(\.objective) == [0.5, 0.6])
        #expect(epochs[1].metrics == [Metric("accuracy", 0.6), Metric("loss", 0.4)])
        #expect(try database.trials(of: study).map(\.value) == [0.6, 0.4])
    }

    @Test("what others have changed is taken in first, and where it cannot be, nothing is recorded")
    func others() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let attempt = try fixture.start(owner: nil)
        let other = try fixture.start(["lr": .float(0.7)], owner: nil)
        var seen: [HistoryChange] = []
        let receipts = try database.record(
            [Self.epoch(1, 0.5, of: attempt)], of: study, after: 1,
            takeIn: { changes in
                seen = changes.map(\.change)
                return false
            }, measure: Self.worth, judge: { _, _, _ in Judgement(.continue) })
        #expect(receipts == nil)
        #expect(seen == [.started(number: other.number, configuration: Configuration(["lr": .float(0.7)]))])
        #expect(try database.epochs(of: attempt.number, in: study).isEmpty)
        #expect(try database.study(study).revision == 2)
    }

    @Test("after an epoch that ends the trial, what it reported does not count; one that is audited goes on")
    func endings() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let (stopped, audited) = (try fixture.start(owner: nil), try fixture.start(owner: nil))
        let receipts = try database.record(
            [1, 2].flatMap { [Self.epoch($0, 0.5, of: stopped), Self.epoch($0, 0.5, of: audited)] }, of: study,
            after: 2,
            takeIn: { _ in true }, measure: Self.worth,
            judge: { index, _, _ in Judgement(.stop, isAudited: index % 2 == 1) })
        #expect(receipts?[2] == .unwanted)
        #expect(try database.epochs(of: stopped.number, in: study).map(\.epoch) == [1])
        #expect(try database.epochs(of: audited.number, in: study).map(\.epoch) == [1, 2])
        #expect(try database.trial(audited.number, of: study).auditedEpoch == 1)
    }

    @Test("one that cannot be recorded keeps none of the others from it")
    func refused() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let (gone, good) = (try fixture.start(owner: nil), try fixture.start(owner: nil))
        try database.finish(gone, .failed(reason: "enough"))
        let receipts = try database.record(
            [
                Self.epoch(1, 0.5, of: gone), Self.epoch(-1, 0.5, of: good), Self.epoch(1, 0.5, of: good),
                Self.epoch(1, 0.5, of: good), Self.epoch(1, 0.5, of: TrialAttempt(study: study, number: 9, attempt: 1)),
            ], of: study, after: 3, takeIn: { _ in true }, measure: Self.worth, judge: { _, _, _ in nil })
        #expect(
            receipts == [
                .refused(.notRunning(number: 0, state: "failed")), .refused(.unusableEpoch(-1)), .recorded(revision: 4),
                .repeated, .refused(.unknownTrial(number: 9)),
            ])
        #expect(try database.epochs(of: good.number, in: study).map(\.objective) == [0.5])
    }

    @Test("any number of metrics is stored, each name once", arguments: [0, 1, 7, 8, 9, 16, 17, 100])
    func metrics(_ count: Int) throws {
        let fixture = try Fixture()
        let attempt = try fixture.start(owner: nil)
        let names = (0..<count).map { "m\($0 + 100)" }
        let metrics = names.enumerated().map { Metric($1, Double($0)) } + names.prefix(3).map { Metric($0, -1) }
        _ = try fixture.database.record(
            [NewEpoch(1, of: attempt, metrics: metrics, values: [1])], of: fixture.study.id, after: 1,
            takeIn: { _ in true }, measure: Self.worth, judge: { _, _, _ in nil })
        let stored = try fixture.database.epochs(of: 0, in: fixture.study.id)[0].metrics
        #expect(stored == names.enumerated().map { Metric($1, Double($0)) })
    }
}
