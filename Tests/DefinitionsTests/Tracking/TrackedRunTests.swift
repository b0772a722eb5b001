import Expressions
import Search
import Testing

@testable import Definitions

@Suite("The definition of a run that is only recorded")
struct TrackedRunTests {
    @Test(
        "takes values as they are written",
        arguments: [
            ("3", Value.int(3)), ("-3", .int(-3)), ("0", .int(0)), ("0.5", .float(0.5)), ("1e-3", .float(1e-3)),
            ("1.0", .float(1)), ("true", .bool(true)), ("false", .bool(false)), ("adam", .string("adam")),
            ("", .string("")),
            ("007", .string("007")), ("1e999", .string("1e999")), ("nan", .string("nan")), ("0x1F", .string("0x1F")),
            ("1-2", .string("1-2")), ("--3", .string("--3")), ("a=b", .string("a=b")),
        ])
    func values(word: String, value: Value) { #expect(TrackedRun.value(of: word) == value) }

    @Test(
        "is called as its program",
        arguments: [
            (["python3", "train.py", "--lr", "1"], "train"), (["./bin/run.sh"], "run"),
            (["python3", "-m", "pkg.train"], "pkg.train"),
            (["make"], "make"), (["runs/3/results.csv"], "results"), (["/usr/bin/env", "x.R"], "x"), (["ünï"], "n"),
            (["--"], "run"),
        ])
    func names(command: [String], name: String) {
        #expect(TrackedRun.name(for: command) == name)
        #expect(TrackedRun.name(for: command, taken: [name, "\(name)-2"]) == "\(name)-3")
    }

    @Test("is read again as what it was, each word of the command to the letter")
    func round() throws {
        var run = TrackedRun(name: "t", command: ["echo", "{x}", "{\"a\": {}}", "{{", ""])
        run.parameters = [("lr", .float(1)), ("n", .int(1)), ("amp", .bool(true)), ("opt", .string("{lr}"))]
        run.objective = ("val/loss", .minimize)
        run.workingDirectory = "a {b}"
        run.reader = .csv("../{c}/r.csv", TableFormat(delimiter: 0x09, decimalComma: true))
        run.epochName = "step"
        let definition = try run.definition()
        #expect(definition.isTracked && definition.space.parameters.isEmpty)
        #expect(definition.fixed == ["lr": .float(1), "n": .int(1), "amp": .bool(true), "opt": .string("{lr}")])
        #expect(definition.objective == Objective(metric: "val/loss", direction: .minimize))
        #expect(definition.commandLine(for: Configuration(definition.fixed), variable: { _ in nil }) == run.command)
        #expect(definition.filled(path: "a {{b}}", for: Configuration(), variable: { _ in nil }) == "a {b}")
        #expect(definition.training.reader == .csv("../{{c}}/r.csv", TableFormat(delimiter: 0x09, decimalComma: true)))
        #expect(definition.training.epochName == "step")
        let stored = try StudyDefinition.parse(definition.source, file: "t.json5", mayTrack: true)
        #expect(stored.isTracked && stored.fixed == definition.fixed)
    }

    @Test("of no objective is worth NaN at each epoch, and needs no metric")
    func none() throws {
        let goals = try TrackedRun(name: "t", command: ["x"]).definition().goals
        #expect(goals.isNone && goals.counting == .last(1) && goals.lacking(among: []) == [])
        guard case .measured(let score) = goals.measure(["a": 1], parameters: Configuration()) else {
            Issue.record("not measured")
            return
        }
        #expect(score.values.count == 1 && score.values[0].isNaN)
        #expect(goals.measure([:], parameters: Configuration()) == .lacking([]))
    }

    @Test(
        "is refused as that of a search, which has to sample and to go by something",
        arguments: [("space: {}", "nothing to sample"), ("space: { x: { int: [1, 2] } }", "needs something to go by")])
    func search(space: String, words: String) {
        let text = "{ name: \"t\", objective: \"none\", train: { command: [\"x\"] }, \(space) }"
        let errors = #expect(throws: DefinitionErrors.self) {
            try StudyDefinition.parse(text, file: "t.json5", workloads: [])
        }
        #expect("\(String(describing: errors))".contains(words))
    }
}
