import Definitions
import JSON
import Testing

@Suite("broken definitions")
struct BrokenDefinitionTests {
    @Test("the definition that the others are variations of is right")
    func isRight() { #expect(Definitions.problems(replacing: [:]) == []) }

    @Test("all mistakes are told at once, in the order of the file")
    func tellsAll() {
        let problems = Definitions.problems(replacing: [
            "objective": "{ maximise: 'x' }", "train": "{ command: ['t', '{lrr}'], epochs: 'many' }",
            "space": "{ lr: { int: [3, 2] },\n\n heads: { choices: [1] }, c: { equals: 'lr + zz + q' } }",
            "where": "['heads == 1', 'd > 1']", "start": "[{ layers: 3 }]", "sampler": "{ tpr: {} }", "seed": "'x'",
        ])
        #expect(
            problems == [
                "s.json5:3: objective.maximise: unknown key; did you mean `maximize`?",
                "s.json5:4: train.command[1]: the placeholder {lrr} names no parameter; did you mean `lr`?",
                "s.json5:4: train.epochs: found the string \"many\", expected an integer from 1 to 1000000000",
                "s.json5:6: space.lr.int: the range is empty: found [3, 2], expected the low end first",
                "s.json5:8: space.heads.choices: unknown key; did you mean `choice`?",
                "s.json5:8: space.c.equals: column 6 of `lr + zz + q`: unknown name `zz`",
                "s.json5:8: space.c.equals: column 11 of `lr + zz + q`: unknown name `q`",
                "s.json5:9: where[1]: column 1 of `d > 1`: unknown name `d`",
                "s.json5:10: start[0].layers: there is no parameter of this name (expected one of lr, heads)",
                "s.json5:11: sampler.tpr: there is no sampler of this name; did you mean `tpe`?",
                "s.json5:13: seed: found the string \"x\", expected an integer of at least 0",
            ])
    }

    @Test("a mistake elsewhere hides no start configuration outside the space and no constraint that nothing meets")
    func tellsSpaceBesideOthers() {
        let outside = Definitions.problems(replacing: ["seed": "'x'", "start": "[{ lr: 1, heads: 2 }]"])
        #expect(outside.map { $0.prefix(11) } == ["s.json5:8: ", "s.json5:11:"])
        let infeasible = Definitions.problems(replacing: ["seed": "'x'", "where": "'heads > 8'"])
        #expect(infeasible.map { $0.prefix(11) } == ["s.json5:7: ", "s.json5:11:"])
    }

    @Test(
        "a text with U+0000, at which programs would take it to end, is refused wherever it stands, and read where it is stored",
        arguments: [
            (["space": #"{ lr: { float: [0, 1] }, k: { choice: ["a\u0000b", "c"] } }"#], "space.k.choice[0]"),
            (["space": #"{ lr: { float: [0, 1] }, k: { choice: [["a\u0000"], "c"] } }"#], "space.k.choice[0][0]"),
            (["fixed": #"{ k: "a\u0000" }"#], "fixed.k"),
            (["train": #"{ command: ["train", "a\u0000", "--lr={lr}"] }"#], "train.command[1]"),
            (["train": #"{ command: ["train", "--lr={lr}"], data: "a\u0000" }"#], "train.data"),
            (["train": #"{ command: ["train", "--lr={lr}"], environment: { A: "\u0000" } }"#], "train.environment.A"),
        ])
    func nulls(section: [String: String], place: String) {
        let problems = Definitions.problems(replacing: section, workloads: [])
        #expect(problems.count == 1)
        #expect(problems.first?.contains(": \(place): a text cannot hold the character U+0000") == true)
        #expect(Definitions.problems(replacing: section) == [])
    }

    @Test(
        "constraints that have no value, or that no parameter can change, are told as such",
        arguments: [
            (
                ["where": "['1 / 0 > lr']"],
                "s.json5:7: where: no configuration can be calculated: `1 / 0 > lr`: column 3 of"
            ),
            (
                ["where": "['1 / 0 > heads']"],
                "s.json5:7: where: `1 / 0 > heads`: column 3 of `1 / 0 > heads`: `/` divides"
            ),
            (["where": "['batch_size % 0 > 1']"], "s.json5:7: where: `batch_size % 0 > 1`: column 12 of"),
            (
                ["where": "['batch_size > 32']"],
                "s.json5:7: where: no trial can meet `batch_size > 32`, where nothing is sampled that it depends on"
            ),
        ])
    func constraints(section: [String: String], message: String) {
        let problems = Definitions.problems(replacing: section)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix(message) == true, "\(problems)")
    }

    @Test("a constraint that hardly a configuration meets is warned of")
    func rare() throws {
        let space = "{ lr: { int: [0, 1000000000] }, b: { int: [0, 1000000000] } }"
        let rare = try Definitions.parse(replacing: ["space": space, "where": "['lr == b']"])
        #expect(rare.warnings.count == 1 && rare.warnings[0].contains("hardly any configuration meets"))
        let usual = try Definitions.parse(replacing: ["space": space, "where": "['lr < b']"])
        #expect(usual.warnings == [])
    }

    @Test("broken JSON5 is told with its line and column")
    func tellsSyntax() {
        let error = #expect(throws: DefinitionErrors.self) {
            try StudyDefinition.parse("{\n  name: 'a'\n  seed: 1 }", file: "x/y.json5")
        }
        #expect(error?.description == "x/y.json5:3: column 3: found \"seed\", expected \",\" or \"}\"")
        #expect(error?.problems.first?.position == JSONPosition(line: 3, column: 3))
    }

    @Test("a name that no file gives is asked for")
    func asksForName() {
        let text = "{ objective: { maximize: 'm' }, train: { workload: 'w' }, space: { a: { int: [1, 2] } } }"
        let error = #expect(throws: DefinitionErrors.self) { try StudyDefinition.parse(text, file: "-") }
        #expect(error?.problems.map(\.keyPath) == ["name"])
    }

    @Test("as many choices and conditions as no person writes are refused by their number")
    func limits() {
        let choices =
            "{ lr: { float: [0, 1] }, k: { choice: [" + (0...10_000).map(String.init).joined(separator: ",") + "] } }"
        #expect(
            Definitions.problems(replacing: ["space": choices])
                == ["s.json5:6: space.k.choice: found 10001 choices, expected at most 10000"])
        let conditions = "[" + (0...10_000).map { "'lr<\($0)'" }.joined(separator: ",") + "]"
        #expect(
            Definitions.problems(replacing: ["where": conditions])
                == ["s.json5:7: where: found 10001 conditions, expected at most 10000"])
    }

    @Test("a file of nothing but mistakes is told in a hundred lines")
    func boundsProblems() {
        let fixed = "{" + (0..<500).map { "p\($0): {}" }.joined(separator: ",") + "}"
        let error = #expect(throws: DefinitionErrors.self) { try Definitions.parse(replacing: ["fixed": fixed]) }
        #expect(error?.problems.count == 100)
        #expect(error?.description.hasSuffix("… and 400 more") == true)
    }
}
