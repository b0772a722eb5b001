import Definitions
import Search
import Storage
import Testing

@testable import Runner

@Suite("Runs as time goes by")
struct TimeTests {
    private func report(_ epoch: Int, _ value: Double = 0.5) -> Step {
        .print("{\"epoch\": \(epoch), \"val\": \(value)}")
    }

    @Test("a trial that takes too long is asked to end, and killed a grace time later")
    func timeout() throws {
        let place = MemoryPlace { [self] _ in [report(1), .wait(1e9)] }
        place.listensToTermination = false
        let harness = try StudyHarness { ($0.timeout, $0.grace) = (3600, 60) }
        #expect(try harness.run(in: place, trials: 1) == .trialsDone)
        #expect(try harness.reason(0) == "timed out after 1 h")
        #expect(place.clock.now == 3660)
    }

    @Test(
        "a trial that says nothing for too long has failed, with the last lines of its log; any line counts as a word")
    func silence() throws {
        let place = MemoryPlace { [self] _ in
            [report(1), .wait(50), .print("still here"), .wait(50), report(2), .wait(1e9)]
        }
        let harness = try StudyHarness { ($0.silence, $0.grace) = (60, 5) }
        #expect(try harness.run(in: place, trials: 1) == .trialsDone)
        #expect(try harness.reason(0).hasPrefix("silent for 1 min: no output and no report\n"))
        #expect(try harness.reason(0).contains("still here"))
        #expect(try harness.epochs(0) == [1, 2])
        #expect(place.clock.now == 160)
    }

    @Test("the run's time is over: its trials stop at their next report, and go on in the next run")
    func runTimeout() throws {
        let place = MemoryPlace { [self] job in
            job.id.attempt == 1
                ? [report(1), .listen, .wait(100), report(2), .listen, .wait(100), report(3)] : [report(3), .listen]
        }
        let harness = try StudyHarness { ($0.sync, $0.grace) = (true, 1000) }
        #expect(try harness.run(in: place, trials: 1, timeout: 50) == .timeout(seconds: 50))
        #expect(try harness.state(0).name == .stopped)
        #expect(place.clock.now == 100)
        #expect(try harness.run(in: place, trials: 0) == .trialsDone)
        #expect(try harness.state(0).name == .completed)
        #expect(try harness.epochs(0) == [1, 2, 3])
    }

    @Test("a program that waits for an answer gets it at once, and none is waited for")
    func answers() throws {
        let place = MemoryPlace { [self] _ in (1...5).flatMap { [report($0), .listen, .wait(10)] } }
        let harness = try StudyHarness(pruner: Cutter(epoch: 3)) { ($0.sync, $0.epochs) = (true, 5) }
        try harness.run(in: place, trials: 3, jobs: 3)
        #expect(try harness.trials.map(\.state) == [.pruned(epoch: 3), .pruned(epoch: 3), .pruned(epoch: 3)])
        #expect(place.clock.now == 20)
    }
}
