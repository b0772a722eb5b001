import Definitions
import Expressions
import Foundation
import JSON
import Search
import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("The loop of a study")
struct StudyLoopTests {
    @Test("runs its trials to their ends and records every epoch's every metric")
    func success() throws {
        let harness = try StudyHarness(threeEpochs)
        #expect(try harness.run(trials: 3) == .trialsDone)
        let trials = try harness.trials
        #expect(trials.map(\.number) == [0, 1, 2])
        for trial in trials {
            let x = try #require(trial.parameters.sampled["x"]?.number)
            #expect(trial.state == .completed(value: x))
            let epochs = try harness.database.epochs(of: trial.number, in: harness.study.id)
            #expect(epochs.map(\.epoch) == [1, 2, 3])
            #expect(epochs[1].metrics == [Metric("loss", 0.2), Metric("val", x)])
            #expect(epochs.allSatisfy { $0.verdict == .continue })
        }
    }

    @Test("tells a trial its configuration by file, by variables and by placeholders, and keeps its log")
    func configuration() throws {
        let harness = try StudyHarness(
            #"cat "$HPO_CONFIG" > seen.json; env | grep ^HPO_ | sort > seen.env; pwd; echo "{\"epoch\": 1, \"val\": $1}""#
        ) { $0.environment = ["HPO_EXTRA": "more"] }
        try harness.run(trials: 1)
        let trial = try #require(harness.trials.first)
        let x = try #require(trial.parameters.sampled["x"]?.number)
        let config = try JSONValue(parsing: try harness.folder.read("seen.json"), syntax: .json)
        let folder = "\(harness.folder.path)/studies/test/trial-0000"
        #expect(config["study"] == "test" && config["trial"] == 0 && config["attempt"] == 1)
        #expect(config["resume"] == false)
        #expect(config["seed"] == .int(trial.seed))
        #expect(config["params"] == ["batch": 32, "x": .double(x)])
        #expect(config["directory"] == .string(folder))
        let variables = try harness.folder.read("seen.env").split(separator: "\n").map(String.init)
        for expected in [
            "HPO_CONFIG=\(folder)/config.json", "HPO_TRIAL_DIR=\(folder)", "HPO_PARAM_X=\(x)", "HPO_PARAM_BATCH=32",
            "HPO_TRIAL=0", "HPO_THREADS=4", "HPO_EXTRA=more",
        ] { #expect(variables.contains(expected)) }
        #expect(!variables.contains { $0.hasPrefix("HPO_SYNC") })
        #expect(try harness.folder.read("studies/test/trial-0000/log.txt").hasPrefix(harness.folder.path))
    }

    @Test("a new trial never finds what a deleted study's trial has left, and does not destroy it")
    func leftovers() throws {
        let harness = try StudyHarness(#"ls "$HPO_TRIAL_DIR"; echo "{\"epoch\": 1, \"val\": $1}""#)
        let folder = "\(harness.folder.path)/studies/test/trial-0000"
        for earlier in ["", ".old-1"] {
            try FileManager.default.createDirectory(atPath: folder + earlier, withIntermediateDirectories: true)
        }
        try harness.folder.write("precious", to: "studies/test/trial-0000/checkpoint")
        try harness.run(trials: 1)
        #expect(try harness.folder.read("studies/test/trial-0000/log.txt").contains("checkpoint") == false)
        #expect(try harness.folder.read("studies/test/trial-0000.old-2/checkpoint") == "precious")
    }

    @Test("with one job and one seed does the same again")
    func deterministic() throws {
        func record() throws -> [String] {
            let harness = try StudyHarness(threeEpochsInSync, pruner: Comparer(), seed: 7) { $0.sync = true }
            try harness.run(trials: 8)
            return try harness.trials.map { trial in
                let epochs = try harness.database.epochs(of: trial.number, in: harness.study.id).map {
                    "\($0.epoch) \($0.revision ?? -1) \($0.verdict?.rawValue ?? "") \($0.objective ?? .nan)"
                }
                return
                    "\(trial.number) \(trial.parameters.sampled["x"]?.description ?? "") \(trial.seed) \(trial.state) "
                    + "\(trial.sawRevision ?? -1) \(epochs)"
            }
        }
        let first = try record()
        #expect(try record() == first)
    }

    @Test("tries start configurations first, and counts them as trials")
    func start() throws {
        let start = [Configuration(["x": .float(0.25)]), Configuration(["x": .float(0.75)])]
        let harness = try StudyHarness(threeEpochs, start: start)
        try harness.run(trials: 4)
        let trials = try harness.trials
        #expect(trials.map(\.origin) == [.start, .start, .sampler, .sampler])
        #expect(trials.prefix(2).map(\.parameters.sampled) == start)
    }

    @Test("runs as many trials at once as it is told to, and they share the cores")
    func jobs() throws {
        // Each trial waits for the other, so that both must run at once.
        let script = """
            touch "here-$HPO_TRIAL"; other=$((1 - HPO_TRIAL))
            while [ ! -f "here-$other" ]; do sleep 0.01; done
            echo "{\\"epoch\\": 1, \\"val\\": 1, \\"threads\\": $HPO_THREADS}"
            """
        let harness = try StudyHarness(script) { $0.timeout = 60 }
        #expect(try harness.run(trials: 2, jobs: 2) == .trialsDone)
        #expect(try harness.trials.map(\.state) == [.completed(value: 1), .completed(value: 1)])
        #expect(try harness.database.epochs(of: 0, in: harness.study.id)[0].metrics.first == Metric("threads", 2))
    }

    @Test("prunes a synchronous program with the answer stop")
    func pruneInSync() throws {
        let harness = try StudyHarness(threeEpochsInSync, pruner: Cutter(epoch: 2)) { $0.sync = true }
        try harness.run(trials: 2)
        #expect(try harness.trials.map(\.state) == [.pruned(epoch: 2), .pruned(epoch: 2)])
        #expect(try harness.epochs(0) == [1, 2])
        #expect(try harness.folder.read("studies/test/trial-0000/log.txt").hasSuffix("stopping\n"))
    }

    @Test("prunes a program that takes no answers with SIGTERM, and what it says after that does not count")
    func prune() throws {
        let harness = try StudyHarness(threeEpochs + "\nsleep 1000", pruner: Cutter(epoch: 2))
        try harness.run(trials: 2)
        #expect(try harness.trials.map(\.state) == [.pruned(epoch: 2), .pruned(epoch: 2)])
        #expect(try harness.epochs(0) == [1, 2])
    }

    @Test("prunes a program that ignores SIGTERM, and its children, with SIGKILL after the grace time")
    func pruneStubborn() throws {
        let script = "trap '' TERM; sleep 1000 & echo $! > child\n" + threeEpochs + "\nwhile :; do sleep 1000; done"
        let harness = try StudyHarness(script, pruner: Cutter(epoch: 1)) { $0.grace = 0.05 }
        try harness.run(trials: 1)
        #expect(try harness.state(0) == .pruned(epoch: 1))
        let child = try #require(Int(try harness.folder.read("child").dropLast()))
        #expect(!isAlive(child))
    }

    @Test("a trial that takes too long has failed")
    func timeout() throws {
        let harness = try StudyHarness("echo '{\"epoch\": 1, \"val\": 1}'; sleep 1000") { $0.timeout = 0.2 }
        #expect(try harness.run(trials: 1) == .trialsDone)
        #expect(try harness.reason(0) == "timed out after 0.2 s")
        #expect(try harness.epochs(0) == [1])
    }

    @Test("ends when the time is over; what ran can be resumed")
    func runTimeout() throws {
        let harness = try StudyHarness("echo '{\"epoch\": 1, \"val\": 1}'; sleep 1000")
        #expect(try harness.run(timeout: 0.3) == .timeout(seconds: 0.3))
        #expect(try harness.state(0) == .stopped(reason: nil))
    }

    @Test("ends when its condition comes true; a condition that is none is an error before anything runs")
    func until() throws {
        let harness = try StudyHarness(threeEpochs)
        let condition = "completed >= 3 and best.value > 0"
        #expect(try harness.run(until: condition) == .reached(condition: condition))
        #expect(try harness.trials.count == 3)
        #expect(throws: StudyError.noCondition("best.value")) { try harness.run(until: "best.value") }
        #expect(throws: StudyError.self) { try harness.run(until: "best.vlaue > 1") }
        #expect(try harness.trials.count == 3)
    }

    @Test("ends with a clear word when every configuration of a finite space has been tried")
    func exhausted() throws {
        let harness = try StudyHarness(threeEpochs, domain: .int(low: 1, high: 3))
        #expect(
            try harness.run(trials: 50)
                == .exhausted("there is nothing left to try: each of the 3 configurations of the space has been tried"))
        #expect(try Set(harness.trials.map(\.parameters.sampled)).count == 3)
    }

    @Test("reads a table that the program appends to in its folder")
    func table() throws {
        let script = """
            cd "$HPO_TRIAL_DIR"; echo 'epoch, val' > results.csv
            for epoch in 1 2 4; do echo "$epoch, $1" >> results.csv; done
            """
        let harness = try StudyHarness(script) { $0.reader = .csv("results.csv") }
        try harness.run(trials: 2)
        #expect(try harness.epochs(1) == [1, 2, 4])
        #expect(try harness.state(1).name == .completed)
    }

    @Test("reads a log by a regular expression, whichever stream it is on")
    func regex() throws {
        let script = "for epoch in 1 2; do echo \"epoch $epoch: val=$1\" >&2; done"
        let harness = try StudyHarness(script) { $0.reader = .regex([#"epoch (?<epoch>\d+): val=(?<val>\S+)"#]) }
        try harness.run(trials: 1)
        #expect(try harness.epochs(0) == [1, 2])
        #expect(try harness.state(0).name == .completed)
    }

    @Test("two loops on one database both go on, no trial is run twice, and all can be derived again")
    func twoLoops() throws {
        let harness = try StudyHarness("echo \"$HPO_TRIAL $HPO_ATTEMPT\" >> runs\n" + threeEpochs)
        let (study, definition, path) = (harness.study, harness.definition, harness.folder.path)
        let queue = DispatchQueue(label: "failures")
        nonisolated(unsafe) var failures: [String] = []
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            do {
                let database = try StudyDatabase(opening: "\(path)/hpo.sqlite")
                let journal = StudyJournal(database, study: study, definition: definition, owner: try .current())
                let loop = StudyLoop(
                    journal, launcher: LocalLauncher(),
                    settings: RunSettings(limits: RunLimits(trials: 10, jobs: 2), executable: "hpo"),
                    interrupts: try Interrupts())
                _ = try loop.run()
            } catch {
                queue.sync { failures.append("\(error)") }
            }
        }
        #expect(failures == [])
        let runs = try harness.folder.read("runs").split(separator: "\n")
        #expect(Set(runs).count == 20 && runs.count == 20)
        let verification = try StudyVerification(of: study, in: harness.database) { _ in definition }
        #expect(verification.suggestions == 20 && verification.verdicts == 60)
        #expect(verification.differences == [])
    }

    @Test("what two jobs decided can be derived again, and a forged decision is found")
    func verification() throws {
        let harness = try StudyHarness(threeEpochs, pruner: Comparer())
        try harness.run(trials: 12, jobs: 2)
        let (study, definition) = (harness.study, harness.definition)
        let verification = try StudyVerification(of: study, in: harness.database) { _ in definition }
        #expect(verification.suggestions == 12)
        #expect(verification.differences == [])
        let attempt = TrialAttempt(study: study.id, number: 0, attempt: 1)
        let epoch = try #require(try harness.database.epochs(of: 0, in: study.id).first)
        try harness.database.recordVerdict(.stop, at: 1, of: attempt, sawRevision: try #require(epoch.verdictRevision))
        let forged = try StudyVerification(of: study, in: harness.database) { _ in definition }
        #expect(
            forged.differences == [
                "trial 0 was told to stop at epoch 1, and now to continue",
                "trial 0 is recorded as completed, and was told to stop at epoch 1",
                "trial 0 went on after it was told to stop at epoch 1",
            ])
    }
}
