import JSON
import Testing

@Suite("The queue")
struct EnqueueTests {
    private func small() throws -> Sandbox {
        let sandbox = try SmallStudy.sandbox(sampler: "tpe")
        try sandbox.output("study create small")
        return sandbox
    }

    @Test("configurations in every form are tried before the sampler's, and the study verifies")
    func forms() throws {
        let sandbox = try small()
        try sandbox.output("study enqueue --params", [#"{"x": 4, "rate": 0.01, "kind": "two words"}"#])
        try sandbox.output("study enqueue small --params x=-2,rate=1e-3,kind=plain --params x=1,rate=0.1,kind=plain")
        try sandbox.output("study enqueue --param x=5 --param rate=0.05 --param", ["kind=two words"])
        try sandbox.write("[{x: 6, rate: .02, kind: 'plain'}, // JSON5\n]", to: "queue.json5")
        try sandbox.output("study enqueue --file queue.json5")
        try sandbox.write(
            """
            {"x": 7, "rate": 0.02, "kind": "plain"}

            {"number": 3, "params": {"x": 8, "rate": 0.02, "kind": "plain", "twice": 16, "momentum": 0.9}}
            """, to: "queue.jsonl")
        let numbers = try sandbox.json("study enqueue --study small --file queue.jsonl")
        #expect(numbers.arrayValue?.map { $0["number"] } == [5, 6])
        #expect(numbers.arrayValue?.map { $0["state"] } == ["waiting", "waiting"])
        try sandbox.output("study run --trials 9")
        #expect(
            try sandbox.query("SELECT value FROM parameters WHERE name = 'x' AND trial < 7 ORDER BY trial")
                == ["4", "-2", "1", "5", "6", "7", "8"])
        #expect(
            try sandbox.query("SELECT number, origin FROM trials WHERE number IN (6, 7)") == [
                "6|enqueued", "7|sampler",
            ])
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state = 'completed'") == ["9"])
        #expect(try sandbox.output("study verify").contains("2 suggestions and 27 verdicts derived again, all as"))
    }

    @Test("what is not said is drawn at random inside the space, the same for the same number, and verified")
    func partial() throws {
        let sandbox = try small()
        try sandbox.output("study enqueue --params x=4 --params", ["kind=two words,rate=0.01"])
        let answer = try sandbox.hpo("study enqueue --file -", input: "{\"twice\": 10, \"x\": 5}")
        #expect(answer.errors.contains("trial 2: x given, the rest drawn at random"))
        #expect(
            try sandbox.query("SELECT value FROM parameters WHERE name = 'x' AND trial IN (0, 2) ORDER BY trial") == [
                "4", "5",
            ])
        #expect(try sandbox.json("trial show 1")["params"]?["kind"] == "two words")
        #expect(try sandbox.query("SELECT count(DISTINCT value) FROM parameters WHERE name = 'rate'") == ["3"])
        let again = try small()
        try again.output("study enqueue --params x=4 --params", ["kind=two words,rate=0.01"])
        #expect(try again.json("trial show 1")["params"] == (try sandbox.json("trial show 1")["params"]))
        try sandbox.output("study run --trials 5")
        #expect(try sandbox.json("study verify")["differences"] == [])
        #expect(try sandbox.output("trial show 2").contains("by hand (x given, the rest drawn at random)"))

        try sandbox.alter(
            "UPDATE parameters SET value = 'plain' WHERE name = 'kind' AND trial = 2 AND value <> 'plain'",
            "UPDATE parameters SET value = 0.05 WHERE name = 'rate' AND trial = 2")
        #expect(try sandbox.hpo("study verify").output.contains("trial 2 has other values than are drawn"))
    }

    @Test(
        "a part that nothing goes with, or that says nothing, is refused",
        arguments: [
            ("{}", "no parameter that is sampled"), ("{\"x\": 99}", "`x`: 99 is not among the integers -9 … 9"),
            ("{\"z\": 1}", "there is no parameter `z`"), ("{\"momentum\": 0.9}", "no parameter that is sampled"),
            ("{\"x\": 9}", "with x = 9 no configuration that meets the constraints was found"),
            ("{\"momentum2\": 0.5, \"x\": -1}", "no configuration that meets the constraints was found"),
        ])
    func impossible(text: String, message: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write(SmallStudy.script, to: "trial.sh")
        let definition = SmallStudy.definition(sampler: "tpe", more: "where: [\"x + rate < 9\"],")
            .replacing("twice:", with: "momentum2: { float: [0, 1], when: \"x > 0\" }, twice:")
        try sandbox.write(definition, to: "studies/small.json5")
        try sandbox.output("study create small")
        let answer = try sandbox.hpo("study enqueue --params", [text])
        #expect(answer.status == 1 && answer.errors.contains(message), "\(answer.errors)")
        #expect(try sandbox.query("SELECT count(*) FROM trials") == ["0"])
    }

    @Test("a start configuration may say a part, and a definition edited meanwhile draws anew")
    func starts() throws {
        let sandbox = try SmallStudy.sandbox(
            sampler: "tpe", more: "start: [{ x: 3 }, { x: 4, kind: 'plain' }, { rate: 0.05 }],")
        try sandbox.output("study create small")
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state = 'waiting'") == ["3"])
        try sandbox.output("study enqueue --params x=5")
        let definition = try sandbox.read("studies/small.json5")
        try sandbox.write(definition.replacing("[1e-4, 1e-1]", with: "[1e-4, 1]"), to: "studies/small.json5")
        try sandbox.output("study edit small studies/small.json5")
        try sandbox.output("study run --trials 6")
        #expect(
            try sandbox.query("SELECT value FROM parameters WHERE name = 'x' AND trial IN (0, 1, 3) ORDER BY trial")
                == ["3", "4", "5"])
        #expect(try sandbox.query("SELECT value FROM parameters WHERE name = 'rate' AND trial = 2") == ["0.05"])
        #expect(try sandbox.json("study verify")["differences"] == [])
    }

    @Test("what failed is tried once more, with other seeds, unless it is tried or waits already")
    func failed() throws {
        let sandbox = try SmallStudy.sandbox(
            x: "13, 14", more: "start: [{ x: 13, rate: 0.01, kind: 'plain' }, { x: 14, rate: 0.01, kind: 'plain' }],")
        try sandbox.output("study create small")
        _ = try sandbox.hpo("study run --trials 2")
        let seeds = try sandbox.query("SELECT seed FROM trials WHERE state = 'failed'")
        let put = try sandbox.json("study enqueue --failed")
        #expect(put.arrayValue?.map { $0["number"] } == [2] && put.arrayValue?[0]["params"]?["x"] == 13)
        #expect(try sandbox.query("SELECT seed FROM trials WHERE number = 2") != seeds)
        let again = try sandbox.hpo("study enqueue --failed")
        #expect(again.status == 1 && again.errors.contains("has no failed trial whose configuration"))
        _ = try sandbox.hpo("study run --trials 1")
        #expect(try sandbox.json("study enqueue --failed").arrayValue?.count == 1)
        #expect(try sandbox.json("study verify")["differences"] == [])
    }

    @Test("lines that end with a carriage return are taken, and a key that is there twice is refused")
    func lines() throws {
        let sandbox = try small()
        let line = #"{"x": 1, "rate": 0.02, "kind": "plain"}"#
        try sandbox.write("\(line)\r\n\r\n\(line)\r\n", to: "queue.jsonl")
        #expect(try sandbox.json("study enqueue --file queue.jsonl").arrayValue?.count == 2)
        try sandbox.write("\(line)\n" + #"{"x": 1, "x": 2, "rate": 0.02, "kind": "plain"}"#, to: "twice.jsonl")
        let twice = try sandbox.hpo("study enqueue --file twice.jsonl")
        #expect(twice.status == 1 && twice.errors == "hpo: twice.jsonl:2: `x` is there twice\n")
        let params = try sandbox.hpo(
            "study enqueue --params", [#"{params: {x: 1, rate: 0.02, rate: 0.03, kind: "plain"}}"#])
        #expect(params.status == 1 && params.errors == "hpo: --params: `rate` is there twice\n")
        #expect(try sandbox.query("SELECT count(*) FROM trials") == ["2"])
    }

    @Test("an exported configuration is accepted, and one that was tried is remarked on")
    func exported() throws {
        let sandbox = try small()
        try sandbox.output("study run --trials 2")
        let exported = try sandbox.output("study export --trial 1")
        let answer = try sandbox.hpo("study enqueue --file -", input: exported)
        #expect(answer.status == 0)
        #expect(answer.errors.contains("trial 2 has the configuration of trial 1 (completed)"))
        #expect(try sandbox.json("trial show 2")["params"] == (try sandbox.json("trial show 1")["params"]))
        #expect(try sandbox.query("SELECT DISTINCT seed FROM trials").count == 3, "each trial has its own seed")
    }

    @Test("lists, null and names with points are told to programs, exported, enqueued, confirmed and verified")
    func lists() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            #"""
            {
              name: "lists", objective: { maximize: "score" }, sampler: { random: {} },
              train: {
                command: [
                  "sh", "-c",
                  "cat $HPO_CONFIG > $HPO_TRIAL_DIR/seen.json; echo '{{\"epoch\": 1, \"score\": '$#'}}'",
                  "sh", "{net.hidden}", "{amp?--amp}",
                ],
              },
              space: { "net.hidden": { choice: [[64, 64], [128, 64, 32], null] }, amp: { choice: [true, false] } },
              start: [{ "net.hidden": [128, 64, 32], amp: true }, { "net.hidden": null, amp: false }],
            }
            """#, to: "studies/lists.json5")
        try sandbox.output("study create lists")
        try sandbox.output("study run --trials 2")
        #expect(try sandbox.query("SELECT value FROM trials ORDER BY number") == ["4.0", "0.0"])
        let list: JSONValue = [128, 64, 32]
        let seen = try JSONValue(parsing: sandbox.read("studies/lists/trial-0000/seen.json"))
        #expect(seen["params"]?["net.hidden"] == list)
        let exported = try sandbox.output("study export")
        #expect(try JSONValue(parsing: exported)["params"]?["net.hidden"] == list)
        #expect(try sandbox.hpo("study enqueue --file -", input: exported).status == 0)
        #expect(try sandbox.hpo("study enqueue --params", ["net.hidden=[64, 64],amp=true"]).status == 0)
        #expect(try sandbox.hpo("study enqueue --params", ["net.hidden=null,amp=true"]).status == 0)
        try sandbox.output("study run --trials 6")
        #expect(
            try sandbox.query("SELECT value FROM trials WHERE number IN (2, 3, 4) ORDER BY number") == [
                "4.0", "3.0", "1.0",
            ])
        try sandbox.output("study confirm --top 1 --seeds 2")
        try sandbox.output("study verify")
        let found = try sandbox.output("trial list --where", ["params['net.hidden'] == '[64,64]'"])
        #expect(found.contains("[64,64]"))
    }

    @Test(
        "what is no configuration of the study is refused with every reason, and nothing is written",
        arguments: [
            (
                "x=99,rate=0.01",
                ["`x`: 99 is not among the integers -9 … 9"]
            ),
            ("x=1,rate=5,kind=other", ["`rate`: 5 is not in 0.0001 … 0.1 (log)", "`kind`: 'other' is not one of"]),
            ("x=1,rate=0.01,kind=plain,knd=plain", ["there is no parameter `knd`; did you mean `kind`?"]),
            ("x=1.5,rate=0.01,kind=plain", ["`x`: 1.5 is not among"]),
            ("x=1,rate=0.01,kind=plain,momentum=0.5", ["`momentum` is fixed at 0.9 here, found 0.5"]),
            ("x=1,rate=0.01,kind=plain,twice=3", ["`twice` equals 2 * x = 2 here, found 3"]),
            ("x=1,rate", ["'rate' is no parameter and its value"]),
            ("x=1,x=2,rate=0.01,kind=plain", ["`x` has two values"]),
            (#"{"x": 1, "rate": [0.1], "kind": null}"#, ["`rate`: '[0.1]' is not in", "`kind`: 'null' is not one of"]),
            (#"{"x": 1, "rate": {}, "kind": "plain"}"#, ["`rate` is an object"]),
            (
                #"{"params": {"x": 1, "rate": 0.01}, "kind": "plain"}"#,
                ["--params: `kind` stands beside `params`, which has the values: put it in there"]
            ),
            (#"{"x": 1"#, ["--params: line 1, column 8: found the end of the text"]),
            ("[]", ["there is no configuration"]),
        ])
    func refused(params: String, messages: [String]) throws {
        let sandbox = try small()
        let before = try sandbox.contents()
        let answer = try sandbox.hpo("study enqueue --params", [params])
        #expect(answer.status == 1)
        #expect(answer.output == "")
        for message in messages { #expect(answer.errors.contains(message), "\(answer.errors)") }
        #expect(try sandbox.contents() == before)
    }

    @Test("one bad configuration of a file keeps all out, each mistake with its place")
    func allOrNothing() throws {
        let sandbox = try small()
        try sandbox.write(
            """
            {"x": 1, "rate": 0.01, "kind": "plain"}
            {"x": 10, "rate": 0.01, "kind": "plain"}
            {"x": 1, "rate": 0.01, "kind": 3}
            """, to: "queue.jsonl")
        let answer = try sandbox.hpo("study enqueue --file queue.jsonl")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("queue.jsonl:2: this is not a configuration of small:\n  `x`: 10 is not"))
        #expect(answer.errors.contains("queue.jsonl:3: this is not"))
        #expect(try sandbox.query("SELECT count(*) FROM trials") == ["0"])
        #expect(try sandbox.hpo("study enqueue").status == 2)
        #expect(try sandbox.hpo("study enqueue --params x=1 --param x=1").status == 2)
    }

    @Test("what is enqueued while a study runs is tried next", .timeLimit(.minutes(1)))
    func whileRunning() throws {
        let sandbox = try small()
        try sandbox.write("while [ ! -f go ]; do sleep 0.01; done\n" + SmallStudy.script, to: "trial.sh")
        let run = try sandbox.start("study run --trials 4")
        #expect(try sandbox.wait { try sandbox.query("SELECT state FROM trials") == ["running"] })
        let number = try sandbox.json("study enqueue --params x=3,rate=0.01,kind=plain").arrayValue?.first?["number"]
        try sandbox.write("", to: "go")
        #expect(run.wait().status == 0)
        #expect(number == 1)
        #expect(try sandbox.query("SELECT origin FROM trials WHERE number = 1 AND state = 'completed'") == ["enqueued"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
    }
}
