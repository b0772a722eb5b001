import Foundation
import JSON
import Testing

@Suite("What a trial counts with")
struct TakeTests {
    /// Each trial rises to its best at epoch 3 and falls from there; `x` shifts all, so that the order is that of `x`.
    private static func sandbox(_ take: String, pruner: String = "none: {}") throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(
            """
            e=0
            for v in 2 4 9 4 3; do
                e=$((e + 1)); echo "{\\"epoch\\": $e, \\"score\\": $((v + $1))}"
                if [ "$HPO_SYNC" = 1 ]; then read answer; [ "$answer" = stop ] && exit 0; fi
            done
            exit 0
            """, to: "trial.sh")
        try sandbox.write(
            """
            { name: "t", objective: { maximize: "score"\(take) }, pruner: { \(pruner) },
              train: { command: ["sh", "trial.sh", "{x}"], epochs: 5, sync: true },
              space: { x: { int: [0, 9] } }, start: [{ x: 3 }, { x: 5 }], sampler: { tpe: {} } }
            """, to: "studies/t.json5")
        try sandbox.output("study create t")
        return sandbox
    }

    @Test(
        "the best epoch, the last one, or the mean of the last few, in every answer, and the study verifies",
        arguments: [
            ("", 14.0, 3), (", take: \"best\"", 14, 3), (", take: \"last\"", 8, 5), (", take: { mean: 1 }", 8, 5),
            (", take: { mean: 2 }", 8.5, 5), (", take: { mean: 50 }", 9.4, 5),
        ])
    func takes(take: String, value: Double, epoch: Int) throws {
        let sandbox = try Self.sandbox(take)
        try sandbox.output("study run --trials 2")
        let best = try sandbox.json("study best")
        #expect(best["number"] == 1)
        #expect(best["value"]?.doubleValue == value && best["epoch"]?.intValue == epoch)
        let list = try sandbox.json("trial list").arrayValue ?? []
        #expect(list.map { $0["value"]?.doubleValue } == [value - 2, value])
        #expect(try sandbox.json("trial list --where value>=\(value)").arrayValue?.count == 1)
        try sandbox.output("study confirm --top 1 --seeds 2")
        #expect(try sandbox.json("study best")["value"]?.doubleValue == value)
        try sandbox.output("study run --trials 6")
        #expect(try sandbox.json("study verify")["differences"] == [])
        let shown = try sandbox.output("trial show 1")
        #expect(
            shown.contains(
                epoch == 3 ? "best score 14 at epoch 3" : "score \(value == 8 ? "8" : "\(value)") at epoch 5, the "))
    }

    @Test(
        "pruners judge by what the trial would count with, and verification by the same",
        arguments: ["", ", take: \"last\"", ", take: { mean: 2 }"])
    func prunes(take: String) throws {
        let sandbox = try Self.sandbox(take, pruner: "median: { startup_trials: 2, warmup_epochs: 4, min_trials: 1 }")
        try sandbox.output("study run --trials 8")
        let pruned = try sandbox.json("trial list --where state=='pruned'").arrayValue?.count ?? 0
        // At epoch 4 every best lies behind, above all that others have then; what counts as last is on a par with them.
        if !take.contains("mean") { #expect((pruned > 0) == take.contains("last")) }
        let judged = try sandbox.query("SELECT count(*) FROM epochs WHERE verdict = 'stop'")
        #expect(judged == ["\(pruned)"])
        #expect(try sandbox.json("study verify")["differences"] == [])
    }

    @Test("epochs told in any order, again, and by hand")
    func order() throws {
        let sandbox = try Self.sandbox(", take: { mean: 2 }")
        _ = try sandbox.json("ask")
        for (epoch, value) in [(1, 1), (3, 5), (2, 3), (3, 7)] {
            try sandbox.output("tell 0 --epoch \(epoch) --metric score=\(value)")
        }
        #expect(try sandbox.json("trial show 0")["value"]?.doubleValue == 5)
        try sandbox.output("tell 0 --completed")
        #expect(try sandbox.json("trial show 0")["value"]?.doubleValue == 5)
        #expect(try sandbox.json("trial show 0")["epoch"]?.intValue == 3)
        #expect(try sandbox.json("study verify")["differences"] == [])
        try sandbox.alter("UPDATE trials SET value = 6 WHERE number = 0")
        #expect(try sandbox.hpo("study verify").output.contains("trial 0 has the value 6.0"))
    }

    @Test("it stays as it is in a study that has trials")
    func edits() throws {
        let sandbox = try Self.sandbox("")
        try sandbox.output("study run --trials 1")
        let text = try sandbox.read("studies/t.json5")
        try sandbox.write(text.replacing("\"score\"", with: "\"score\", take: \"last\""), to: "studies/t.json5")
        let answer = try sandbox.hpo("study edit t studies/t.json5")
        #expect(answer.status == 1 && answer.errors.contains("objective: it stays"))
    }
}
