import Definitions
import Expressions
import Search
import Testing

@testable import Runner
@testable import Storage
@testable import Studies

@Suite("The report on pruning")
struct PruningReportTests {
    @Test("counts what was saved, and the audited trials that would have been the best or among the best tenth")
    func report() throws {
        // In turn: the first completes, half of the rest is stopped or would have been.
        let harness = try StudyHarness(threeEpochs, pruner: Cutter(epoch: 1)) { $0.epochs = 3 }
        let database = harness.database
        let values: [(value: Double, audited: Bool?)] = [
            (0.5, nil), (0.9, true), (0.7, true), (0, false), (0.95, nil), (0.97, true), (0, false), (0.1, true),
        ]
        for (number, row) in values.enumerated() {
            let ask = try database.nextAsk(of: harness.study.id)
            let trial = NewTrial(
                parameters: TrialParameters(sampled: Configuration(["x": .float(row.value)])), seed: number,
                origin: .sampler)
            let claimed = try #require(
                try database.startTrial(number: ask.number, of: harness.study.id, as: trial, owner: nil))
            let receipt = try database.recordEpoch(
                1, of: claimed.attempt, metrics: [("val", row.value)], objective: row.value)
            try database.recordVerdict(
                row.audited == nil ? .continue : .stop, at: 1, of: claimed.attempt,
                sawRevision: try #require(receipt.revision), isAudited: row.audited == true)
            if number == 7 { continue }
            try database.finish(
                claimed.attempt, row.audited == false ? .pruned(epoch: 1) : .completed(value: row.value))
        }
        let report = PruningReport(of: try harness.pruning, epochs: 3, direction: .maximize)
        #expect(report.pruned == 2 && report.savedEpochs == 4 && report.plannedEpochs == 24)
        #expect(report.wouldBeBest == Proportion(2, of: 3))
        #expect(report.inTopTenth == Proportion(1, of: 3))
        #expect(report.runningOn == 1)
        let lowest = PruningReport(of: try harness.pruning, epochs: nil, direction: .minimize)
        #expect(lowest.savedEpochs == nil && lowest.wouldBeBest == Proportion(0, of: 3))
    }

    @Test("of a program that counts from 0, the epochs are counted, and the last one is the one before `epochs`")
    func fromZero() throws {
        let harness = try StudyHarness(threeEpochs, pruner: Cutter(epoch: 1)) { $0.epochs = 3 }
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: harness.definition, owner: nil)
        let stopped = try journal.ask().attempt
        let told = try (0...1).map { epoch in
            try journal.tell(EpochReport(epoch: epoch, metrics: [Metric("val", 0.5)]), of: stopped.number)
        }
        #expect(told == [.continue, .stop])
        // Two of three epochs ran.
        #expect(PruningReport(of: try harness.pruning, epochs: 3, direction: .maximize).savedEpochs == 1)
        let late = try StudyHarness(threeEpochs, pruner: Cutter(epoch: 2)) { $0.epochs = 3 }
        let other = StudyJournal(late.database, study: late.study, definition: late.definition, owner: nil)
        let whole = try other.ask().attempt
        for epoch in 0...2 {
            let report = EpochReport(epoch: epoch, metrics: [Metric("val", 0.5)])
            #expect(try other.tell(report, of: whole.number) == .continue)
        }
        let verification = try StudyVerification(of: late.study, in: late.database) { _ in late.definition }
        #expect(verification.verdicts == 3 && verification.differences == [])
    }

    @Test("a deleted trial is not counted")
    func deleted() throws {
        let harness = try StudyHarness(pruner: Cutter(epoch: 1)) { $0.epochs = 3 }
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: harness.definition, owner: nil)
        for _ in 0..<3 {
            let number = try journal.ask().attempt.number
            let told = try journal.tell(EpochReport(epoch: 1, metrics: [Metric("val", 0.5)]), of: number)
            #expect(told == .stop)
        }
        #expect(PruningReport(of: try harness.pruning, epochs: 3, direction: .maximize).pruned == 3)
        try harness.database.deleteTrial(1, of: harness.study.id)
        let report = PruningReport(of: try harness.pruning, epochs: 3, direction: .maximize)
        #expect(report.pruned == 2 && report.savedEpochs == 4 && report.plannedEpochs == 6)
    }

    @Test("of stages with epochs of their own, each trial is counted by those of its stage")
    func stages() throws {
        let stop = { (stage: String?, epoch: Int, isPaused: Bool, trials: Int) in
            PruningTally.Stop(stage: stage, epoch: epoch, isPaused: isPaused, countsFromZero: false, trials: trials)
        }
        let tally = PruningTally(
            begun: ["short": 10, "long": 4], stops: [stop("short", 2, false, 3), stop("long", 5, true, 2)],
            audited: [], completed: [])
        let report = PruningReport(of: tally, epochs: nil, stages: ["short": 4, "long": 20], direction: .minimize)
        #expect(report.pruned == 3 && report.paused == 2)
        #expect(report.plannedEpochs == 120 && report.savedEpochs == 3 * 2 + 2 * 15)
        #expect(PruningReport(of: tally, epochs: nil, stages: ["short": 4], direction: .minimize).savedEpochs == nil)
    }
}
