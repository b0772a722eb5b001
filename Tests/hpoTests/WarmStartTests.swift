import JSON
import Testing

@Suite("Warm starts")
struct WarmStartTests {
    /// A study `small` with 20 trials.
    private func sandbox() throws -> Sandbox {
        let sandbox = try SmallStudy.sandbox(sampler: "tpe", pruner: "median")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 20")
        return sandbox
    }

    @Test("completed and pruned trials become knowledge, which stays when the other study goes; the study verifies")
    func knowledge() throws {
        let sandbox = try sandbox()
        let ended = try sandbox.query(
            "SELECT count(*) FILTER (WHERE state = 'completed'), count(*) FILTER (WHERE state = 'pruned') FROM trials")
        #expect(ended != ["20|0"], "the pruner stopped some")
        let best = try sandbox.json("study best")["value"]?.doubleValue ?? .nan
        try sandbox.write(
            SmallStudy.definition("next", sampler: "tpe", pruner: "median", x: "-20, 20"), to: "studies/next.json5")
        let created = try sandbox.json("study create next --from small")
        let source = try #require(created["from"]?.arrayValue?.first)
        #expect(
            ["\(source["completed"]?.intValue ?? -1)|\(source["pruned"]?.intValue ?? -1)"] == ended, "\(source)")
        #expect(source["refused"] == [])
        #expect(
            try sandbox.query("SELECT min(number), max(number), count(*) FROM knowledge") == ["-20|-1|20"])
        let values = "SELECT value FROM trials WHERE state = 'completed' ORDER BY number"
        let known = "SELECT value FROM knowledge WHERE pruned_epoch IS NULL ORDER BY number"
        #expect(try sandbox.query(values) == (try sandbox.query(known)))

        try sandbox.output("study run next --trials 12 --jobs 2")
        #expect(
            try sandbox.query("SELECT count(*) FROM trials WHERE study = 2 AND note LIKE '%startup%'") == ["0"])
        let found = try sandbox.json("study best next")
        #expect(found["value"]?.doubleValue ?? -1 >= 0 && found["number"]?.intValue ?? -1 >= 0 && best >= 0)
        #expect(try sandbox.json("trial list next").arrayValue?.count == 12)
        let verified = try sandbox.output("study verify next")
        #expect(verified.contains("12 suggestions") && verified.contains("all as recorded"), "\(verified)")

        try sandbox.output("study delete small --yes")
        #expect(try sandbox.output("study verify next").contains("all as recorded"))
        try sandbox.alter("DELETE FROM knowledge WHERE number < -8")
        #expect(try sandbox.hpo("study verify next").status == 1, "its suggestions followed from the knowledge")
    }

    @Test("what is no configuration of the new study is left out, with the reason")
    func partly() throws {
        let sandbox = try sandbox()
        try sandbox.write(SmallStudy.definition("next", sampler: "tpe", x: "-3, 3"), to: "studies/next.json5")
        let inside = try sandbox.query(
            """
            SELECT count(*) FROM trials JOIN parameters ON parameters.study = trials.study AND trial = number
            WHERE name = 'x' AND parameters.value BETWEEN -3 AND 3
            """)
        let answer = try sandbox.output("study create next --from small")
        #expect(answer.contains("Knowledge: \(inside[0]) of the 20 ended trials of small"), "\(answer)")
        #expect(answer.contains("is not among the integers -3 … 3"))
        #expect(try sandbox.query("SELECT count(*) FROM knowledge") == inside)
        try sandbox.output("study run next --trials 8")
        #expect(try sandbox.output("study verify next").contains("8 suggestions"))
    }

    @Test("a parameter that is fixed on one side is accepted where the other side has the same value")
    func fixed() throws {
        let sandbox = try sandbox()
        let unfixed = SmallStudy.definition("next", sampler: "tpe")
            .replacing("fixed: { momentum: 0.9 }", with: "fixed: { kind: \"plain\" }")
            .replacing("kind: { choice: [\"plain\", \"two words\"] }", with: "momentum: { float: [0, 1] }")
        try sandbox.write(unfixed, to: "studies/next.json5")
        let plain = try sandbox.query("SELECT count(*) FROM parameters WHERE name = 'kind' AND value = 'plain'")
        let source = try sandbox.json("study create next --from small")["from"]?.arrayValue?.first
        #expect(["\(source?["completed"]?.intValue ?? -1)"] != ["-1"])
        #expect(try sandbox.query("SELECT count(*) FROM knowledge") == plain)
        #expect(
            try sandbox.query("SELECT DISTINCT type, value FROM known_parameters WHERE name = 'momentum'")
                == ["float|0.9"])
    }

    @Test(
        "a study with nothing to learn from is refused, and nothing is stored",
        arguments: [
            ("momentum: 0.9", "momentum: 0.5", "`momentum` is fixed at 0.5 here, found 0.9"),
            ("minimize: \"loss\"", "maximize: \"loss\"", "it is to minimize loss, not to maximize loss"),
            ("minimize: \"loss\"", "minimize: \"other\"", "it is to minimize loss, not to minimize other"),
            ("rate: {", "lr: {", "there is no parameter `rate`"),
            ("momentum: 0.9", "momentum: 0.9, depth: 3", "`depth` is set here and not there"),
        ])
    func refused(part: String, other: String, message: String) throws {
        let sandbox = try sandbox()
        try sandbox.write(SmallStudy.definition("next").replacing(part, with: other), to: "studies/next.json5")
        let answer = try sandbox.hpo("study create next --from small")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("there is nothing to learn from small"), "\(answer.errors)")
        #expect(answer.errors.contains(message), "\(answer.errors)")
        #expect(try sandbox.query("SELECT name FROM studies") == ["small"])
        #expect(try sandbox.hpo("study create next --from smal").errors.contains("did you mean \"small\"?"))
    }
}
