import Definitions
import Search
import Storage
import TestSupport
import Testing

@testable import Studies

@Suite("What is told of a trial by hand")
struct ToldAgainTests {
    private let folder: TemporaryFolder
    private let study: OpenStudy
    private let journal: StudyJournal

    init() throws {
        let text = """
            { name: "told", objective: { minimize: "loss" }, train: { ask: true }, space: { x: { float: [0, 1] } },
              sampler: { random: {} }, pruner: { threshold: { upper: 1 } } }
            """
        folder = try TemporaryFolder()
        study = try StudyStore(opening: "\(folder.path)/hpo.sqlite")
            .create(try StudyDefinition.parse(text, file: "told.json5"), directory: "/nowhere")
        journal = try study.journal(for: .byHand)
    }

    private func report(_ epoch: Int, _ value: Double, of metric: String = "loss") -> EpochReport {
        EpochReport(epoch: epoch, metrics: [Metric(metric, value)])
    }

    private func expectVerified() throws {
        let verified = try study.verification()
        #expect(verified.differences == [])
    }

    @Test("a report that is sent again after it has stopped the trial is answered as it was")
    func sentAgain() throws {
        _ = try journal.ask()
        #expect(try journal.told(report(1, 2), of: 0).verdict == .stop)
        #expect(try study.trial(0).state == .pruned(epoch: 1))
        let other = try study.journal(for: .byHand)
        for journal in [journal, other] {
            let answer = try journal.told(report(1, 2), of: 0)
            #expect(answer.verdict == .stop && answer.receipt == .repeated)
            for new in [report(1, 3), report(2, 2), report(1, 2, of: "accuracy")] {
                #expect(throws: StudyError.storage(.notRunning(number: 0, state: "pruned"))) {
                    try journal.told(new, of: 0)
                }
            }
        }
        try expectVerified()
    }

    @Test("a stop whose process died before the end was recorded is carried out when the report is sent again")
    func leftRunning() throws {
        let trial = try journal.ask()
        guard case .recorded(let recorded) = try journal.record([(report(1, 2), trial.attempt)])[0] else {
            throw CancellationError()
        }
        #expect(recorded.verdict == .stop)
        #expect(try study.trial(0).state == .running)
        let answer = try study.journal(for: .byHand).told(report(1, 2), of: 0)
        #expect(answer.verdict == .stop && answer.receipt == .repeated)
        #expect(try study.trial(0).state == .pruned(epoch: 1))
        try expectVerified()
    }

    @Test("several processes that report the same epoch of one trial are all told to stop")
    func several() throws {
        let journals = try (0..<4).map { _ in try study.journal(for: .byHand) }
        for number in 0..<5 {
            _ = try journals[number % 4].ask()
            for journal in journals { #expect(try journal.told(report(3, 7), of: number).verdict == .stop) }
        }
        try expectVerified()
    }

    @Test("a last epoch that is on record already is not recorded once more")
    func lastEpoch() throws {
        let trial = try journal.ask()
        // A process that was killed between the two.
        _ = try journal.record([(report(4, 0.5), trial.attempt)], ended: [trial.attempt])
        let end = try journal.tellEnd(of: 0, with: [Metric("loss", 0.5)], at: 4)
        #expect(end == .completed(value: 0.5))
        #expect(try study.epochs(of: 0).map(\.epoch) == [4])
        try expectVerified()
    }

    @Test("a last epoch completes the trial in one step, and no pruner has a say in it")
    func completed() throws {
        _ = try journal.ask()
        #expect(try journal.told(report(1, 0.9), of: 0).verdict == .continue)
        #expect(try journal.tellEnd(of: 0, with: [Metric("loss", 2)]) == .completed(value: 0.9))
        #expect(try study.trial(0).state == .completed(Score(values: [0.9])))
        #expect(try study.epochs(of: 0).map(\.verdict) == [.continue, nil])
        try expectVerified()
    }

    @Test(
        "epochs may come in any order, and without the objective at first",
        arguments: [
            [(2, "accuracy", 1.0), (1, "loss", 2)],
            [(1, "accuracy", 1), (2, "accuracy", 1), (1, "loss", 2)],
            [(5, "loss", 1), (3, "loss", 1), (4, "loss", 2)],
            [(5, "loss", .infinity), (3, "loss", .infinity)],
            [(5, "loss", .nan), (3, "loss", .nan), (4, "loss", 3)],
            [(5, "loss", 0.5), (3, "loss", 0.7), (4, "loss", 0.5), (2, "loss", 3)],
        ] as [[(Int, String, Double)]])
    func anyOrder(reports: [(Int, String, Double)]) throws {
        _ = try journal.ask()
        for (epoch, metric, value) in reports {
            do throws(StudyError) {
                _ = try journal.told(report(epoch, value, of: metric), of: 0)
            } catch {
                #expect(error == .storage(.notRunning(number: 0, state: "pruned")))
            }
        }
        let isStopped = reports.contains { $0.1 == "loss" && !($0.2 <= 1) }
        #expect(try study.trial(0).state.name == (isStopped ? .pruned : .running))
        try expectVerified()
    }

    @Test("of equal values the first epoch counts, in whatever order they come", arguments: [1, .infinity, .nan, -0.0])
    func equals(value: Double) throws {
        _ = try journal.ask()
        let trial = try study.trial(0)
        for epoch in [5, 3, 4] {
            _ = try journal.record([
                (report(epoch, value), TrialAttempt(study: study.record.id, number: 0, attempt: trial.attempt))
            ])
        }
        #expect(try study.trial(0).bestEpoch == 3)
    }

    @Test(
        "an end that is told again is answered as it was, and another one refused",
        arguments: [
            (ToldEnd.value(0.5), ToldEnd.value(0.6)), (.value(.nan), .value(0)), (.epochs, .value(0.8)),
            (.lastEpoch([Metric("loss", 0.25)], epoch: nil), .lastEpoch([Metric("loss", 0.3)], epoch: nil)),
            (
                .lastEpoch([Metric("loss", .nan), Metric("accuracy", 1)], epoch: 7),
                .lastEpoch([Metric("loss", .nan), Metric("accuracy", 1)], epoch: 8)
            ),
            (.lastEpoch([Metric("loss", 0.25)], epoch: 1), .lastEpoch([Metric("accuracy", 0.25)], epoch: 1)),
            (.failure("out of memory"), .failure("killed")), (.failure("out of memory"), .epochs),
            (.value(0.5), .epochs),
        ])
    func endAgain(end: ToldEnd, other: ToldEnd) throws {
        _ = try journal.ask()
        _ = try journal.told(report(1, 0.75), of: 0)
        let first = try journal.tell(end, of: 0)
        #expect(!first.isRepeated)
        let (trial, epochs) = (try study.trial(0), try study.epochs(of: 0))
        for journal in [journal, try study.journal(for: .byHand)] {
            let again = try journal.tell(end, of: 0)
            #expect(again.isRepeated && "\(again.outcome)" == "\(first.outcome)")
            #expect(throws: StudyError.storage(.notRunning(number: 0, state: trial.state.name.rawValue))) {
                try journal.tell(other, of: 0)
            }
        }
        let (trialNow, epochsNow) = (try study.trial(0), try study.epochs(of: 0))
        #expect("\(trialNow)" == "\(trial)" && epochsNow.count == epochs.count)
        try expectVerified()
    }

    @Test("an end that is told of a trial which the pruner has stopped is refused")
    func endAfterStop() throws {
        _ = try journal.ask()
        #expect(try journal.told(report(1, 2), of: 0).verdict == .stop)
        for end in [ToldEnd.epochs, .value(2), .failure("stopped"), .lastEpoch([Metric("loss", 2)], epoch: 1)] {
            #expect(throws: StudyError.storage(.notRunning(number: 0, state: "pruned"))) {
                try journal.tell(end, of: 0)
            }
        }
    }
}
