import JSON
import Testing

@Suite("Trials by hand")
struct AskTellTests {
    @Test("a trial is asked for, told epoch by epoch, and ended")
    func byHand() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        let asked = try sandbox.json("ask small")
        #expect(asked["number"] == 0)
        #expect(asked["params"]?["momentum"] == 0.9)
        #expect(try sandbox.output("tell small 0 --epoch 1 --metric loss=0.7 --metric other=nan") == "continue\n")
        #expect(try sandbox.output("tell 0 --epoch 2 --metric loss=-0.25") == "continue\n")
        #expect(try sandbox.output("tell 0 --completed") == "small, trial 0: completed with loss -0.25\n")
        #expect(try sandbox.json("trial show 0")["epoch"] == 2)

        try sandbox.output("ask")
        #expect(try sandbox.output("tell 1 --value -3.5") == "small, trial 1: completed with loss -3.5\n")
        try sandbox.output("ask")
        try sandbox.output("tell 2 --failed", ["out of memory"])
        #expect(try sandbox.json("trial show 2")["reason"] == "out of memory")
        #expect(try sandbox.json("study best")["number"] == 1)
    }

    @Test("a study whose trials are asked for has nothing to run, and says what to do instead")
    func onlyAsked() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            """
            { objective: { minimize: "loss" }, train: { ask: true, epochs: 3 }, space: { x: { float: [0, 1] } } }
            """, to: "studies/asked.json5")
        let created = try sandbox.hpo("study create asked")
        #expect(created.output.contains("minimize loss of trials that are asked for, 3 epochs"))
        #expect(created.errors == "Next: hpo ask asked\n")
        for line in ["study run --trials 1", "study run --trials 1 --detach", "check asked"] {
            let answer = try sandbox.hpo(line)
            #expect(answer.status == 1)
            #expect(
                answer.errors == """
                    hpo: asked has no program to start: its trials are run by whoever asks for them; hpo ask asked gives out \
                    the next one, and hpo tell records how it went

                    """, "\(line)")
        }
        #expect(try sandbox.json("ask")["number"] == 0)
        #expect(try sandbox.output("tell 0 --epoch 1 --metric loss=0.5") == "continue\n")
        try sandbox.output("tell 0 --completed")
        let again = try sandbox.hpo("study confirm")
        #expect(again.status == 1 && again.errors.contains("has no program to start"))
        try sandbox.output("study verify")
        #expect(try sandbox.json("study export")["params"]?["x"] != nil)
        try sandbox.expectSound()
    }

    @Test("tell says what it did: where the value stands, what it replaced, that nothing changed")
    func says() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        for _ in 0..<4 { try sandbox.output("ask") }
        #expect(try sandbox.hpo("tell 0 --value 2").errors == "It is the best so far.\n")
        #expect(try sandbox.hpo("tell 1 --value 3").errors == "The best is trial 0, with 2.\n")
        #expect(try sandbox.hpo("tell 2 --value nan").errors == "nan is no number: it can never be the best.\n")
        #expect(try sandbox.hpo("tell 3 --epoch 1 --metric loss=5").errors == "")
        let same = try sandbox.hpo("tell 3 --epoch 1 --metric loss=5")
        #expect(
            same.output == "continue\n" && same.errors == "hpo: all this was told of epoch 1 before; nothing changes\n")
        #expect(
            try sandbox.hpo("tell 3 --epoch 1 --metric loss=4").errors
                == "hpo: epoch 1 was told before: loss is now 4, where it was 5\n")
        #expect(try sandbox.json("trial show 3")["value"]?.doubleValue == 4)
    }

    @Test("the pruner's answer is printed, and a trial that is to stop has ended")
    func pruned() throws {
        let sandbox = try SmallStudy.sandbox(pruner: "median")
        try sandbox.output("study create small")
        for number in 0..<6 {
            try sandbox.output("ask")
            #expect(try sandbox.output("tell \(number) --epoch 1 --metric loss=\(9 - number)") == "continue\n")
            try sandbox.output("tell \(number) --completed")
        }
        try sandbox.output("ask")
        #expect(try sandbox.output("tell 6 --epoch 1 --metric loss=100") == "stop\n")
        #expect(try sandbox.json("trial show 6")["state"] == "pruned")
        #expect(try sandbox.hpo("tell 6 --value 1").errors.contains("trial 6 was already pruned"))
        #expect(
            try sandbox.output("study verify").contains("7 suggestions and 7 verdicts derived again, all as recorded"))
    }

    @Test("a configuration that waits is given out first")
    func waiting() throws {
        let sandbox = try SmallStudy.sandbox(more: "start: [{ x: 8, rate: 0.01, kind: \"plain\" }],")
        try sandbox.output("study create small")
        #expect(try sandbox.json("ask")["params"]?["x"] == 8)
        #expect(try sandbox.json("ask")["number"] == 1)
    }

    @Test(
        "what cannot be told is a mistake that changes nothing",
        arguments: [
            ("tell 0", 2, "say one of --value V"),
            ("tell 0 --value 1 --completed", 2, "say one of --value V"),
            ("tell 0 --value x", 2, "--value: 'x' is not a number"),
            ("tell 0 --epoch=-1 --metric loss=1", 2, "--epoch: '-1' is not a whole number of at least 0"),
            ("tell 0 --epoch 1", 2, "--epoch needs --metric"),
            ("tell 0 --metric loss=1", 2, "--metric needs --epoch"),
            ("tell 0 --epoch 1 --metric loss", 2, "'loss' is not a metric and its value"),
            ("tell 9 --value 1", 1, "there is no trial 9"),
            ("tell nope 0 --value 1", 1, "there is no study \"nope\""),
            ("tell 0 --completed", 1, "loss"),
        ])
    func mistakes(line: String, status: Int32, message: String) throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("ask")
        let before = try sandbox.contents()
        let answer = try sandbox.hpo(line)
        #expect(answer.status == status)
        #expect(answer.output == "")
        #expect(answer.errors.hasPrefix("hpo: "))
        #expect(answer.errors.contains(message), "\(answer.errors)")
        #expect(try sandbox.contents() == before)
    }
}
