import Foundation
import JSON
import Testing

@Suite("Several objectives")
struct FrontTests {
    /// x² against (x - 6)²: the front is x from 0 to 6.
    private static func sandbox(_ more: String = "") throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(
            "echo \"{\\\"epoch\\\": 1, \\\"left\\\": $(($1 * $1)), \\\"right\\\": $((($1 - 6) * ($1 - 6)))}\"\n",
            to: "trial.sh")
        try sandbox.write(
            """
            { name: "two", objectives: [{ minimize: "left" }, { minimize: "right + 0 * left" }],
              train: { command: ["sh", "trial.sh", "{x}"] }, space: { x: { int: [-20, 20] } },
              start: [{ x: -1 }, { x: 0 }, { x: 6 }, { x: 3 }, { x: 7 }], sampler: { random: {} }, \(more) }
            """, to: "studies/two.json5")
        try sandbox.output("study create two")
        return sandbox
    }

    @Test("best lists the front, and export asks which of its trials is meant")
    func front() throws {
        let sandbox = try Self.sandbox()
        let run = try sandbox.output("study run --trials 5")
        #expect(run.contains("Front: 3 trials that no other one surpasses in every objective"))
        #expect(run.contains("trial 3 completed  left 9  right + 0 * left 9"))
        let best = try sandbox.output("study best")
        #expect(best.contains("3 trials that no other one surpasses"))
        let rows = best.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.contains(["1", "0", "36", "1", "0"]) && rows.contains(["3", "9", "9", "1", "3"]))
        let json = try #require(try sandbox.json("study best --json").arrayValue)
        #expect(json.compactMap { $0["number"]?.intValue } == [1, 2, 3])
        #expect(json[2]["values"]?["left"]?.doubleValue == 9 && json[2]["epoch"]?.intValue == 1)
        #expect(json[2]["params"]?["x"]?.intValue == 3)

        let refused = try sandbox.hpo("study export")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("two has 3 best trials: 1, 2, 3; say which with --trial N"))
        #expect(try sandbox.json("study export --trial 3")["params"]?["x"]?.intValue == 3)
        let verified = try sandbox.output("study verify")
        #expect(verified.contains("all as recorded"))
    }

    @Test("a first objective that is NaN is recorded as such, and the study verifies")
    func nan() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "for e in 1 2; do echo \"{\\\"epoch\\\": $e, \\\"left\\\": \\\"nan\\\", \\\"right\\\": $e}\"; done\n",
            to: "trial.sh")
        try sandbox.write(
            """
            { name: "two", objectives: [{ minimize: "left" }, { maximize: "right" }], pruner: { none: {} },
              train: { command: ["sh", "trial.sh"] }, space: { x: { int: [0, 9] } }, sampler: { random: {} } }
            """, to: "studies/two.json5")
        try sandbox.output("study create two")
        try sandbox.output("study run --trials 3")
        #expect(try sandbox.json("study verify")["differences"] == [])
        #expect(try sandbox.query("SELECT DISTINCT state, best_epoch FROM trials") == ["completed|2"])
    }

    @Test("list, show and queries know all values")
    func values() throws {
        let sandbox = try Self.sandbox()
        try sandbox.output("study run --trials 5")
        let list = try sandbox.output("trial list --best-first")
        let lines = list.split(separator: "\n").map(String.init)
        #expect(lines[0].contains("left") && lines[0].contains("right + 0 * left"))
        #expect(lines[1].contains("* 0") && lines.count == 6)
        let json = try #require(try sandbox.json("trial list --json").arrayValue)
        #expect(json[4]["values"]?["left"]?.doubleValue == 49 && json[4]["value"] == .null)
        #expect(try sandbox.output("trial show 3").contains("left 9, right + 0 * left 9 at epoch 1"))
        let found = try sandbox.json("trial list --json --where", ["values.left < 5 and epoch == 1"])
        #expect(found.arrayValue?.compactMap { $0["number"]?.intValue } == [0, 1])
        let show = try sandbox.output("study show")
        #expect(show.contains("front of 3 trials") && show.contains("minimize left, minimize right + 0 * left"))
        let shown = try sandbox.json("study show --json")["front"]
        #expect(shown?["trials"]?.intValue == 3 && shown?["hypervolume"]?.doubleValue != nil)
        let study = try sandbox.json("study list --json").arrayValue?.first
        #expect(study?["objective"]?.arrayValue?.count == 2 && study?["best"] == .null)
    }

    @Test("what violates the conditions is listed as such, and is never the best")
    func conditions() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "echo \"{\\\"epoch\\\": 1, \\\"loss\\\": $(($1 * $1)), \\\"memory\\\": $((20 - $1))}\"\n", to: "trial.sh")
        try sandbox.write(
            """
            { name: "one", objective: { minimize: "loss" }, feasible: "memory < 16",
              train: { command: ["sh", "trial.sh", "{x}"] }, space: { x: { int: [0, 20] } },
              start: [{ x: 0 }, { x: 7 }, { x: 5 }], sampler: { random: {} } }
            """, to: "studies/one.json5")
        try sandbox.output("study create one")
        try sandbox.output("study run --trials 1")
        let none = try sandbox.hpo("study best")
        #expect(none.status == 1)
        #expect(none.errors.contains("no completed trial of one meets its conditions; trial 0 comes nearest, 4 beyond"))
        #expect(try sandbox.output("study run --trials 2").contains("Best: loss 25, trial 2, epoch 1"))
        #expect(try sandbox.json("study best --json")["value"]?.doubleValue == 25)
        let list = try #require(try sandbox.json("trial list --best-first --json").arrayValue)
        #expect(list.compactMap { $0["number"]?.intValue } == [2, 1, 0])
        #expect(list.compactMap { $0["violation"]?.doubleValue } == [0, 0, 4])
        #expect(try sandbox.output("trial show 0").contains("infeasible: 4 beyond the study's conditions"))
        let feasible = try sandbox.json("trial list --json --where", ["feasible and value < 30"])
        #expect(feasible.arrayValue?.count == 1)
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
        #expect(try sandbox.output("study show").contains("feasible memory < 16"))
    }
}
