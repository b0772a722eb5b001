import Definitions
import Foundation
import Search
import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Trials that go wrong")
struct FailureTests {
    @Test("a failure's reason is the exit status and the last lines of its log, and the study goes on")
    func exitStatus() throws {
        let script = """
            if [ "$HPO_TRIAL" = 1 ]; then echo fine; echo Traceback >&2; echo 'ValueError: bad lr' >&2; exit 3; fi

            """
        let harness = try StudyHarness(script + threeEpochs)
        #expect(try harness.run(trials: 3) == .trialsDone)
        #expect(try harness.trials.map(\.state.name) == [.completed, .failed, .completed])
        #expect(try harness.reason(1) == "exit status 3\nTraceback\nValueError: bad lr")
    }

    @Test("a crash is told by its signal, and its epochs are kept")
    func crash() throws {
        let harness = try StudyHarness(threeEpochs + "\nkill -SEGV $$")
        try harness.run(trials: 1)
        #expect(try harness.reason(0).hasPrefix("killed by SIGSEGV"))
        #expect(try harness.epochs(0) == [1, 2, 3])
    }

    @Test("too many failures in a row end the run and say why")
    func maxFailures() throws {
        let harness = try StudyHarness("echo no luck; exit 1")
        #expect(try harness.run(trials: 50, maxFailures: 3) == .failures(count: 3, reason: "exit status 1\nno luck"))
        #expect(try harness.trials.count == 3)
    }

    @Test("failures that are not in a row do not end it")
    func scatteredFailures() throws {
        let harness = try StudyHarness("[ $((HPO_TRIAL % 2)) = 0 ] || exit 1\n" + threeEpochs)
        #expect(try harness.run(trials: 8, maxFailures: 2) == .trialsDone)
    }

    @Test("a program that does not exist is a failed trial that names it")
    func missingProgram() throws {
        let harness = try StudyHarness(command: ["no-such-program-2718"])
        let end = try harness.run(trials: 9, maxFailures: 2)
        #expect(end == .failures(count: 2, reason: "cannot start no-such-program-2718: no such program in PATH"))
        #expect(try harness.trials.count == 2)
    }

    @Test("a trial that reports no objective has failed, and is told what it did report")
    func noObjective() throws {
        let harness = try StudyHarness("echo '{\"epoch\": 1, \"vall\": 1, \"loss\": 2}'")
        try harness.run(trials: 1)
        let expected = "it never reported the objective \"val\", only: vall, loss; did you mean \"vall\"?"
        #expect(try harness.reason(0) == expected)
        #expect(try harness.epochs(0) == [1])
    }

    @Test("a trial that reports nothing has failed, and says so with its last lines")
    func silence() throws {
        let harness = try StudyHarness("echo hello")
        try harness.run(trials: 1)
        #expect(try harness.reason(0) == "it ended without having reported an epoch\nhello")
    }

    @Test("garbage and bad epochs do no harm, and of a repeated epoch the last value counts")
    func garbage() throws {
        let script = """
            head -c 20000 /dev/urandom; echo
            echo '{"epoch": 1e300, "val": 9}'; echo '{"epoch": -1, "val": 9}'; echo '{"epoch": 1, "val": 0.5'
            echo '{"epoch": 1, "val": 0.5, "deep": {"epoch": 7, "val": 9}}'; echo '{"epoch": 1, "val": 9}'
            echo '[1, 2, 3]'; echo '{"epoch": 2, "": 1, "val": "nan"}'; printf '{"epoch": 3, "val": 0.25}'
            """
        let harness = try StudyHarness(script)
        try harness.run(trials: 1)
        let epochs = try harness.database.epochs(of: 0, in: harness.study.id)
        #expect(epochs.map(\.epoch) == [1, 2, 3])
        #expect(epochs[0].objective == 9)
        #expect(epochs[1].objective?.isNaN == true)
        #expect(try harness.state(0) == .completed(value: 9))
        #expect(harness.notes.count == 4)
    }

    @Test("a line of 100 MB costs one note and a bounded log, and the reports after it count")
    func hugeLine() throws {
        let harness = try StudyHarness("head -c 100000000 /dev/zero | tr '\\0' x; echo\n" + threeEpochs)
        try harness.run(trials: 1)
        #expect(try harness.epochs(0) == [1, 2, 3])
        #expect(harness.notes == ["a line of its output is longer than 1048576 bytes and is not read"])
        let log = "\(harness.folder.path)/studies/test/trial-0000/log.txt"
        let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
        #expect(try #require(size) < 65 << 20)
    }

    @Test("a trial whose every value is NaN completes with NaN")
    func notANumber() throws {
        let harness = try StudyHarness("echo '{\"epoch\": 1, \"val\": NaN}'; echo '{\"epoch\": 2, \"val\": \"nan\"}'")
        try harness.run(trials: 1)
        guard case .completed(let score) = try harness.state(0), let value = score.value else {
            Issue.record("\(try harness.state(0))")
            return
        }
        #expect(value.isNaN)
    }

    @Test("a process that the trial leaves behind with its pipe keeps nobody waiting")
    func grandchild() throws {
        let harness = try StudyHarness(threeEpochs + "\nsleep 1000 & echo $! > child")
        try harness.run(trials: 1)
        #expect(try harness.state(0).name == .completed)
        #expect(!isAlive(try #require(Int(try harness.folder.read("child").dropLast()))))
    }

    @Test("a database that cannot be written ends the run, and no trial lives on")
    func lockedDatabase() throws {
        let script = """
            import json, os, sqlite3, time
            open("child", "w").write(str(os.getpid()))
            lock = sqlite3.connect("hpo.sqlite"); lock.isolation_level = None
            lock.execute("BEGIN IMMEDIATE")
            print(json.dumps({"epoch": 1, "val": 1}), flush=True)
            time.sleep(1000)
            """
        let harness = try StudyHarness(command: ["python3", "trial.py"], patience: 0.05)
        try harness.folder.write(script, to: "trial.py")
        let error = #expect(throws: StudyError.self) { try harness.run(trials: 1) }
        guard case .storage? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!isAlive(try #require(Int(try harness.folder.read("child")))))
        #expect(try harness.epochs(0) == [])
        #expect(try harness.state(0) == .stopped(reason: nil))
    }

    @Test("a folder that cannot be written ends the run; the trial can be resumed")
    func unwritableFolder() throws {
        let harness = try StudyHarness(threeEpochs)
        try harness.folder.write("in the way", to: "studies")
        #expect(throws: StudyError.self) { try harness.run(trials: 1) }
        #expect(try harness.state(0) == .stopped(reason: nil))
        try FileManager.default.removeItem(atPath: "\(harness.folder.path)/studies")
        try harness.run(trials: 0)
        #expect(try harness.state(0).name == .completed)
    }

    @Test("a trial that is told its end by hand meanwhile is let go")
    func toldByHand() throws {
        let harness = try StudyHarness("echo '{\"epoch\": 1, \"val\": 1}'; sleep 1000")
        let byHand = StudyJournal(harness.database, study: harness.study, definition: harness.definition, owner: nil)
        let interrupts = harness.interrupts
        try harness.run(trials: 1) { event in
            if case .reported = event {
                try? byHand.tell(failure: "enough", of: 0)
                interrupts.request()
            }
        }
        #expect(try harness.state(0) == .failed(reason: "enough"))
        guard case .lost(0, .notRunning)? = harness.events.first(where: { if case .lost = $0 { true } else { false } })
        else {
            Issue.record("the loss was not told")
            return
        }
    }
}
