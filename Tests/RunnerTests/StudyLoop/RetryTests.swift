import Definitions
import Expressions
import Search
import Storage
import Testing

@testable import Runner
@testable import Studies

@Suite("Trials that are tried again when they fail")
struct RetryTests {
    /// Its program fails at each of its first `failures` attempts, after an epoch.
    private func harness(failures: Int, retries: Int, pruner: any Pruner = Keeper()) throws -> StudyHarness {
        let script = """
            echo "{\\"epoch\\": 1, \\"val\\": 0.$HPO_ATTEMPT}"
            if [ "$HPO_TRIAL" = 0 ] && [ "$HPO_ATTEMPT" -le \(failures) ]; then echo "bad $HPO_ATTEMPT" >&2; exit 3; fi

            """
        return try StudyHarness(script, pruner: pruner) { $0.retries = retries }
    }

    @Test("a trial that fails is tried again with the same configuration and seed, and its failed attempt is kept")
    func again() throws {
        let harness = try harness(failures: 1, retries: 2)
        try harness.run(trials: 2)
        #expect(try harness.trials.map(\.state.name) == [.completed, .completed])
        #expect(try harness.trials.map(\.attempt) == [2, 1])
        let attempts = try harness.database.attempts(of: harness.study.id, trial: 0)
        #expect(attempts.map(\.state) == [.failed, .completed])
        #expect(attempts[0].reason == "exit status 3\nbad 1")
        let begun = harness.events.compactMap { event in
            if case .started(let trial) = event, trial.attempt.number == 0 { trial } else { nil }
        }
        #expect(begun.map(\.seed) == [begun[0].seed, begun[0].seed])
        #expect(begun.map(\.parameters) == [begun[0].parameters, begun[0].parameters])
        #expect(try harness.trials[0].value == 0.2)
    }

    @Test("the failure after the last retry is the trial's outcome", arguments: [1, 2])
    func last(retries: Int) throws {
        let harness = try harness(failures: 9, retries: retries)
        #expect(try harness.run(trials: 1) == .trialsDone)
        #expect(try harness.reason(0) == "exit status 3\nbad \(retries + 1)")
        #expect(try harness.trials[0].attempt == retries + 1)
        let left = harness.events.compactMap { event in
            if case .retried(0, _, let left) = event { left } else { nil }
        }
        #expect(left == Array((0..<retries).reversed()))
    }

    @Test("it is tried again too where no other trial is to be started beside it", arguments: [1, 2])
    func lastTrial(jobs: Int) throws {
        let harness = try harness(failures: 1, retries: 1)
        try harness.run(trials: 1, jobs: jobs)
        #expect(try harness.trials.map(\.state.name) == [.completed])
    }

    @Test("a trial of the queue that is run alone is tried again too")
    func queued() throws {
        let harness = try harness(failures: 1, retries: 1)
        let journal = try harness.journal()
        let number = try journal.enqueue([Configuration(["x": .float(0.5)])])[0]
        let loop = StudyLoop(
            journal, waiting: [number], launcher: LocalLauncher(),
            settings: RunSettings(limits: RunLimits(trials: 1), executable: "/nonexistent/hpo", cores: 1),
            interrupts: harness.interrupts)
        #expect(try loop.run() == .trialsDone)
        #expect(try harness.trials.map(\.state.name) == [.completed])
    }

    @Test("a failed attempt counts for no failures in a row, and its retries do not make them endless")
    func inARow() throws {
        let harness = try StudyHarness("exit 1") { $0.retries = 1 }
        let end = try harness.run(trials: 5, maxFailures: 2)
        #expect(end == .failures(count: 2, reason: "exit status 1"))
        #expect(try harness.trials.map(\.attempt) == [2, 2])
    }

    @Test("a run that ends before the retry leaves it to the next one")
    func interrupted() throws {
        let harness = try harness(failures: 1, retries: 1)
        let interrupts = harness.interrupts
        try harness.run(trials: 1) { event in if case .retried = event { interrupts.request() } }
        #expect(try harness.state(0) == .stopped(reason: "exit status 3\nbad 1"))
        try harness.run(trials: 0)
        #expect(try harness.state(0).name == .completed)
        #expect(try harness.database.attempts(of: harness.study.id, trial: 0)[0].state == .failed)
    }

    @Test("time-outs and silence are failures, and are tried again")
    func timeouts() throws {
        let place = MemoryPlace { job in
            job.id.attempt == 1 ? [.wait(1000)] : [.print("{\"epoch\": 1, \"val\": 1}")]
        }
        let harness = try StudyHarness { training in
            training.retries = 1
            training.timeout = 10
        }
        try harness.run(in: place, trials: 1)
        let attempts = try harness.database.attempts(of: harness.study.id, trial: 0)
        #expect(attempts.map(\.state) == [.failed, .completed])
        #expect(attempts[0].reason == "timed out after 10 s")
    }

    @Test("failed attempts shift no suggestion: all that was decided is derived again")
    func verification() throws {
        let harness = try StudyHarness(
            "if [ $HPO_ATTEMPT = 1 ]; then echo '{\"epoch\": 1, \"val\": 9}'; exit 1; fi\n" + threeEpochs,
            pruner: Comparer()
        ) { $0.retries = 1 }
        try harness.run(trials: 6, jobs: 2)
        #expect(try harness.trials.map(\.attempt) == [2, 2, 2, 2, 2, 2])
        let verification = try StudyVerification(of: harness.study, in: harness.database) { _ throws(StudyError) in
            harness.definition
        }
        #expect(verification.differences == [])
        #expect(verification.suggestions == 6)
        #expect(try harness.database.recordProblems().isEmpty)
    }
}
