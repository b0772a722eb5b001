import Definitions
import Expressions
import Search
import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Studies of a warm program")
struct WarmStudyTests {
    /// - Parameter body: what it does with a trial, whose value is in `$x`, number in `$trial` and folder in `$directory`.
    private func harness(
        _ body: String, pruner: any Pruner = Keeper(), configure: (inout Training) -> Void = { _ in }
    ) throws -> StudyHarness {
        let script = """
            value() { v=${line##*\\"$1\\":}; v=${v#\\"}; v=${v%%[,\\}\\"]*}; }
            report() { echo "{\\"epoch\\": $1, \\"val\\": $x}"; }
            echo $$ >> pids
            while echo '{"next": true}'; read -r line; do
            echo "$line" >> lines
            value x; x=$v; value trial; trial=$v; value directory; directory=$v
            \(body)
            done
            echo over >> pids
            """
        return try StudyHarness(script, command: ["sh", "trial.sh"], pruner: pruner) {
            ($0.isWarm, $0.grace) = (true, 0.2)
            configure(&$0)
        }
    }

    private func processes(_ harness: StudyHarness) throws -> Int {
        try harness.folder.read("pids").split(separator: "\n").filter { $0 != "over" }.count
    }

    @Test("one process for each that runs at once serves them all, and has ended when the run has", arguments: [1, 3])
    func all(jobs: Int) throws {
        let harness = try harness("for epoch in 1 2 3; do report $epoch; done") { $0.grace = 1000 }
        #expect(try harness.run(trials: 12, jobs: jobs) == .trialsDone)
        #expect(try processes(harness) <= jobs)
        #expect(try harness.folder.read("pids").contains("over"))
        for trial in try harness.trials {
            guard case .float(let x)? = trial.parameters.resolved["x"] else { continue }
            #expect(trial.state == .completed(value: x))
            #expect(try harness.epochs(trial.number) == [1, 2, 3])
            let log = try harness.folder.read("studies/test/trial-000\(trial.number % 10)/log.txt")
            #expect(trial.number > 9 || log.split(separator: "\n").count == 3)
        }
        #expect(try harness.trials.count == 12)
        #expect(harness.notes == [])
    }

    @Test("a crash costs one trial, whose reason is what it said")
    func crash() throws {
        let harness = try harness("report 1; [ $trial = 1 ] && echo 'no memory' >&2 && exit 3")
        try harness.run(trials: 4)
        #expect(try harness.trials.map(\.state.name) == [.completed, .failed, .completed, .completed])
        #expect(try harness.reason(1) == "exit status 3\nno memory")
        #expect(try processes(harness) == 2)
    }

    @Test("so does a time-out")
    func timeout() throws {
        let harness = try harness("report 1; [ $trial = 0 ] && sleep 1000") { $0.timeout = 2 }
        try harness.run(trials: 3)
        #expect(try harness.trials.map(\.state.name) == [.failed, .completed, .completed])
        #expect(try harness.reason(0) == "timed out after 2 s")
        #expect(try processes(harness) == 2)
    }

    @Test("a trial without reports has failed, and the process serves the next")
    func empty() throws {
        let harness = try harness("[ $trial = 0 ] || report 1; echo hello")
        try harness.run(trials: 2)
        #expect(try harness.reason(0) == "it ended without having reported an epoch\nhello")
        #expect(try harness.state(1).name == .completed)
        #expect(try processes(harness) == 1)
    }

    @Test("pruned by an answer it serves the next trial; by SIGTERM, a fresh process does", arguments: [true, false])
    func pruned(sync: Bool) throws {
        let body = """
            for epoch in 1 2 3; do
                report $epoch
                if [ "$HPO_SYNC" = 1 ]; then read -r answer; [ $answer = stop ] && break; else sleep 0.$((epoch / 2 * 9)); fi
                [ $epoch = 3 ] && sleep 1000
            done
            """
        let harness = try harness(body, pruner: Cutter(epoch: 2)) { ($0.sync, $0.grace) = (sync, 1000) }
        try harness.run(trials: 3)
        #expect(try harness.trials.map(\.state) == [.pruned(epoch: 2), .pruned(epoch: 2), .pruned(epoch: 2)])
        #expect(try processes(harness) == (sync ? 1 : 3))
    }

    @Test("an interrupted trial is kept and its process ended; the next run's line tells it to resume")
    func interrupted() throws {
        let harness = try harness("report $(grep -c . lines); [ $(grep -c . lines) = 2 ] && sleep 1000") {
            $0.grace = 1000
        }
        let interrupts = harness.interrupts
        let end = try harness.run(trials: 5) { event in
            if case .reported(1, _, _) = event { interrupts.request() }
        }
        #expect(end == .interrupted)
        #expect(try harness.trials.map(\.state.name) == [.completed, .stopped])
        #expect(try harness.run(trials: 1) == .trialsDone)
        #expect(try harness.trials.map(\.state.name) == [.completed, .completed, .completed])
        let lines = try harness.folder.read("lines").split(separator: "\n")
        #expect(lines.map { $0.contains("\"resume\":true") } == [false, false, true, false])
        #expect(lines[2].contains("\"trial\":1,\"attempt\":2,"))
        #expect(try processes(harness) == 2)
    }

    @Test("a table of the trial's own is read to its end when the program asks for the next")
    func table() throws {
        let harness = try harness("printf 'epoch,val\\n1,2\\n2,3\\n' > $directory/r.csv") { $0.reader = .csv("r.csv") }
        try harness.run(trials: 3)
        #expect(try (0..<3).map { try harness.state($0) } == Array(repeating: .completed(value: 3), count: 3))
        #expect(try processes(harness) == 1)
    }
}
