import Definitions
import Search
import Storage
import System
import Testing

@testable import Runner
@testable import Studies

@Suite("Jobs that outlive their loop")
struct AdoptionTests {
    private static func program(_ job: Job) -> [Step] {
        (1...3).flatMap { [.print("{\"epoch\": \($0), \"val\": 0.\($0)}"), .listen, .wait(60)] }
    }

    /// A trial as a loop leaves it that is killed after its first epoch: reported, and judged where `isJudged`.
    private func abandon(
        _ harness: StudyHarness, in place: MemoryPlace, isJudged: Bool = true
    ) throws -> ClaimedTrial {
        let here = try Owner.current()
        let dead = Owner(
            host: here.host, boot: here.boot,
            process: ProcessIdentity(pid: here.process.pid, start: here.process.start - 1))
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: harness.definition, owner: dead)
        let claimed = try journal.suggest(origin: .sampler)
        let job = place.add(
            Job(
                id: AttemptID(trial: claimed.attempt.number, attempt: 1), study: "test", command: ["train"],
                environment: [:], workingDirectory: "/", folder: "/", log: "/dev/null", sync: true))
        try journal.note(JobHandle(launcher: MemoryLauncher.name, text: job.name), of: claimed.attempt)
        job.advance(to: place.clock.now)
        let report = EpochReport(epoch: 1, metrics: [Metric("val", 0.1)])
        if isJudged {
            try journal.record(report, of: claimed.attempt)
        } else {
            try harness.database.recordEpoch(
                1, of: claimed.attempt, metrics: [("val", 0.1)], objective: 0.1)
        }
        return claimed
    }

    private func differences(_ harness: StudyHarness) throws -> [String] {
        let definition = harness.definition
        return try StudyVerification(of: harness.study, in: harness.database) { _ in definition }.differences
    }

    @Test("are adopted by the next one: the same attempt goes on, each epoch counts once")
    func adopted() throws {
        let place = MemoryPlace(Self.program)
        let harness = try StudyHarness { $0.sync = true }
        let claimed = try abandon(harness, in: place)
        try harness.run(in: place, trials: 0)
        let trial = try #require(harness.trials.first)
        #expect(trial.state == .completed(value: 0.3) && trial.attempt == 1)
        #expect(try harness.epochs(0) == [1, 2, 3])
        #expect(
            harness.events.contains {
                if case .adopted(let trial) = $0 { trial.attempt == claimed.attempt } else { false }
            })
        #expect(try differences(harness).isEmpty)
    }

    @Test("and are gone where their place has lost them: the trial is resumed as its next attempt")
    func lost() throws {
        let place = MemoryPlace(Self.program)
        let harness = try StudyHarness { $0.sync = true }
        _ = try abandon(harness, in: place)
        place.lose()
        try harness.run(in: place, trials: 0)
        let trial = try #require(harness.trials.first)
        #expect(trial.state == .completed(value: 0.3) && trial.attempt == 2)
        #expect(harness.events.contains { if case .reaped = $0 { true } else { false } })
        #expect(try differences(harness).isEmpty)
    }

    @Test("are told what the pruner says of an epoch that was recorded and not judged")
    func overdue() throws {
        let place = MemoryPlace(Self.program)
        let harness = try StudyHarness(pruner: Cutter(epoch: 1)) { $0.sync = true }
        _ = try abandon(harness, in: place, isJudged: false)
        try harness.run(in: place, trials: 0)
        #expect(try harness.trials.map(\.state) == [.pruned(epoch: 1)])
        #expect(try differences(harness).isEmpty)
    }

    @Test("are ended where the pruner had stopped them already")
    func decided() throws {
        let place = MemoryPlace(Self.program)
        let harness = try StudyHarness(pruner: Cutter(epoch: 1)) { $0.sync = true }
        _ = try abandon(harness, in: place)
        try harness.run(in: place, trials: 0)
        #expect(try harness.trials.map(\.state) == [.pruned(epoch: 1)])
        #expect(place.jobs.values.allSatisfy { $0.resumesAt == nil })
        #expect(try differences(harness).isEmpty)
    }

    /// A trial that a process of another machine runs, or ran.
    private func elsewhere(_ harness: StudyHarness) throws -> (owner: Owner, claimed: ClaimedTrial) {
        let owner = Owner(host: "other", boot: "other/1", process: ProcessIdentity(pid: 12, start: 1))
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: harness.definition, owner: owner)
        return (owner, try journal.suggest(origin: .sampler))
    }

    @Test(
        "a run with nothing else to do waits for a trial of another machine, says so, and resumes it after a minute of silence",
        arguments: [0, 2])
    func silent(trials: Int) throws {
        let place = MemoryPlace(Self.program)
        let harness = try StudyHarness { $0.sync = true }
        _ = try elsewhere(harness)
        #expect(try harness.run(in: place, trials: trials) == .trialsDone)
        #expect(try harness.trials.map(\.state.name) == Array(repeating: .completed, count: trials + 1))
        #expect(try harness.database.trial(0, of: harness.study.id).attempt == 2)
        let words = harness.events.compactMap { event in if case .waiting(let words) = event { words } else { nil } }
        #expect((words.first ?? "none").hasPrefix(trials == 0 ? "trial 0 is run by process 12 on other" : "none"))
    }

    @Test("and leaves it to a process that it hears of")
    func heard() throws {
        let place = MemoryPlace(Self.program)
        let harness = try StudyHarness()
        let (owner, _) = try elsewhere(harness)
        let database = harness.database
        let end = try harness.run(in: place, trials: 0) { event in
            if case .waiting = event { try? database.heartbeat(owner) }
        }
        #expect(end == .trialsDone && place.clock.now < 30)
        #expect(try harness.trials.map(\.state.name) == [.running])
    }

    @Test("a study can be deleted once its trials' owners elsewhere have been silent for long enough")
    func deleted() throws {
        let harness = try StudyHarness()
        let (owner, claimed) = try elsewhere(harness)
        let study = try StudyStore(harness.database).study(named: "test")
        #expect(throws: StudyError.storage(.studyInUse(name: "test", process: 12, host: "other"))) {
            try study.delete()
        }
        var told: [TrialAttempt] = []
        try study.awaitSilence(for: 0.02) { told += $0.map(\.attempt) }
        #expect(told == [claimed.attempt] && owner.process.pid == 12)
        try study.delete()
        #expect(throws: StudyError.self) { try StudyStore(harness.database).study(named: "test") }
    }
}
