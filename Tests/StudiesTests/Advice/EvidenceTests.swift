import Analysis
import Definitions
import Expressions
import Search
import Storage
import TestSupport
import Testing

@testable import Studies

@Suite("What an analysis is given of a study")
struct EvidenceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func study(_ more: String = "") throws -> OpenStudy {
        let text = """
            { name: "given", objective: { minimize: "val_loss" }, train: { command: ["./t"], epochs: 4 },
              space: { x: { float: [0, 1] } }, sampler: { random: {} }, pruner: { none: {} }, \(more) }
            """
        return try StudyStore(opening: "\(folder.path)/hpo.sqlite").create(
            try StudyDefinition.parse(text, file: "given.json5"), directory: folder.path)
    }

    /// Reports epochs 1 … of the trial, each with a training loss beside it.
    private func report(_ losses: [Double], of number: Int, _ journal: StudyJournal) throws {
        for (index, loss) in losses.enumerated() {
            let metrics = [Metric("val_loss", loss), Metric("train_loss", loss / 2)]
            _ = try journal.tell(EpochReport(epoch: index + 1, metrics: metrics), of: number)
        }
    }

    @Test("is each trial's configuration, outcome and curve, repetitions told apart, without those that were deleted")
    func trials() throws {
        let study = try study()
        let journal = try study.journal(for: .byHand)
        for losses in [[0.5, 0.3], [0.9, .nan], [0.7], [0.6]] {
            try report(losses, of: try journal.ask().attempt.number, journal)
        }
        _ = try journal.tellEnd(of: 0)
        _ = try journal.tellEnd(of: 1)
        try journal.tell(failure: "no memory", of: 2)
        let repeated = try #require(try journal.again(Repetition(of: 0, index: 1))).attempt.number
        try report([0.4], of: repeated, journal)
        _ = try journal.tellEnd(of: repeated)
        _ = try journal.ask()

        let evidence = try study.evidence()
        #expect(evidence.objectives == [EvidenceObjective("val_loss", .minimize)] && evidence.epochs == 4)
        #expect(evidence.trials.map(\.number) == [0, 1, 2, 3, 4, 5])
        #expect(evidence.searched.map(\.number) == [0, 1, 2, 3, 5])
        #expect(evidence.trials[4].repeats == 0 && evidence.trials[4].value() == 0.4)
        #expect(evidence.trials[0].outcome == .completed(value: 0.3))
        #expect(evidence.trials[0].curve.values == [0.5, 0.3] && evidence.trials[0].curve.epochs == [1, 2])
        #expect(evidence.trials[1].value() == 0.9 && evidence.trials[1].curve.values.last?.isNaN == true)
        #expect(evidence.trials[2].outcome == .failed(reason: "no memory"))
        #expect(evidence.trials[3].outcome == nil && evidence.trials[3].curve.values == [0.6])
        let x = try study.trial(0).parameters.sampled["x"]
        #expect(evidence.trials[0].configuration == Configuration(["x": try #require(x)]))

        _ = try study.delete(trial: 1)
        #expect(try study.evidence().trials.map(\.number) == [0, 2, 3, 4, 5])
    }

    @Test("is all metrics of one trial by epoch, and what they mean")
    func curves() throws {
        let study = try study()
        let journal = try study.journal(for: .byHand)
        try report([0.9, 0.6, 0.4, 0.3], of: try journal.ask().attempt.number, journal)
        _ = try journal.tellEnd(of: 0)
        let curves = try study.curves(of: 0)
        #expect(curves["train_loss"]?.values == [0.45, 0.3, 0.2, 0.15] && curves.lastEpoch == 4)
        let diagnosis = try study.curveDiagnosis(of: 0)
        #expect(diagnosis.ratio?.ratio == 2)
        #expect(diagnosis.findings.map(\.kind) == ["wide_gap", "still_improving"])
    }

    @Test("is that of one stage where a study has some, in the space of the stage")
    func stages() throws {
        let study = try study(
            """
            stages: [{ name: "wide", trials: 2 }, { name: "narrow", trials: 2, space: { x: { float: [0.4, 0.6] } } }]
            """)
        let journal = try study.journal(for: .byHand)
        for loss in [0.5, 0.4, 0.3] {
            let number = try journal.ask().attempt.number
            try report([loss], of: number, journal)
            _ = try journal.tellEnd(of: number)
        }
        #expect(try study.evidence(stage: "wide").trials.map(\.number) == [0, 1])
        let newest = try study.evidence()
        #expect(newest.trials.map(\.number) == [2])
        #expect(newest.space.parameters.map(\.domain) == [.float(low: 0.4, high: 0.6)])
        #expect(throws: StudyError.self) { try study.evidence(stage: "none") }
        let advice = try study.advice()
        #expect(
            throws: StudyError.noNextDefinition(study: "given", why: "each of its stages follows from those before")
        ) {
            try study.nextDefinition(named: "next", after: advice) { text throws(DefinitionErrors) in
                try StudyDefinition.parse(text, file: "next.json5")
            }
        }
    }
}
