import Definitions
import Expressions
import JSON
import Search
import Testing

@Suite("parameters' names")
struct ParameterNameTests {
    private static let space = """
        {
          "optimizer.lr": { float: [1e-4, 1e-1], log: true }, "weight-decay": { float: [0, 1] },
          momentum: { float: [0, 1], when: "params['weight-decay'] < 0.5" },
          double: { equals: "params['weight-decay'] + params.optimizer.lr + optimizer.lr" },
        }
        """

    @Test("names with points and dashes are known to placeholders, variables, expressions and goals")
    func dotsAndDashes() throws {
        let definition = try Definitions.parse(
            replacing: [
                "train": "{ command: [\"t\", \"--lr={optimizer.lr}\", \"{weight-decay}\"] }", "space": Self.space,
                "where": "[\"params['weight-decay'] > optimizer.lr\"]",
                "objective": "{ minimize: \"loss + params['weight-decay'] + params.optimizer.lr\" }",
            ], workloads: [])
        #expect(definition.space.parameters.map(\.name) == ["optimizer.lr", "weight-decay", "momentum"])
        let sampled = Configuration(["optimizer.lr": .float(0.01), "weight-decay": .float(0.5)])
        let resolved = try definition.space.resolve(sampled)
        #expect(resolved["double"] == .float(0.52))
        #expect(definition.commandLine(for: resolved) { _ in nil } == ["t", "--lr=0.01", "0.5"])
        let variables = EnvironmentVariables.variables(of: resolved).map(\.name)
        #expect(variables.contains("HPO_PARAM_OPTIMIZER_LR") && variables.contains("HPO_PARAM_WEIGHT_DECAY"))
        #expect(definition.exported(resolved, seed: 1)["params"]?["optimizer.lr"] == .double(0.01))
        #expect(
            definition.goals.measure(["loss": 1], parameters: resolved)
                == .measured(Score(values: [1.51], violation: 0)))
        #expect(
            definition.space.violation(
                of: Configuration([
                    "optimizer.lr": .float(0.1), "weight-decay": .float(0.05), "momentum": .float(0),
                ])) == .violates(constraint: "params['weight-decay'] > optimizer.lr"))
    }

    @Test(
        "what is no name, or another's variable, is refused",
        arguments: ["a..b", "-a", "a-", ".a", "a.", "params.a", "metrics.a", "in", "a/b", "9a"])
    func noNames(name: String) {
        let problems = Definitions.problems(replacing: ["space": "{ '\(name)': { int: [1, 2] }, lr: { int: [1, 2] } }"])
        #expect(problems.count == 1 && problems[0].contains("this is no parameter's name"), "\(problems)")
    }

    @Test("each mistake is told with what to write")
    func mistakes() {
        #expect(
            Definitions.problems(replacing: [
                "space": "{ 'a-b': { int: [1, 2] }, 'a.b': { int: [1, 2] }, lr: { int: [1, 2] } }"
            ]) == ["s.json5:6: space.a.b: `a.b` and `a-b` would both be the variable HPO_PARAM_A_B"])
        let problems = Definitions.problems(replacing: [
            "space": "{ 'weight-decay': { int: [1, 2] }, lr: { int: [1, 2] } }", "where": "['weight-decay < lr']",
        ])
        #expect(
            problems.first
                == "s.json5:7: where[0]: column 1 of `weight-decay < lr`: unknown name `weight`; did you mean `params['weight-decay']`?"
        )
    }

    @Test("a gate may name such a parameter of the best trial")
    func gates() {
        #expect(GateName("best.params.optimizer.weight-decay")?.quantity == .parameter("optimizer.weight-decay"))
    }
}
