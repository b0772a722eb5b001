import Definitions
import Expressions
import Search
import Testing

@Suite("goals")
struct GoalsTests {
    private static let workload = WorkloadDescription(
        name: "w", parameters: ["lr": .float, "heads": .int, "batch_size": .int],
        metrics: ["val_loss", "size_mb", "top-1"])

    private static func goals(_ replacements: [String: String?]) throws -> Goals {
        try Definitions.parse(replacing: replacements).goals
    }

    @Test("a definition may have several objectives and conditions")
    func several() throws {
        let definition = try Definitions.parse(replacing: [
            "objective": nil, "objectives": "[{ maximize: 'accuracy' }, { minimize: 'loss + 0.1 * params.heads' }]",
            "feasible": "['memory < 16', 'params.heads < 8 or accuracy > 0.5']", "pruner": nil, "sampler": nil,
        ])
        #expect(definition.goals.objectives.map(\.metric) == ["accuracy", "loss + 0.1 * params.heads"])
        #expect(definition.goals.directions == [.maximize, .minimize])
        #expect(definition.goals.feasible.map(\.source) == ["memory < 16", "params.heads < 8 or accuracy > 0.5"])
        #expect(definition.goals.namesParameters)
        #expect(definition.pruner.name == "none" && definition.sampler.name == "auto")
        #expect(try Self.goals(["feasible": "'memory < 16'"]).feasible.map(\.source) == ["memory < 16"])
    }

    @Test(
        "an epoch is measured by its metrics: names first, then expressions; what cannot be calculated is NaN",
        arguments: [
            ("{ maximize: 'score' }", ["score": 0.5], 0.5),
            ("{ maximize: 'val-acc' }", ["val-acc": 0.7, "acc": 1], 0.7),
            ("{ maximize: 'val - acc' }", ["val": 3, "acc": 1], 2),
            ("{ maximize: 'acc@1 (top)' }", ["acc@1 (top)": 9], 9),
            ("{ minimize: 'loss + params.lr' }", ["loss": 1], 1.25), ("{ minimize: 'log(loss)' }", ["loss": 0], nil),
            ("{ minimize: 'max(a, b) * 2' }", ["a": 1, "b": 4], 8),
            ("{ minimize: 'val/loss' }", ["val/loss": 3, "loss": 1], 3),
            ("{ maximize: 'metrics/mAP50(B)' }", ["metrics/mAP50(B)": 0.8], 0.8),
            ("{ minimize: \"metrics['val/loss']\" }", ["val/loss": 3, "val": 8, "loss": 2], 3),
            (
                "{ maximize: \"0.1 * metrics['metrics/mAP50(B)'] + 0.9 * metrics['metrics/mAP50-95(B)']\" }",
                ["metrics/mAP50(B)": 0.812, "metrics/mAP50-95(B)": 0.7711], 0.1 * 0.812 + 0.9 * 0.7711
            ),
            ("{ minimize: \"params['lr'] * metrics['a b']\" }", ["a b": 2], 0.5),
            ("{ minimize: 'metrics.loss + 1' }", ["loss": 2], 3),
            ("{ minimize: 'metrics.loss + 1' }", ["loss": 2, "metrics.loss": 5], 6),
            ("{ minimize: 'metrics.loss' }", ["loss": 2], 2),
        ] as [(String, [String: Double], Double?)])
    func measured(objective: String, metrics: [String: Double], expected: Double?) throws {
        let goals = try Self.goals(["objective": objective])
        let parameters = Configuration(["lr": .float(0.25)])
        guard case .measured(let score) = goals.measure(metrics, parameters: parameters) else {
            Issue.record("the epoch lacks nothing")
            return
        }
        #expect(score.violation == 0 && score.values.count == 1)
        #expect(expected.map { score.values == [$0] } ?? score.values[0].isNaN)
    }

    @Test("an epoch that lacks a metric of any expression has no objective")
    func lacking() throws {
        let goals = try Self.goals([
            "objective": "{ minimize: 'loss + size' }", "feasible": "['memory < 16', 'params.momentum < 1']",
            "space": "{ lr: { float: [0, 1] }, momentum: { float: [0, 1], when: 'lr > 0.5' } }",
        ])
        #expect(goals.measure(["loss": 1], parameters: Configuration()) == .lacking(["size", "memory"]))
        #expect(goals.lacking(among: ["memory", "loss", "size"]) == [])
        // A condition on a parameter that the trial does not have does not apply.
        let metrics = ["loss": 1.0, "size": 2, "memory": 18]
        #expect(goals.measure(metrics, parameters: Configuration()) == .measured(Score(values: [3], violation: 2)))
    }

    @Test("the violation is the sum over the conditions, infinite where one cannot be calculated")
    func violation() throws {
        let goals = try Self.goals(["feasible": "['memory < 16', 'time <= 2', '1 / rate < 5']"])
        func violation(_ memory: Double, _ time: Double, _ rate: Double) -> Double? {
            let metrics = ["score": 1, "memory": memory, "time": time, "rate": rate]
            guard case .measured(let score) = goals.measure(metrics, parameters: Configuration()) else { return nil }
            return score.violation
        }
        #expect(violation(8, 2, 1) == 0)
        #expect(violation(18, 5, 1) == 5)
        #expect(violation(8, 2, 0) == .infinity)
        #expect(violation(.nan, 2, 1) == .infinity)
    }

    @Test(
        "each mistake is told with its place, and with what was probably meant",
        arguments: [
            (
                ["objective": "[{ maximize: 'score' }]"],
                "s.json5:3: objective: found a list, expected one objective: { maximize: \"METRIC\" }; did you mean `objectives`?"
            ),
            (
                ["objective": nil, "objectives": "{ maximize: 'score' }"],
                "s.json5:12: objectives: found one objective, expected a list: [{ maximize: \"METRIC\" }, …]; did you mean `objective`?"
            ),
            (
                ["objectives": "[{ maximize: 'score' }]"],
                "s.json5:12: objectives: found both objective and objectives, expected one of them"
            ),
            (
                ["objective": nil, "objectives": "[]"],
                "s.json5:12: objectives: found a list of 0, expected one to 6 objectives"
            ),
            (
                ["objective": nil, "objectives": "[{ maximize: 'a' }, { minimize: 'a' }]"],
                "s.json5:12: objectives[1].minimize: \"a\" is an objective already"
            ),
            (
                ["objective": nil, "objectives": "[{ maximize: 'a' }, { minimize: 'b' }]", "pruner": "{ median: {} }"],
                "s.json5:10: pruner: a pruner judges by one objective, and this study has 2: leave it out, or write { none: {} }"
            ),
            (
                ["objective": nil, "objectives": "[{ maximize: 'a' }, { minimize: 'b' }]", "sampler": "{ gp: {} }"],
                "s.json5:9: sampler: `gp` takes one objective, and this study has 2: expected one of auto, grid, nsga2, random, sobol, tpe"
            ),
            (
                ["objective": "{ minimize: 'a + params.lrr' }"],
                "s.json5:3: objective.minimize: column 5 of `a + params.lrr`: there is no parameter `lrr`; did you mean `params.lr`?"
            ),
            (
                ["objective": "{ minimize: 'a > 3' }"],
                "s.json5:3: objective.minimize: found an expression that gives true or false, expected a number"
            ),
            (
                ["feasible": "'memory + 3'"],
                "s.json5:12: feasible: found an expression that gives a number, expected one that is true or false, such as \"memory < 16\""
            ),
            (
                ["feasible": "['a < 3', 'memory < ']"],
                "s.json5:12: feasible[1]: column 10 of `memory < `: found the end of the expression, expected a value"
            ),
            (
                ["feasible": "'a < \"x\"'"],
                "s.json5:12: feasible: column 3 of `a < \"x\"`: `<` cannot compare a number with a string"
            ),
        ] as [([String: String?], String)])
    func mistakes(replacements: [String: String?], expected: String) {
        #expect(Definitions.problems(replacing: replacements).contains(expected))
    }

    @Test(
        "where it is known what a program reports, other metrics are mistakes",
        arguments: [
            ("{ minimize: 'val_loss + 0.01 * size_mb' }", nil), ("{ minimize: 'top-1' }", nil),
            (
                "{ minimize: 'val_los + size_mb' }",
                "s.json5:3: objective.minimize: column 1 of `val_los + size_mb`: the workload reports no metric \"val_los\" (it reports val_loss, size_mb, top-1); did you mean `val_loss`?"
            ),
            (
                "{ minimize: 'val_loss + lr' }",
                "s.json5:3: objective.minimize: column 12 of `val_loss + lr`: no metric is called this; did you mean `params.lr`?"
            ),
        ])
    func workload(objective: String, expected: String?) {
        let problems = Definitions.problems(
            replacing: ["objective": objective, "train": "{ workload: 'w' }"], workloads: [Self.workload])
        #expect(problems == (expected.map { [$0] } ?? []))
    }

    @Test("an objective that may lack its parameter is refused")
    func careful() throws {
        let problems = Definitions.problems(replacing: [
            "objective": "{ minimize: 'a + params.momentum' }",
            "space": "{ lr: { float: [0, 1] }, momentum: { float: [0, 1], when: 'lr > 0.5' } }",
        ])
        #expect(
            problems == [
                "s.json5:3: objective.minimize: column 5 of `a + params.momentum`: `momentum` is not always active, and without it there is no objective"
            ])
    }

    @Test(
        "a goal that is read as something else than was probably meant is refused, with what to write",
        arguments: [
            (
                "0.1 * val/loss",
                "column 7 of `0.1 * val/loss`: this is `val` divided by what follows; for a metric "
                    + "called \"val/loss\" write metrics['val/loss'], for the calculation spaces around the `/`"
            ),
            (
                "top-1 + top-5",
                "column 1 of `top-1 + top-5`: this is `top` less what follows; for a metric called "
                    + "\"top-1\" write metrics['top-1'], for the calculation spaces around the `-`"
            ),
            (
                "0.1 * metrics/mAP50(B)",
                "this is no metric's name, and as an expression wrong: column 15 of "
                    + "`0.1 * metrics/mAP50(B)`: unknown function `mAP50` (there are min, max, abs, sqrt, log, log10, exp, "
                    + "floor, round); a metric whose name is no word is written metrics['metrics/mAP50(B)']"
            ),
            (
                "a + (b",
                "this is no metric's name, and as an expression wrong: column 7 of `a + (b`: found the end of "
                    + "the expression, expected `)`; a metric whose name is no word is written metrics['val/loss']"
            ),
        ])
    func meantOtherwise(objective: String, expected: String) throws {
        let replacing = ["objective": "{ minimize: \"\(objective)\" }"]
        let problems = Definitions.problems(replacing: replacing, workloads: [])
        #expect(problems.first == "s.json5:3: objective.minimize: \(expected)")
        // A study that was created before goes on with what it has been taken for.
        #expect(try Definitions.parse(replacing: replacing).objective.metric == objective)
    }

    @Test("conditions are checked alike, and what has spaces or is a name as a whole is taken as it stands")
    func meantOtherwise() {
        #expect(Definitions.problems(replacing: ["feasible": "'val/loss < 1'"], workloads: []).count == 1)
        for objective in ["a / b", "val/loss", "acc-1", "2 * a/params.lr", "a-b", "log(a)/2", "acc@1", "f1(B)"] {
            let replacing = ["objective": "{ minimize: \"\(objective)\" }", "feasible": "\"metrics['val/loss'] < 1\""]
            #expect(Definitions.problems(replacing: replacing, workloads: []) == [], "\(objective)")
        }
        let read = ", read: { regex: 'e (?<val>.) (?<loss>.)' } }"
        let train = "{ command: ['t', '{lr}']\(read)"
        #expect(
            Definitions.problems(
                replacing: ["objective": "{ minimize: '2 * val/loss' }", "train": train], workloads: [])
                == [])
    }
}
