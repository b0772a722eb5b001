import Definitions
import Expressions
import Foundation
import Search
import Storage
import System
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Interruptions")
struct InterruptionTests {
    @Test("once: a synchronous trial stops at its next epoch, and the next run resumes it")
    func once() throws {
        let harness = try StudyHarness(threeEpochsInSync) { $0.sync = true }
        let interrupts = harness.interrupts
        let end = try harness.run(trials: 5) { event in
            if case .started = event { interrupts.request() }
        }
        #expect(end == .interrupted)
        #expect(try harness.state(0) == .stopped(reason: nil))
        let before = try harness.epochs(0)
        #expect(before == [1] || before == [1, 2])
        #expect(try harness.trials.count == 1)

        #expect(try harness.run(trials: 0) == .trialsDone)
        let trial = try #require(harness.trials.first)
        #expect(trial.state.name == .completed && trial.attempt == 2)
        #expect(try harness.epochs(0) == [1, 2, 3])
        #expect(try harness.folder.read("studies/test/trial-0000/config.json").contains("\"resume\": true"))
    }

    @Test("once: a program that takes no answers is asked by SIGTERM at once")
    func onceWithoutAnswers() throws {
        let script = """
            trap 'echo saved; exit 1' TERM; echo '{"epoch": 1, "val": 1}'; while :; do sleep 0.01; done
            """
        let harness = try StudyHarness(script)
        let interrupts = harness.interrupts
        let end = try harness.run { event in
            if case .reported = event { interrupts.request() }
        }
        #expect(end == .interrupted)
        #expect(try harness.state(0) == .stopped(reason: nil))
        #expect(try harness.folder.read("studies/test/trial-0000/log.txt").contains("saved\n"))
    }

    @Test("a trial that its place interrupts is resumed, also where nothing else is left to start", arguments: [1, 3])
    func lastOne(jobs: Int) throws {
        let place = MemoryPlace { job in
            [.print("{\"epoch\": \(job.id.attempt), \"val\": 0.5}")]
                + (job.id.attempt == 1 ? [.wait(5), .end(.interrupted(reason: "preempted"))] : [])
        }
        let harness = try StudyHarness()
        #expect(try harness.run(in: place, trials: 1, jobs: jobs) == .trialsDone)
        #expect(try harness.trials.map(\.state) == [.completed(value: 0.5)])
        #expect(try harness.trials.map(\.attempt) == [2])
    }

    @Test("a trial that was deleted meanwhile is not repeated, and the others are")
    func deletedMeanwhile() throws {
        let place = MemoryPlace { _ in [.print("{\"epoch\": 1, \"val\": 0.5}")] }
        let harness = try StudyHarness()
        try harness.run(in: place, trials: 2)
        try harness.database.deleteTrial(0, of: harness.study.id)
        let loop = StudyLoop(
            try harness.journal(), repetitions: [Repetition(of: 0, index: 1), Repetition(of: 1, index: 1)],
            launcher: MemoryLauncher(place),
            settings: RunSettings(limits: RunLimits(), executable: "/nonexistent/hpo", cores: 4),
            interrupts: harness.interrupts, clock: { place.clock.now })
        #expect(try loop.run() == .trialsDone)
        #expect(try harness.trials.map(\.repeats) == [nil, nil, Repetition(of: 1, index: 1)])
    }

    @Test("once: a trial that goes on reporting until it is killed ends where the pruner says")
    func decidedMeanwhile() throws {
        let place = MemoryPlace { _ in
            (1...3).flatMap { [.wait(1), .print("{\"epoch\": \($0), \"val\": 0.\($0)}")] } + [.wait(60)]
        }
        place.listensToTermination = false
        let harness = try StudyHarness(pruner: Cutter(epoch: 2))
        let interrupts = harness.interrupts
        let end = try harness.run(in: place) { event in
            if case .started = event { interrupts.request() }
        }
        #expect(end == .interrupted && place.clock.now < 20)
        #expect(try harness.state(0) == .pruned(epoch: 2) && harness.epochs(0) == [1, 2])
        let definition = harness.definition
        #expect(try StudyVerification(of: harness.study, in: harness.database) { _ in definition }.differences == [])
    }

    @Test("twice: at once, and the trial is kept")
    func twice() throws {
        let script = "trap '' TERM; echo '{\"epoch\": 1, \"val\": 1}'; while :; do sleep 1000; done"
        let harness = try StudyHarness(script) { $0.grace = 1000 }
        let interrupts = harness.interrupts
        let end = try harness.run { event in
            switch event {
            case .reported, .ending: interrupts.request()
            default: break
            }
        }
        #expect(end == .interrupted)
        #expect(try harness.state(0) == .stopped(reason: nil))
    }

    @Test("stopped trials go first, then queued ones, then new ones")
    func order() throws {
        let start = [Configuration(["x": .float(0.5)]), Configuration(["x": .float(0.6)])]
        let harness = try StudyHarness("sleep 1000", start: start)
        let interrupts = harness.interrupts
        try harness.run { event in
            if case .started = event { interrupts.request() }
        }
        try harness.folder.write(threeEpochs, to: "trial.sh")
        var started: [Int] = []
        try harness.run(trials: 2) { event in
            if case .started(let trial) = event { started.append(trial.attempt.number) }
        }
        #expect(started == [0, 1, 2])
        #expect(try harness.database.trial(0, of: harness.study.id).attempt == 2)
    }

    @Test(
        "the trial of a process that died is stopped, its program ended, and then it is resumed, wherever the next run has its jobs",
        arguments: [false, true])
    func orphan(isOnCluster: Bool) throws {
        let harness = try StudyHarness(threeEpochs)
        let launcher = LocalLauncher()
        let here = try Owner.current()
        // One program is the orphan; another, which has ended, stands for the loop that was killed.
        let orphan = try start(["sleep", "1000"], trial: 0, launcher, harness)
        let loop = try start(["sleep", "1000"], trial: 1, launcher, harness).process
        launcher.kill(AttemptID(trial: 1, attempt: 1))
        while loop.isRunning { _ = launcher.events(within: 1, waking: -1) }

        let owner = Owner(host: here.host, boot: here.boot, process: loop)
        let journal = StudyJournal(
            harness.database, study: harness.study, definition: harness.definition, owner: owner)
        let claimed = try journal.suggest(origin: .sampler)
        try harness.database.recordHandle(orphan.handle, of: claimed.attempt)

        if isOnCluster {
            // A run whose own jobs are somewhere else.
            try harness.run(in: MemoryPlace { _ in [.print("{\"epoch\": 1, \"val\": 1}")] }, trials: 0)
        } else {
            try harness.run(trials: 0)
        }
        #expect(!orphan.process.isRunning)
        let trial = try #require(harness.trials.first)
        #expect(trial.state.name == .completed && trial.attempt == 2)
    }

    private func start(
        _ command: [String], trial: Int, _ launcher: LocalLauncher, _ harness: StudyHarness
    ) throws -> (handle: JobHandle, process: ProcessIdentity) {
        let id = AttemptID(trial: trial, attempt: 1)
        let job = Job(
            id: id, study: "test", command: command, environment: ["PATH": "/usr/bin:/bin"],
            workingDirectory: harness.folder.path, folder: "\(harness.folder.path)/\(trial)",
            log: "\(harness.folder.path)/\(trial).txt", sync: false)
        var submitted: JobHandle?
        try launcher.submit(job) {
            submitted = $0
            return true
        }
        let handle = try #require(submitted)
        let process = handle.text.split(separator: " ").first.flatMap { Int($0) }
        return (handle, try #require(process.flatMap { ProcessIdentity(running: $0) }))
    }

    @Test("signals are requests while they are caught")
    func signals() throws {
        let interrupts = try Interrupts()
        interrupts.catchSignals()
        #expect(interrupts.take() == 0)
        kill(getpid(), SIGHUP)
        var poll = Poll()
        poll.add(interrupts.descriptor)
        #expect(poll.wait(atMost: 30) == [0])
        #expect(interrupts.take() == 1)
        interrupts.request()
        interrupts.request()
        #expect(interrupts.take() == 2)
    }

    @Test("a run that hands over leaves its trials as they are, with all that they have reported on record")
    func handsOver() throws {
        let harness = try StudyHarness(handsOver: true)
        let place = MemoryPlace { _ in
            [.print("{\"epoch\": 1, \"val\": 1}\n"), .wait(10), .print("{\"epoch\": 2, \"val\": 2}\n")]
        }
        let interrupts = harness.interrupts
        let end = try harness.run(in: place, trials: 5, jobs: 2) { event in
            if case .reported(trial: 1, _, _) = event { interrupts.requestHandOver() }
        }
        #expect(end == .handedOver)
        #expect(try harness.trials.map(\.state) == [.running, .running])
        for trial in 0...1 { #expect(try harness.epochs(trial) == [1]) }
        #expect(place.jobs.values.allSatisfy { $0.resumesAt != nil })
    }

    @Test(
        "a run that was interrupted ends its trials though its time is over, and others take the same for an interruption"
    )
    func doesNotHandOver() throws {
        for handsOver in [true, false] {
            let harness = try StudyHarness(handsOver: handsOver)
            let place = MemoryPlace { _ in [.print("{\"epoch\": 1, \"val\": 1}\n"), .wait(10)] }
            let interrupts = harness.interrupts
            let end = try harness.run(in: place, trials: 5) { event in
                guard case .reported = event else { return }
                if handsOver { interrupts.request() }
                interrupts.requestHandOver()
            }
            #expect(end == .interrupted)
            #expect(try harness.state(0) == .stopped(reason: nil))
        }
    }
}
