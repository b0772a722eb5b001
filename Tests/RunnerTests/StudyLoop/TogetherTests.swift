import Definitions
import Search
import Storage
import Testing

@testable import Runner
@testable import Studies

@Suite("Reports that come together")
struct TogetherTests {
    /// Epochs in step with all other trials, each worth its own number.
    private static func program(_ job: Job) -> [Step] {
        (1...6).flatMap { epoch in
            [.print("{\"epoch\": \(epoch), \"val\": \(job.id.trial * 10 + epoch)}"), .listen, .wait(60)]
        }
    }

    @Test("are judged one after the other, and all that was decided is derived again")
    func verified() throws {
        let place = MemoryPlace(Self.program)
        let harness = try StudyHarness(pruner: Comparer()) { ($0.sync, $0.epochs) = (true, 6) }
        try harness.run(in: place, trials: 24, jobs: 8)
        let states = try harness.trials.map(\.state.name)
        #expect(states.contains(.pruned) && states.contains(.completed))
        let definition = harness.definition
        let verification = try StudyVerification(of: harness.study, in: harness.database) { _ in definition }
        #expect(verification.differences.isEmpty && verification.unjudged.isEmpty)
        #expect(verification.verdicts > 60)
    }

    @Test("a report that comes with the one that ends the trial does not count")
    func afterTheEnd() throws {
        let place = MemoryPlace { _ in (1...5).map { .print("{\"epoch\": \($0), \"val\": 1}") } + [.wait(1e9)] }
        let harness = try StudyHarness(pruner: Cutter(epoch: 3)) { ($0.sync, $0.epochs) = (false, 9) }
        try harness.run(in: place, trials: 1)
        #expect(try harness.state(0) == .pruned(epoch: 3))
        #expect(try harness.epochs(0) == [1, 2, 3])
    }
}
