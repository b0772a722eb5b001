import Foundation
import JSON
import Testing

@Suite("hpo trial stop and resume")
struct TrialStopTests {
    @Test("a trial of a run is stopped from another terminal, stays so, and is gone on with when that is said")
    func stops() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.write(
            """
            for e in 1 2 3; do echo "{\\"epoch\\": $e, \\"val\\": 1}"; [ -e go ] || { sleep 600 & wait; }; done
            """, to: "slow.sh")
        try sandbox.write(
            """
            { name: "slow", objective: { maximize: "val" }, sampler: { random: {} }, pruner: { none: {} },
              train: { command: ["sh", "slow.sh"], grace: "1s" }, space: { x: { float: [0, 1] } } }
            """, to: "slow.json5")
        try sandbox.output("study create slow.json5")
        let run = try sandbox.start("study run slow --trials 1")
        for _ in 0..<6000 where run.isRunning {
            if try sandbox.query("SELECT count(*) FROM epochs").first == "1" { break }
            Thread.sleep(forTimeInterval: 0.01)
        }
        #expect(try sandbox.json("trial stop slow 0")["number"] == 0)
        let ended = run.wait()
        let words = ended.output + ended.errors
        #expect(ended.status == 0, "\(words)")
        #expect(words.contains("trial 0: it stops, and stays so") && words.contains("hpo trial resume 0"))
        #expect(!words.contains("--trials 0"), "it would not resume it")
        let states = "SELECT state, attempt FROM trials JOIN studies ON id = study WHERE name = 'slow'"
        #expect(try sandbox.query(states) == ["stopped|1"])
        try sandbox.write("", to: "go")
        try sandbox.output("study run slow --trials 0")
        #expect(try sandbox.query(states) == ["stopped|1"])
        #expect(try sandbox.output("trial show slow 0").contains("stopped by hand until it is told to go on"))
        #expect(try sandbox.output("trial resume slow 0").contains("goes on with the next run"))
        try sandbox.output("study run slow --trials 0")
        #expect(try sandbox.query(states) == ["completed|2"])
        #expect(try sandbox.output("study verify slow").contains("all as recorded"))

        let again = try sandbox.hpo("trial stop slow 0")
        #expect(again.status == 1 && again.errors.contains("trial 0 has already completed"))
        let over = try sandbox.hpo("trial resume slow 0")
        #expect(over.status == 1 && over.errors.contains("hpo trial rerun 0"))
    }

    @Test("a stage whose last trial is stopped by hand is not waited for, and goes on with it")
    func stage() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            """
            echo '{"epoch": 1, "val": 1}'; [ -e go ] || { sleep 600 & wait; }
            """, to: "slow.sh")
        try sandbox.write(
            """
            { name: "staged", objective: { maximize: "val" }, sampler: { random: {} }, pruner: { none: {} },
              train: { command: ["sh", "slow.sh"], grace: "1s" }, space: { x: { float: [0, 1] } },
              stages: [{ name: "one", trials: 1 }, { name: "two", trials: 1 }] }
            """, to: "staged.json5")
        try sandbox.output("study create staged.json5")
        let run = try sandbox.start("study run staged")
        for _ in 0..<6000 where run.isRunning {
            if try sandbox.query("SELECT count(*) FROM epochs").first == "1" { break }
            Thread.sleep(forTimeInterval: 0.01)
        }
        try sandbox.output("trial stop staged 0")
        let ended = run.wait()
        #expect(ended.output.contains("waits for trials that were stopped by hand"), "\(ended.output)\(ended.errors)")
        try sandbox.write("", to: "go")
        try sandbox.output("trial resume staged 0")
        try sandbox.output("study run staged")
        #expect(
            try sandbox.query("SELECT state, attempt, stage FROM trials") == ["completed|2|one", "completed|1|two"])
    }
}
