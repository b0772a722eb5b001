import HPO
import TestSupport
import Testing

@Suite("A search in this process")
struct OptimizingTests {
    @Test("runs as many trials as were wanted, and knows the best", arguments: [1, 4])
    func bowl(workers: Int) async throws {
        let study = try Study(Bowl.definition())
        let result = try await study.optimize(trials: 20, workers: workers) { Bowl.loss(of: $0) }
        #expect(result.completed == 20 && result.end == .trialsDone)
        let trials = try await study.trials()
        #expect(trials.map(\.number) == Array(0..<20) && trials.allSatisfy { $0.state == .completed })
        let best = try #require(try await study.best())
        #expect(best.value == trials.compactMap(\.value).min())
        let (x, layers) = (try #require(best[Bowl.x]), try #require(best[Bowl.layers]))
        #expect(best.value == x * x + Double(layers))
    }

    @Test("has as many trials at once as there are workers")
    func atOnce() async throws {
        let study = try Study(Bowl.definition())
        let meeting = Meeting(of: 3)
        // No trial of a round ends before all three of it run.
        try await study.optimize(trials: 6, workers: 3) { _ in
            await meeting.attend()
            return 1
        }
        #expect(try await study.trials().count == 6)
    }

    @Test("records the words of an error, and ends when too many fail in a row")
    func failures() async throws {
        struct OutOfMemory: Error {}
        let study = try Study(Bowl.definition())
        await #expect(throws: StudyError.failures(count: 2, reason: "OutOfMemory()")) {
            try await study.optimize(trials: 10, maxFailures: 2) { trial in
                if trial.number > 0 { throw OutOfMemory() }
                return 1
            }
        }
        #expect(
            try await study.trials().map(\.state) == [.completed, .failed("OutOfMemory()"), .failed("OutOfMemory()")])
    }

    @Test("keeps NaN, which is never the best; a trial without a value of the objective has failed")
    func lacking() async throws {
        let study = try Study(Bowl.definition())
        try await study.optimize(trials: 1) { _ in Double.nan }
        #expect(try await study.trials()[0].value?.isNaN == true)
        #expect(try await study.best() == nil)
        let result = try await study.run(trials: 1) { trial in
            _ = try await trial.report(epoch: 1, ["accuracy": 1])
        }
        #expect(result.failed == 1)
        #expect(
            try await study.trials()[1].state == .failed("\(StudyError.noObjective(trial: 1, metric: "loss"))"))
    }

    @Test("stops what the pruner stops, and what its closure returns then counts no more")
    func pruning() async throws {
        let study = try Study(Bowl.definition(pruner: .median(["startup_trials": 1])))
        let result = try await study.optimize(trials: 4) { trial in
            for epoch in 1...8 {
                let loss = Double(trial.number) + 1 / Double(epoch)
                guard try await trial.report(epoch: epoch, ["loss": loss]) == .continue else { return 0 }
            }
            return Double(trial.number)
        }
        #expect(result.completed == 1 && result.pruned == 3)
        #expect(try await study.best()?.number == 0)
        let last = try #require(try await study.trials().last)
        guard case .pruned(let epoch) = last.state else {
            Issue.record("\(last.state)")
            return
        }
        #expect(
            try await study.epochs(of: 3).last == EpochRecord(epoch: epoch, metrics: ["loss": 3 + 1 / Double(epoch)]))
    }

    @Test("promotes what the pruner has set aside, and ends when nothing is left to promote", arguments: [1, 3])
    func promotions(workers: Int) async throws {
        let study = try Study(Bowl.definition(pruner: PrunerChoice("asha", ["reduction_factor": 2]), resumes: true))
        let result = try await study.run(trials: 8, workers: workers) { trial in
            let done = try await study.epochs(of: trial.number).last?.epoch ?? 0
            for epoch in (done + 1)...8 {
                guard try await trial.report(epoch: epoch, ["loss": Double(trial.number)]) == .continue else { return }
            }
        }
        let trials = try await study.trials()
        #expect(result.paused > 0 && result.end == .trialsDone && trials.count == 8)
        #expect(trials.contains { $0.attempt > 1 })
        #expect(trials.allSatisfy { $0.state == .completed || $0.state == .stopped })
    }

    @Test("goes on with what was cancelled, by its task or by its time")
    func cancellation() async throws {
        let study = try Study(Bowl.definition())
        let running = Task {
            try await study.optimize(trials: 3) { trial in
                if trial.number == 1, trial.attempt == 1 { withUnsafeCurrentTask { $0?.cancel() } }
                _ = try await trial.report(epoch: 1, ["loss": 1])
                return 1
            }
        }
        // The task of one trial alone was cancelled: that one is stopped, the call goes on with it.
        #expect(try await running.value.stopped == 1)
        #expect(try await study.trials().map(\.attempt) == [1, 2, 1])

        let meeting = Meeting(of: 2)
        let cancelled = Task {
            try await study.run(trials: 1) { trial in
                await meeting.attend()
                while true { _ = try await trial.report(epoch: 1, ["loss": 1]) }
            }
        }
        await meeting.attend()
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(try await study.trials()[3].state == .stopped)
        #expect(try await study.optimize(trials: 1, within: .zero) { _ in 0 }.end == .timeIsOver)
        try await study.optimize(trials: 0) { _ in 0 }
        #expect(try await study.trials()[3].state == .completed)
    }

    @Test("takes a CancellationError of the closure's own for a failure")
    func ownCancellation() async throws {
        let study = try Study(Bowl.definition())
        let result = try await study.optimize(trials: 1) { _ -> Double in throw CancellationError() }
        #expect(result.failed == 1 && result.stopped == 0)
    }

    @Test("tries each configuration of a finite space once")
    func exhausted() async throws {
        let kind = Parameter("kind", choices: ["a", "b", "c"])
        let study = try Study(Definition("kinds", .maximize("value"), space: [kind]))
        let result = try await study.optimize { trial in trial[kind] == "b" ? 1 : 0 }
        #expect(
            result.completed == 3
                && result.end == .exhausted("each of the 3 configurations of the space has been tried"))
        #expect(try await study.best()?[kind] == "b")
    }

    @Test("of several objectives counts what trials report, and has a front")
    func objectives() async throws {
        let study = try Study(
            Definition("two", .maximize("accuracy"), .minimize("size"), space: [Bowl.layers], sampler: .grid))
        await #expect(throws: StudyError.valueAlone) { try await study.optimize(trials: 1) { _ in 1.0 } }
        try await study.run(trials: 6) { trial in
            let layers = Double(trial[Bowl.layers])
            _ = try await trial.report(epoch: 1, ["accuracy": min(layers, 4), "size": layers])
        }
        #expect(try await study.front().map { $0.values["layers"] }.sorted { "\($0!)" < "\($1!)" } == [1, 2, 3, 4])
        #expect(try await study.best() == nil)
    }
}
