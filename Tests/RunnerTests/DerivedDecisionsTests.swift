import Definitions
import Expressions
import Search
import Storage
import Testing

@testable import Runner
@testable import Studies

@Suite("Decisions derived again")
struct DerivedDecisionsTests {
    @Test("come out the same, and in the same order, in however many parts")
    func parts() throws {
        let harness = try StudyHarness(
            sampler: TPESampler(startupTrials: 3), pruner: MedianPruner(startupTrials: 2, warmupEpochs: 1))
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: harness.definition, owner: nil)
        for _ in 0..<30 {
            let trial = try journal.ask()
            guard case .float(let x)? = trial.parameters.sampled["x"] else { continue }
            var isWanted = true
            for epoch in 1...3 where isWanted {
                let report = EpochReport(epoch: epoch, metrics: [Metric("val", x * Double(epoch))])
                isWanted = try journal.tell(report, of: trial.attempt.number) == .continue
            }
            if isWanted { try journal.tell(value: 3 * x, of: trial.attempt.number) }
        }
        func derived(by definition: StudyDefinition, parts: Int) throws -> DerivedDecisions {
            let records = try StudyRecords(of: harness.study, in: harness.database)
            var definitions = AppliedDefinitions(of: harness.study, in: harness.database)
            return try DecisionReplay(of: harness.study, records, &definitions) { _ in definition }
                .derived(inParts: parts)
        }
        // Another sampler and another pruner would have decided otherwise.
        let other = try StudyHarness(
            sampler: TPESampler(startupTrials: 9), pruner: MedianPruner(startupTrials: 12, warmupEpochs: 2))
        for (definition, isRight) in [(harness.definition, true), (other.definition, false)] {
            let whole = try derived(by: definition, parts: 1)
            #expect(whole.suggestions == 30 && whole.verdicts > 30)
            #expect(whole.differences.isEmpty == isRight)
            for parts in [2, 3, 7, 200] {
                let divided = try derived(by: definition, parts: parts)
                #expect(divided.differences.map(\.words) == whole.differences.map(\.words))
                #expect(divided.suggestions == whole.suggestions && divided.verdicts == whole.verdicts)
            }
        }
    }
}
