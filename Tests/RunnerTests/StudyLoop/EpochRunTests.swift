import Definitions
import Expressions
import Search
import Storage
import Testing

@testable import Runner
@testable import Studies

@Suite("What a trial reports of its epochs")
struct EpochRunTests {
    private func verify(_ harness: StudyHarness) throws -> StudyVerification {
        try StudyVerification(of: harness.study, in: harness.database) { _ in harness.definition }
    }

    @Test("reports of one epoch are merged, and it is judged once the objective is there")
    func merged() throws {
        let script = """
            for epoch in 1 2 3; do
                echo "{\\"epoch\\": $epoch, \\"loss\\": 0.$epoch}"; read answer
                echo "{\\"epoch\\": $epoch, \\"val\\": $1}"; read answer; [ "$answer" = stop ] && exit
            done
            """
        let harness = try StudyHarness(script, pruner: Comparer()) { $0.sync = true }
        try harness.run(trials: 4)
        for trial in try harness.trials {
            let epochs = try harness.database.epochs(of: trial.number, in: harness.study.id)
            #expect(epochs.allSatisfy { $0.metrics.map(\.name) == ["loss", "val"] && $0.verdict != nil })
        }
        #expect(try harness.epochs(0) == [1, 2, 3])
        #expect(harness.notes == [])
        let verification = try verify(harness)
        #expect(verification.verdicts >= 6 && verification.unjudged == [] && verification.differences == [])
    }

    @Test("a value that is reported again counts, is noted once, and each verdict is derived from what was known then")
    func corrected() throws {
        let script = """
            for epoch in 1 2 3; do for share in 9 5 1; do
                echo "{\\"epoch\\": $epoch, \\"val\\": 0.$share}"
            done; done
            """
        let harness = try StudyHarness(script, pruner: Comparer())
        try harness.run(trials: 1)
        let epochs = try harness.database.epochs(of: 0, in: harness.study.id)
        #expect(epochs.allSatisfy { $0.objective == 0.1 })
        #expect(try harness.database.replacedEpochs(of: 0, in: harness.study.id).count >= 2)
        #expect(harness.notes.count == 1)
        #expect(harness.notes.first?.contains("epoch 1 is reported again, val now 0.5 where it was 0.9") == true)
        let verification = try verify(harness)
        #expect(verification.differences == [])
        // As somebody reads it who comes later.
        let changes = try harness.database.changes(of: harness.study.id, after: 0)
        let history = changes.reduce(into: History(direction: .maximize)) { $0.apply($1.change) }
        #expect(history.trial(0)?.curve.values.first == 0.1)
    }

    @Test("a program that starts over is worth what its last run reported, and all verdicts are derived again")
    func restarted() throws {
        // Without checkpoints, and with other luck the second time.
        let script = """
            shift=0; if [ "$HPO_ATTEMPT" = 1 ]; then shift=4; fi
            for epoch in 1 2 3; do
                echo "{\\"epoch\\": $epoch, \\"val\\": 0.$((epoch + shift))}"
                read answer || exit 9; if [ "$answer" = stop ]; then exit 0; fi
            done
            """
        let harness = try StudyHarness(script, pruner: Comparer()) { $0.sync = true }
        try harness.run(trials: 1) { event in
            if case .reported(_, let report, _) = event, report.epoch == 1 { harness.interrupts.request() }
        }
        #expect(try harness.state(0) == .stopped(reason: nil))
        try harness.run(trials: 2)
        let epochs = try harness.database.epochs(of: 0, in: harness.study.id)
        #expect(epochs.map(\.objective) == [0.1, 0.2, 0.3] && epochs.allSatisfy { $0.attempt == 2 })
        #expect(try harness.state(0) == .completed(value: 0.3))
        #expect(try harness.database.replacedEpochs(of: 0, in: harness.study.id).map(\.objective) == [0.5, 0.6])
        #expect(try verify(harness).differences == [])
    }

    @Test("several objectives are told one after the other")
    func several() throws {
        let goals = Goals(objectives: [
            Objective(metric: "val", direction: .maximize), Objective(metric: "size", direction: .minimize),
        ])
        let harness = try StudyHarness(goals: goals)
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: harness.definition, owner: nil)
        let number = try journal.ask().attempt.number
        for (epoch, name, value) in [(1, "val", 0.5), (1, "size", 8), (2, "size", 3), (2, "val", 0.75), (2, "size", 4)]
        {
            _ = try journal.tell(EpochReport(epoch: epoch, metrics: [Metric(name, value)]), of: number)
        }
        #expect(try journal.tellEnd(of: number) == .completed(Score(values: [0.75, 4])))
        #expect(try verify(harness).differences == [])
    }
}
