import Foundation
import Search
import Testing

@testable import Storage

@Suite("Reports of one epoch")
struct MergingTests {
    let fixture: Fixture
    let attempt: TrialAttempt

    init() throws {
        fixture = try Fixture()
        attempt = try fixture.start(owner: nil)
    }

    /// Records `metrics`, of which accuracy is the objective.
    private func record(_ epoch: Int, _ metrics: [(String, Double)], verdict: Verdict? = .continue) throws
        -> EpochReceipt
    {
        let metrics = metrics.map { Metric($0.0, $0.1) }
        let worth = { (metrics: [Metric]) in
            EpochWorth(values: metrics.filter { $0.name == "accuracy" }.map(\.value))
        }
        let receipts = try fixture.database.record(
            [NewEpoch(epoch, of: attempt, metrics: metrics, values: worth(metrics).values)], of: fixture.study.id,
            after: .max, takeIn: { _ in true }, measure: { worth($1) },
            judge: { _, _, _ in verdict.map { Judgement($0) } })
        return try #require(receipts?.first)
    }

    private var epochs: [Epoch] { get throws { try fixture.database.epochs(of: 0, in: fixture.study.id) } }
    private var trial: Trial { get throws { try fixture.database.trial(0, of: fixture.study.id) } }
    private var reports: [HistoryChange] {
        get throws { try fixture.database.changes(of: fixture.study.id, after: 1).map(\.change) }
    }

    @Test("an epoch is judged once its objective is there")
    func later() throws {
        #expect(try record(1, [("loss", 8)]) == .recordedWithoutObjective)
        let merged = try record(1, [("accuracy", 0.25)])
        let metrics = [Metric("accuracy", 0.25), Metric("loss", 8)]
        #expect(
            merged
                == .merged(MergedEpoch(metrics: metrics, changed: nil, revision: 2, judgement: Judgement(.continue))))
        let epoch = try epochs[0]
        #expect(epoch.metrics == metrics && epoch.objective == 0.25)
        #expect(epoch.revision == 2 && epoch.verdict == .continue && epoch.verdictRevision == 2)
        #expect(try trial.value == 0.25 && trial.bestEpoch == 1)
        #expect(try reports == [.reported(number: 0, epoch: 1, value: 0.25)])
    }

    @Test(
        "what an epoch was before keeps every digit of its metrics",
        arguments: [0.98375374812490505, 0.1, 1.0 / 3, 2, -.leastNonzeroMagnitude, .greatestFiniteMagnitude] as [Double]
    )
    func digits(loss: Double) throws {
        _ = try record(1, [("accuracy", 0.25), ("loss", loss)])
        _ = try record(1, [("accuracy", 0.5)])
        let metrics = try #require(try fixture.database.replacedEpochs(of: 0, in: fixture.study.id).first?.metrics)
        let written = try #require(metrics.components(separatedBy: "\"loss\":").last?.dropLast())
        #expect(Double(written) == loss, "\(metrics)")
    }

    @Test("metrics that come after the objective change nothing that a sampler or a pruner sees")
    func after() throws {
        _ = try record(1, [("accuracy", 0.25)])
        let merged = try record(1, [("loss", 8), ("accuracy", 0.25)])
        let metrics = [Metric("accuracy", 0.25), Metric("loss", 8)]
        #expect(merged == .merged(MergedEpoch(metrics: metrics, changed: nil, revision: nil, judgement: nil)))
        #expect(try epochs.map(\.metrics) == [metrics] && epochs[0].verdictRevision == 2)
        #expect(try fixture.database.study(fixture.study.id).revision == 2)
    }

    @Test("another value of the objective is a change of its own, and what was judged before it stays on record")
    func correction() throws {
        _ = try record(1, [("accuracy", 0.9), ("loss", -.infinity)])
        _ = try record(2, [("accuracy", 0.5)])
        let merged = try record(1, [("accuracy", 0.25)], verdict: .stop)
        let change = MetricChange(name: "accuracy", before: 0.9, after: 0.25)
        let metrics = [Metric("accuracy", 0.25), Metric("loss", -.infinity)]
        #expect(
            merged
                == .merged(MergedEpoch(metrics: metrics, changed: change, revision: 4, judgement: Judgement(.stop))))
        #expect(
            try reports == [
                .reported(number: 0, epoch: 1, value: 0.9), .reported(number: 0, epoch: 2, value: 0.5),
                .reported(number: 0, epoch: 1, value: 0.25),
            ])
        #expect(try epochs.map(\.objective) == [0.25, 0.5] && epochs.map(\.verdict) == [.stop, .continue])
        let replaced = try fixture.database.replacedEpochs(of: 0, in: fixture.study.id)
        #expect(
            replaced == [
                ReplacedEpoch(
                    epoch: 1, attempt: 1, revision: 2, replacedRevision: 4, objective: 0.9, verdict: .continue,
                    verdictRevision: 2, metrics: #"{"accuracy":0.9,"loss":"-Inf"}"#)
            ])
        // What was the best is not any more.
        #expect(try trial.value == 0.5 && trial.bestEpoch == 2)
    }
}
