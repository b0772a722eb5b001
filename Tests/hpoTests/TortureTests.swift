import Foundation
import JSON
import TestSupport
import Testing

/// Many runs on one database, killed at random.
@Suite("Torture", .timeLimit(.minutes(5)))
struct TortureTests {
    @Test("eight runs on one database, killed with -9 at random, lose no epoch, share no trial and leave no process")
    func workers() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            """
            import json, os, sys, time
            told = json.load(open(os.environ["HPO_CONFIG"]))
            said = open(os.path.join(told["directory"], "said"), "a")
            state = os.path.join(told["directory"], "state")
            first = int(open(state).read()) + 1 if told["resume"] and os.path.exists(state) else 1
            for epoch in range(first, 13):
                time.sleep(0.01)
                print(json.dumps({"epoch": epoch, "loss": told["params"]["x"] + 1 / epoch}), flush=True)
                answer = sys.stdin.readline()
                if not answer: break
                # Answered: it is on record, whoever dies now.
                print(epoch, file=said, flush=True)
                with open(state + ".new", "w") as file: file.write(str(epoch))
                os.replace(state + ".new", state)
                if answer.strip() == "stop": break
            """, to: "t.py")
        try sandbox.write(
            """
            { name: "t", objective: { minimize: "loss" },
              train: { command: ["python3", "t.py"], epochs: 12, sync: true, resume: true, grace: "1s" },
              space: { x: { float: [0, 1] } }, sampler: { tpe: {} }, pruner: { median: { warmup_epochs: 4 } } }
            """, to: "studies/t.json5")
        try sandbox.output("study create t")
        var generator = SeededGenerator(seed: 7)
        var runs: [Running] = []
        for _ in 0..<40 {
            while runs.count < 8 { runs.append(try sandbox.start("study run t --trials 4 --jobs 2")) }
            Thread.sleep(forTimeInterval: 0.15)
            for place in runs.indices.shuffled(using: &generator).prefix(1) { runs[place].signal(SIGKILL) }
            for run in runs where !run.isRunning { _ = run.wait() }
            runs.removeAll { !$0.isRunning }
        }
        for run in runs { run.signal(SIGKILL) }
        for run in runs { _ = run.wait() }
        try sandbox.output("study run t --trials 0")

        let trials = try sandbox.json("trial list t").arrayValue ?? []
        #expect(trials.count > 10)
        #expect(trials.allSatisfy { ["completed", "pruned"].contains($0["state"]?.stringValue ?? "") })
        #expect(trials.map { $0["number"] } == (0..<trials.count).map { .int($0) })
        #expect(Set(trials.compactMap { $0["params"]?["x"]?.doubleValue }).count == trials.count)
        for trial in trials {
            let number = try #require(trial["number"]?.intValue)
            let digits = String(repeating: "0", count: 4 - "\(number)".count) + "\(number)"
            let said = (try? sandbox.read("studies/t/trial-\(digits)/said")) ?? ""
            let acknowledged = Set(said.split(separator: "\n").map(String.init))
            let recorded = Set(try sandbox.query("SELECT epoch FROM epochs WHERE trial = \(number)"))
            #expect(acknowledged.subtracting(recorded) == [], "trial \(number)")
        }
        #expect(try sandbox.query("SELECT count(*) FROM claims") == ["0"])
        try sandbox.output("study verify t")
        try sandbox.output("db check")
        let left = try sandbox.shell(
            "grep -l '^HPO_TRIAL_DIR=\(sandbox.path)' -a /proc/[0-9]*/environ 2> /dev/null; true")
        #expect(left.output == "")
    }
}
