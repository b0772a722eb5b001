import JSON
import Testing

@Suite("Editing a study")
struct EditTests {
    /// `x` in [-3, 3]; trials tried by hand at -3, 0 and 2.
    private func sandbox(sampler: String = "tpe", pruner: String = "median") throws -> Sandbox {
        let sandbox = try SmallStudy.sandbox(sampler: sampler, pruner: pruner, x: "-3, 3")
        try sandbox.output("study create small")
        for x in [-3, 0, 2] { try sandbox.output("study enqueue --params x=\(x),rate=0.01,kind=plain") }
        try sandbox.output("study run --trials 3")
        return sandbox
    }

    private func edit(_ sandbox: Sandbox, _ more: [String] = [], _ change: (String) -> String) throws -> Answer {
        try sandbox.write(change(try sandbox.output("study show --definition")), to: "edited.json5")
        return try sandbox.hpo("study edit edited.json5", more)
    }

    @Test("a range is widened, a choice added, sampler and pruner changed; the trials stay, and the study verifies")
    func widened() throws {
        let sandbox = try sandbox()
        try sandbox.output("study run --trials 12")
        let before = try sandbox.query("SELECT number, value, definition FROM trials ORDER BY 1")
        let wider = { (text: String) in
            text.replacing("int: [-3, 3]", with: "int: [-40, 40]").replacing(
                "\"two words\"]", with: "\"two words\", \"x\"]"
            )
            .replacing("tpe: {}", with: "tpe: { n_startup_trials: 5 }").replacing("median: {}", with: "none: {}")
        }
        try sandbox.write(wider(try sandbox.output("study show --definition")), to: "edited.json5")
        let dry = try sandbox.json("study edit edited.json5 --dry-run")
        #expect(dry["definition"] == .null)
        #expect(
            dry["changes"]?.arrayValue?.map { $0["path"] } == ["space.x", "space.kind", "sampler", "pruner"])
        #expect(dry["changes"]?.arrayValue?.first?["new"] == ["int": [-40, 40]])
        #expect(try sandbox.query("SELECT count(*) FROM definitions") == ["1"])
        let answer = try sandbox.hpo("study edit edited.json5")
        #expect(answer.status == 0)
        #expect(answer.output.contains("definition 1 → 2"))
        #expect(answer.output.contains(#"space.x     {"int":[-3,3]}"#), "\(answer.output)")
        #expect(try sandbox.query("SELECT number, value, definition FROM trials ORDER BY 1") == before)
        #expect(try sandbox.output("study edit edited.json5").contains("nothing changes"))
        try sandbox.output("study run --trials 25 --jobs 2")
        #expect(try sandbox.query("SELECT DISTINCT definition FROM trials WHERE number >= 15") == ["2"])
        #expect(
            try sandbox.query("SELECT count(*) > 0 FROM parameters WHERE name = 'x' AND abs(value) > 3") == ["1"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
        try sandbox.alter("UPDATE trials SET definition = 1 WHERE number = 30")
        #expect(try sandbox.hpo("study verify").status == 1, "each suggestion is of its own definition")
    }

    @Test(
        "a parameter is added with the value that the trials had, or freed, and the history goes on and verifies",
        arguments: ["tpe", "gp", "auto", "cmaes", "sobol"])
    func added(sampler: String) throws {
        let sandbox = try sandbox(sampler: sampler)
        try sandbox.output("study run --trials 5")
        try sandbox.output("study enqueue --params x=1,rate=0.05,kind=plain --params x=2")
        let answer = try edit(sandbox) {
            $0.replacing("fixed: { momentum: 0.9 },", with: "")
                .replacing(
                    "twice:",
                    with:
                        "momentum: { float: [0, 0.99], was: 0.9 }, depth: { int: [1, 4], was: 2, when: \"x > 0\" }, twice:"
                )
        }
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(
            try sandbox.query(
                "SELECT trial, name, value FROM parameters WHERE trial = 8 AND name IN ('momentum', 'depth') ORDER BY 2"
            )
                == ["8|depth|2", "8|momentum|0.9"])
        try sandbox.output("study run --trials 12 --jobs 2")
        #expect(
            try sandbox.query("SELECT count(DISTINCT value) > 5 FROM parameters WHERE name = 'momentum' AND trial > 9")
                == ["1"])
        #expect(try sandbox.query("SELECT count(*) FROM parameters WHERE trial < 8 AND name = 'depth'") == ["0"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.output("study confirm --top 1 --seeds 2")
        let text = try sandbox.output("study show --definition").replacing("\"small\"", with: "\"more\"")
        try sandbox.write(text, to: "studies/more.json5")
        let taken = try sandbox.json("study create more --from small")
        let source = taken["from"]?.arrayValue?.first
        #expect((source?["completed"]?.intValue ?? 0) + (source?["pruned"]?.intValue ?? 0) == 20)
    }

    @Test(
        "what the trials had is said rightly, or the edit is refused",
        arguments: [
            (
                "", "depth: { int: [1, 4] },",
                "space.depth: it is new, and the 3 trials so far have no value of it (`was: …` says"
            ),
            ("", "depth: { int: [1, 4], was: 7 },", "space.depth.was: found the number 7, expected the integers 1 … 4"),
            ("", "depth: { equals: \"x\", was: 7 },", "space.depth.was: `was` does not go with `equals`"),
            ("momentum", "momentum: { float: [0, 1] },", "(`was: 0.9` says what they had)"),
            (
                "momentum", "momentum: { float: [0, 1], was: 0.5 },",
                "space.momentum: it was 0.9 in the 3 trials so far, and not 0.5"
            ),
        ])
    func had(freed: String, parameter: String, message: String) throws {
        let sandbox = try sandbox()
        let answer = try edit(sandbox, ["--force"]) {
            (freed.isEmpty ? $0 : $0.replacing("fixed: { momentum: 0.9 },", with: ""))
                .replacing("twice:", with: "\(parameter) twice:")
        }
        #expect(answer.status == 1 && answer.errors.contains(message), "\(answer.errors)")
        #expect(try sandbox.query("SELECT count(*) FROM definitions") == ["1"])
    }

    @Test(
        "what cannot be kept is refused with every reason, and nothing is written",
        arguments: [
            ("int: [-3, 3]", "int: [-2, 3]", ["`x`: -3 is not among the integers -2 … 3, which trial 0 has tried"]),
            ("int: [-3, 3]", "int: [-1, 1]", ["which trial 0 has tried", "`x`: 2 is not among the integers -1 … 1"]),
            ("int: [-3, 3]", "float: [-3, 3]", ["space.x: it stays of the kind int, and cannot become float"]),
            (
                "int: [-3, 3]", "int: [-3, 3], step: 2",
                ["`x`: 0 is not among", "`x`: 2 is not among", "trial 1 has tried"]
            ),
            ("x: {", "y: {", ["space.x: it stays", "cannot be renamed, to y", "space.y: it is new, and the 3 trials"]),
            ("kind: { choice: [\"plain\", \"two words\"] },", "", ["space.kind: it stays, since the 3 trials"]),
            ("[\"plain\",", "[", ["`kind`: 'plain' is not one of 'two words', which trials 0, 1 and 2 have tried"]),
            ("minimize", "maximize", ["objective: it stays"]),
            ("seed: 7", "seed: 8", ["seed: it stays 7"]),
            (
                "seed: 7,", "seed: 7, where: [\"x < 2\"],",
                ["the constraint `x < 2` is not met, which trial 2 has tried"]
            ),
            ("tpe: {}", "tpee: {}", ["edited.json5:12", "tpee"]),
        ] as [(String, String, [String])])
    func refused(part: String, other: String, messages: [String]) throws {
        let sandbox = try sandbox()
        let before = try sandbox.contents()
        let answer = try edit(sandbox, ["--force"]) { text in
            text.replacing(part, with: other).replacing(", \"{x}\"", with: "").replacing("2 * x", with: "2 * rate")
        }
        #expect(answer.status == 1)
        for message in messages { #expect(answer.errors.contains(message), "\(answer.errors)") }
        #expect(try sandbox.contents() == before)
    }

    @Test("what makes values incomparable needs --force, and trials that were begun go on as they began")
    func forced() throws {
        let sandbox = try sandbox()
        try sandbox.output("study enqueue --params x=1,rate=0.01,kind=plain")
        let change = { (text: String) in
            text.replacing("momentum: 0.9", with: "momentum: 0.5").replacing("2 * x", with: "3 * x")
                .replacing("sync: true", with: "sync: true, epochs: 3")
        }
        let answer = try edit(sandbox, [], change)
        #expect(answer.status == 1)
        for words in [
            "--force", "train.epochs: the values so far", "fixed.momentum: the values so far",
            "space.twice: it had another value in what trials 0, 2 and 3 have tried",
        ] {
            #expect(answer.errors.contains(words), "\(answer.errors)")
        }
        #expect(try sandbox.query("SELECT count(*) FROM definitions") == ["1"])
        #expect(try edit(sandbox, ["--force"], change).status == 0)
        try sandbox.output("study run --trials 3")
        let values = "SELECT trial, name, value FROM parameters WHERE name IN ('momentum', 'twice') AND trial IN (2, 3)"
        #expect(
            try sandbox.query(values + " ORDER BY 1, 2")
                == ["2|momentum|0.9", "2|twice|4", "3|momentum|0.5", "3|twice|3"])
        #expect(try sandbox.query("SELECT definition FROM trials ORDER BY number") == ["1", "1", "1", "2", "2", "2"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
    }

    @Test("a run under way makes its next trials by the new definition", .timeLimit(.minutes(1)))
    func whileRunning() throws {
        let sandbox = try sandbox(sampler: "random", pruner: "median")
        try sandbox.write(
            "[ -f slow ] && while [ ! -f go ]; do sleep 0.01; done\n" + SmallStudy.script, to: "trial.sh")
        try sandbox.write("", to: "slow")
        let run = try sandbox.start("study run --trials 12 --jobs 2")
        #expect(try sandbox.wait { try sandbox.query("SELECT 1 FROM trials WHERE state = 'running'").count == 2 })
        let answer = try edit(sandbox) { text in
            text.replacing("int: [-3, 3]", with: "int: [100, 200]").replacing("median", with: "none")
        }
        #expect(answer.status == 1, "the range must hold what was tried")
        let wider = try edit(sandbox) { text in
            text.replacing("int: [-3, 3]", with: "int: [-300, 300]").replacing("median: {}", with: "none: {}")
        }
        #expect(wider.status == 0, "\(wider.errors)")
        try sandbox.write("", to: "go")
        #expect(run.wait().status == 0)
        #expect(
            try sandbox.query("SELECT definition, count(*) FROM trials GROUP BY 1 ORDER BY 1") == ["1|5", "2|10"])
        #expect(
            try sandbox.query("SELECT count(*) > 0 FROM parameters WHERE name = 'x' AND abs(value) > 3") == ["1"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
    }

    @Test("before its first trial a study may change its parameters too")
    func untried() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        let answer = try edit(sandbox) { text in
            text.replacing("rate: { float: [1e-4, 1e-1], log: true }", with: "lr: { float: [0, 1] }")
                .replacing("sync: true", with: "sync: true, epochs: 4")
        }
        #expect(answer.status == 0, "\(answer.errors)")
        try sandbox.output("study run --trials 2")
        #expect(try sandbox.query("SELECT DISTINCT name FROM parameters WHERE name IN ('lr', 'rate')") == ["lr"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
        #expect(try sandbox.hpo("study edit").status == 2)
        #expect(try sandbox.hpo("study edit absent.json5").errors.contains("absent.json5: No such file"))
    }
}
