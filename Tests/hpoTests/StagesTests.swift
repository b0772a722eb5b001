import Foundation
import JSON
import Testing

/// A study in stages whose trials are a shell script of four lines: score = 10 a + b c + epoch.
@Suite("a study in stages")
struct StagesTests {
    private static let script = """
        epoch=0
        echo "$HPO_STAGE $HPO_TRIAL" >> begun
        while [ $epoch -lt $4 ]; do
            epoch=$((epoch + 1)); echo "{\\"epoch\\": $epoch, \\"score\\": $(( $1 * 10 + $2 * $3 + epoch )), \\"cost\\": $3}"
            if [ -f slow ]; then sleep 0.02; fi
        done

        """

    /// - Parameter gate: whether the stage `longer` runs; otherwise `wider` does.
    private static func sandbox(gate: String) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(script, to: "trial.sh")
        try sandbox.write(
            """
            {
              name: "plan",
              objective: { maximize: "score" },
              train: { command: ["sh", "trial.sh", "{a}", "{b}", "{c}", "{epochs}"], epochs: 3 },
              fixed: { c: 1, d: 5 },
              space: { a: { int: [0, 99] }, b: { choice: [1, 2, 3] }, e: { equals: "a + c" } },
              stages: [
                { name: "first", fixed: { b: 1 }, trials: 5, start: [{ a: 2 }] },
                { name: "longer", when: "\(gate)", trials: 1, epochs: 9, next: "last" },
                { name: "wider", free: ["b"], space: { c: { int: [1, 4] } }, trials: 4, start: ["best"] },
                { name: "last", fixed: { d: 7 }, space: { a: { int: [0, 99] } }, trials: 3, epochs: 5 },
              ],
              sampler: { tpe: {} }, pruner: { median: { startup_trials: 2 } }, seed: 3,
            }

            """, to: "studies/plan.json5")
        try sandbox.output("study create plan")
        return sandbox
    }

    private static func way(_ sandbox: Sandbox) throws -> [String] {
        try sandbox.query("SELECT decision, stage, best FROM stages ORDER BY step")
    }

    @Test(
        "a trial that is deleted after a gate read it leaves the way as it was, and what follows goes without",
        .timeLimit(.minutes(1)))
    func deleted() throws {
        let sandbox = try Self.sandbox(gate: "best.score > 100000")
        try sandbox.output("study run --trials 7")
        let way = try Self.way(sandbox)
        let best = try #require(way.last?.split(separator: "|").last)
        try sandbox.output("trial delete \(best) --yes")
        try sandbox.output("trial delete 6 --yes")
        let output = try sandbox.output("study run")
        #expect(output.contains("All stages have ended."))
        #expect(try Self.way(sandbox).prefix(way.count) == way[...])
        #expect(
            try sandbox.query("SELECT stage, count(*) FROM trial_table GROUP BY 1 ORDER BY 1")
                == ["first|4", "last|3", "wider|4"], "the stage that was running has all of its trials")
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test("past the gate it goes on longer from the best, and then to where that leads", .timeLimit(.minutes(1)))
    func longer() throws {
        let sandbox = try Self.sandbox(gate: "best.score > 100 and best.cost == 1 and completed + pruned == 5")
        let output = try sandbox.output("study run")
        #expect(output.contains("All stages have ended."))
        let best = try sandbox.query(
            "SELECT number FROM trials WHERE stage = 'first' AND state = 'completed' ORDER BY value DESC, number LIMIT 1"
        )
        let number = try #require(best.first)
        #expect(try Self.way(sandbox) == ["run|first|NULL", "run|longer|\(number)", "run|last|5", "end|NULL|NULL"])
        #expect(
            try sandbox.query("SELECT stage, count(*) FROM trials GROUP BY 1 ORDER BY 1") == [
                "first|5", "last|3", "longer|1",
            ])

        let exported = try JSONValue(parsing: try sandbox.output("study export --trial 5"), syntax: .json)
        #expect(exported["epochs"] == 9)
        #expect(exported["params"]?["b"] == 1 && exported["params"]?["c"] == 1 && exported["params"]?["d"] == 5)
        let first = try sandbox.json("trial show \(number)")
        #expect(exported["params"] == first["params"], "all is as in the trial that it starts from")
        #expect(try sandbox.json("study best --stage longer")["number"] == 5)
        #expect(try sandbox.output("trial list --stage last").split(separator: "\n").count == 4)
        #expect(
            try sandbox.output("study verify").contains("4 decisions between stages derived again, all as recorded"))

        let stages = try sandbox.json("study show")["stages"]?.arrayValue?.map { $0["state"]?.stringValue }
        #expect(stages == ["done", "done", "skipped", "done"])
        #expect(try sandbox.hpo("study best --stage lonegr").errors.contains("did you mean longer?"))
    }

    @Test(
        "short of it the gate's reading is kept, and the other stage starts with the best there was",
        .timeLimit(.minutes(1)))
    func wider() throws {
        let sandbox = try Self.sandbox(gate: "best.score > 100000")
        try sandbox.output("study run --trials 7")
        let shown = try sandbox.output("study show")
        #expect(shown.contains("longer is skipped: best.score > 100000 is not true, best.score = "))
        #expect(
            try sandbox.json("study show")["stages"]?.arrayValue?.map { $0["state"]?.stringValue } == [
                "done", "skipped", "running", "waiting",
            ])
        try sandbox.output("study run --jobs 2")
        #expect(
            try sandbox.query("SELECT decision, stage FROM stages ORDER BY step")
                == ["run|first", "skip|longer", "run|wider", "run|last", "end|NULL"])
        let restart = try sandbox.query(
            "SELECT group_concat(name || '=' || value) FROM (SELECT * FROM parameters WHERE trial = 5 AND kind = 'sampled' ORDER BY name)"
        )
        #expect(restart == ["b=1,c=1"], "the best of the stage before is the first trial")
        #expect(try sandbox.query("SELECT origin FROM trials WHERE number = 5") == ["start"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()

        try sandbox.alter("UPDATE stage_readings SET value = 100001.0")
        let altered = try sandbox.hpo("study verify")
        #expect(altered.status == 1)
        #expect(altered.output.contains("step 2 of the stages was to skip longer (best.score = 100001.0)"))
        #expect(try sandbox.output("study run").contains("plan: 0 trials"), "there is nothing after the last stage")
    }

    @Test("killed again and again, or run twice at once, it takes each step once", .timeLimit(.minutes(1)))
    func killed() throws {
        let sandbox = try Self.sandbox(gate: "best.score > 100000")
        try sandbox.write("", to: "slow")
        for number in 1...6 {
            let run = try sandbox.start("study run")
            let reached = try sandbox.wait {
                let epochs = Int(try sandbox.query("SELECT count(*) FROM epochs")[0]) ?? 0
                return !run.isRunning || epochs >= 6 * number
            }
            #expect(reached)
            run.signal(SIGKILL)
            _ = run.wait()
        }
        let both = [try sandbox.start("study run"), try sandbox.start("study run")]
        for run in both {
            let answer = run.wait()
            #expect(answer.status == 0, "\(answer.output) \(answer.errors)")
        }
        #expect(
            try sandbox.query("SELECT decision, stage FROM stages ORDER BY step")
                == ["run|first", "skip|longer", "run|wider", "run|last", "end|NULL"])
        #expect(
            try sandbox.query("SELECT stage, count(*) FROM trials GROUP BY 1 ORDER BY 1") == [
                "first|5", "last|3", "wider|4",
            ])
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state NOT IN ('completed', 'pruned')") == ["0"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
    }
}
