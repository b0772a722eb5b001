import JSON
import Testing

@Suite("Values that follow from the seed")
struct SeedExpressionTests {
    @Test("each trial has its own, a repetition another, and the records verify")
    func derived() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            """
            { objective: { minimize: "loss" },
              train: { command: ["sh", "-c", "echo '{{\\"epoch\\": 1, \\"loss\\": {fold}}'"] },
              space: { x: { float: [0, 1] }, fold: { equals: "seed % 1000" } }, sampler: { tpe: {} }, seed: 3 }
            """, to: "studies/folds.json5")
        try sandbox.output("study create folds")
        try sandbox.output("study enqueue --params x=0.5")
        try sandbox.output("study run --trials 6")
        try sandbox.output("trial rerun 2 --seed 77077")
        try sandbox.output("study confirm --top 2 --seeds 2")
        let told = """
            SELECT count(*), sum(CAST(p.value AS INTEGER) = t.seed % 1000), sum(t.value = t.seed % 1000),
                count(DISTINCT t.seed), sum(t.repeats IS NOT NULL)
            FROM trials t JOIN parameters p ON p.study = t.study AND p.trial = t.number AND p.name = 'fold'
            """
        let row = try sandbox.query(told)
        #expect(row == ["11|11|11|11|4"])
        #expect(try sandbox.query("SELECT value FROM parameters WHERE name = 'fold' AND trial = 6") == ["77"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))

        // What is exported goes in again: another trial's fold is no value to hold on to.
        let best = try sandbox.output("study export")
        try sandbox.write(best, to: "best.json")
        try sandbox.output("study enqueue --file best.json")
        try sandbox.output("study run --trials 1")
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE value = seed % 1000") == ["12"])
    }
}
