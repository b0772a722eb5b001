import Expressions
import Search
import Testing

@testable import Definitions

@Suite("stages")
struct StagesDefinitionTests {
    private static let sections: [String: String?] = [
        "objective": "{ maximize: 'score' }",
        "train": "{ command: ['train', '--lr={lr}'], epochs: 10 }",
        "fixed": "{ batch: 32, width: 64 }",
        "space": """
        { lr: { float: [1e-4, 1e-1], log: true }, heads: { choice: [2, 4, 8] }, half: { equals: '0.5 * width' }, \
        kind: { choice: ['adam', 'sgd'] }, momentum: { float: [0, 0.9], when: \"kind == 'sgd'\" } }
        """,
        "where": "['width % heads == 0']",
    ]

    /// The definition's lines 1 to 11 are as in `Definitions`; the stages begin in line 12.
    private static func problems(_ stages: String, _ more: [String: String?] = [:]) -> [String] {
        Definitions.problems(replacing: sections.merging(more) { $1 }.merging(["stages": "[\n\(stages)\n]"]) { $1 })
    }

    private static func parse(_ stages: String) throws -> StudyDefinition {
        try Definitions.parse(replacing: sections.merging(["stages": "[\n\(stages)\n]"]) { $1 })
    }

    private static let plan = """
        { name: 'first', fixed: { heads: 4 }, trials: 5 },
        { name: 'longer', when: 'best.score > 0.75', trials: 1, epochs: 30, next: 'last' },
        { name: 'wider', free: ['heads'], space: { width: { choice: [64, 128] } }, trials: 4, start: ['best'] },
        { name: 'last', fixed: { batch: 64, lr: 'best.params.lr' }, trials: 2, pruner: { median: {} } },
        """

    @Test("a plan is read: what follows what, and who decides")
    func reads() throws {
        let stages = try Self.parse(Self.plan).stages
        #expect(stages.map(\.name) == ["first", "longer", "wider", "last"])
        #expect(stages.map(\.trials) == [5, 1, 4, 2])
        #expect(stages.map(\.epochs) == [nil, 30, nil, nil])
        #expect(stages.map(\.next) == [1, 3, 3, nil])
        #expect(stages.map(\.otherwise) == [nil, 2, nil, nil])
        #expect(stages.map { $0.when?.source } == [nil, "best.score > 0.75", nil, nil])
    }

    @Test("a stage is a study of its own: what it frees, holds and takes from the best before")
    func applies() throws {
        let study = try Self.parse(Self.plan)
        let first = try study.definition(of: study.stages[0], startingFrom: nil)
        #expect(first.space.parameters.map(\.name).sorted() == ["kind", "lr", "momentum"])
        #expect(first.fixed == ["batch": .int(32), "width": .int(64), "heads": .int(4)])
        #expect(first.stageName == "first" && first.stages.isEmpty && first.training.epochs == 10)

        let best = Configuration([
            "lr": .float(0.01), "heads": .int(4), "kind": .string("adam"), "batch": .int(32), "width": .int(64),
            "half": .float(32),
        ])
        let longer = try study.definition(of: study.stages[1], startingFrom: best)
        #expect(longer.space.parameters.isEmpty && longer.training.epochs == 30)
        #expect(try longer.space.resolve(Configuration()) == best, "the same again, its derived value derived anew")

        let wider = try study.definition(of: study.stages[2], startingFrom: best)
        #expect(wider.space.parameters.map(\.name).sorted() == ["heads", "width"])
        #expect(wider.start == [Configuration(["heads": .int(4), "width": .int(64)])])
        let sampled = Configuration(["heads": .int(8), "width": .int(128)])
        #expect(try wider.space.resolve(sampled)["half"] == .float(64))
        #expect(try wider.space.resolve(sampled)["lr"] == .float(0.01))

        let wide = Configuration(best.values.merging(["width": .int(128), "heads": .int(8)]) { $1 })
        let last = try study.definition(of: study.stages[3], startingFrom: wide)
        #expect(last.fixed["batch"] == .int(64) && last.fixed["width"] == .int(128) && last.fixed["lr"] == .float(0.01))
        #expect(last.pruner.name == "median" && wider.pruner.name == "none")
    }

    @Test("a stage's epochs are those that the study's pruner goes by")
    func prunerEpochs() throws {
        let stages = "{ name: 'a', trials: 3, epochs: 27 }, { name: 'b', free: ['lr'], trials: 3, epochs: 81 }"
        let study = try Definitions.parse(
            replacing: Self.sections.merging(["stages": "[\(stages)]", "pruner": "{ hyperband: {} }"]) { $1 })
        let best = try study.space.resolve(
            Configuration(["lr": .float(0.01), "heads": .int(4), "kind": .string("adam")]))
        for (stage, epochs) in zip(study.stages, [27, 81]) {
            let definition = try study.definition(of: stage, startingFrom: stage.name == "a" ? nil : best)
            #expect((definition.pruner.algorithm as? HyperbandPruner)?.maxResource == epochs)
        }
    }

    @Test("a stage whose space is taken from the best before may turn out to have nothing in it")
    func unsound() throws {
        let study = try Self.parse(
            "{ name: 'a', trials: 3 }, { name: 'b', space: { width: { choice: [12] } }, trials: 1 }")
        let best = Configuration(["lr": .float(0.01), "heads": .int(8), "width": .int(64)])
        #expect(throws: (any Error).self) {
            let definition = try study.definition(of: study.stages[1], startingFrom: best)
            _ = try definition.space.resolve(Configuration(["width": .int(12)]))
        }
    }

    @Test(
        "each mistake is told with its line, key and what was expected",
        arguments: [
            ("{ trials: 3 }", "s.json5:13: stages[0].name: is missing"),
            ("{ name: 'a' }", "s.json5:13: stages[0].trials: is missing"),
            ("{ name: 'a', trials: 0 }", "found the number 0, expected an integer from 1 to 1000000000"),
            ("{ name: 'a b', trials: 1 }", "stages[0].name: found the string \"a b\", expected a stage's name"),
            ("{ name: 'best', trials: 1 }", "and none of best, study, end, trials, completed, pruned, failed"),
            ("{ name: 'a', trails: 1 }", "stages[0].trails: unknown key; did you mean `trials`?"),
            (
                "{ name: 'a', trials: 1 },\n{ name: 'a', trials: 1 }",
                "s.json5:14: stages[1].name: the stage in line 13 is called \"a\" too"
            ),
            // The way from stage to stage.
            (
                "{ name: 'weights', trials: 1, next: 'wieghts2' },\n{ name: 'weights2', trials: 1 }",
                "s.json5:13: stages[0].next: there is no stage \"wieghts2\" (expected one of weights, weights2, end); did you mean `weights2`?"
            ),
            (
                "{ name: 'a', trials: 1 },\n{ name: 'b', trials: 1, next: 'a' }",
                "s.json5:13: stages[0]: the stages lead to each other in a circle: a → b → a"
            ),
            (
                "{ name: 'a', trials: 1 },\n{ name: 'b', trials: 1, when: 'trials > 1', else: 'b' }",
                "s.json5:14: stages[1]: the stages lead to each other in a circle: b → b"
            ),
            (
                "{ name: 'a', trials: 1, else: 'end' }",
                "stages[0].else: there is no `when` that this could be the `else` of"
            ),
            (
                "{ name: 'a', trials: 1, when: 'trials > 1' }",
                "stages[0].when: the first stage always runs: before it there is nothing to decide by"
            ),
            // Gates.
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, when: 'best.score' }",
                "stages[1].when: found an expression that gives a number, expected one that is true or false"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, when: 'best.params.haeds > 2' }",
                "stages[1].when: column 1 of `best.params.haeds > 2`: the study has no parameter \"haeds\"; did you mean `heads`?"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, when: \"best.params.heads == 'x'\" }",
                "`==` cannot compare an integer with a string"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, when: 'score > 1' }",
                "column 1 of `score > 1`: unknown name `score`, expected best.METRIC, best.params.NAME"
            ),
            (
                "{ name: 'weights', trials: 1 }, { name: 'b', trials: 1, when: 'wieghts.best.value > 1' }",
                "there is no stage \"wieghts\"; did you mean `weights`?"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, when: 'c.best.value > 1' }, { name: 'c', trials: 1 }",
                "column 1 of `c.best.value > 1`: the stage `c` never runs before this one"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, when: 'best.score >' }",
                "stages[1].when: column"
            ),
            // Parameters.
            (
                "{ name: 'a', trials: 1, fixed: { haeds: 2 } }",
                "stages[0].fixed.haeds: the study has no parameter \"haeds\" under fixed or space; did you mean `heads`?"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, free: ['batch'] }",
                "the study fixes `batch`: give its range"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, free: ['half'] }",
                "`half` is derived from other values"
            ),
            (
                "{ name: 'a', trials: 1, fixed: { heads: 2 },\nspace: { heads: { choice: [2] } } }",
                "`heads` is in line 14 too: a stage says once what it is"
            ),
            (
                "{ name: 'a', trials: 1, free: ['lr'], fixed: { kind: 'adam' } }",
                "stages[0].free: `heads`, `momentum` are neither free nor fixed"
            ),
            (
                "{ name: 'a', trials: 1, fixed: { heads: 'best.params.heads' } }",
                "stages[0].fixed.heads: the first stage has no stage before it whose best trial could be meant"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, fixed: { heads: 'best.params.haeds' } }",
                "the study has no parameter \"haeds\"; did you mean `best.params.heads`?"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, fixed: { heads: 'best.heads' } }",
                "found the string \"best.heads\", expected a value, or \"best.params.NAME\""
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, free: ['kind'] }",
                "stages[1]: `momentum` is there only when kind == 'sgd', and this stage changes `kind`: say what `momentum` is"
            ),
            (
                "{ name: 'a', trials: 1, space: { width: { choice: [5, 7] } } }",
                "stages[0].space: no combination of `heads`, `width` meets `width % heads == 0`"
            ),
            (
                "{ name: 'a', trials: 1, space: { width: { choice: ['wide'] } } }",
                "`*` needs numbers, found a string"
            ),
            ("{ name: 'a', trials: 1, where: ['lr > 1'] }", "stages[0].where: "),
            // Start.
            (
                "{ name: 'a', trials: 1, start: ['best'] }",
                "stages[0].start[0]: found the string \"best\", expected an object"
            ),
            (
                "{ name: 'a', trials: 1, fixed: { heads: 2 }, start: [{ heads: 2, lr: 0.01, kind: 'adam' }] }",
                "stages[0].start[0].heads: `heads` is fixed: leave it out"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, free: ['lr'], start: [{ heads: 2, lr: 0.01 }] }",
                "stages[1].start[0].heads: this stage samples no parameter of this name"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, free: ['lr'], start: [{ lr: 7 }] }",
                "stages[1].start[0].lr: found the number 7, expected 0.0001 … 0.1 (log)"
            ),
            (
                "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, free: ['lr'], start: [{}] }",
                "stages[1].start[0]: it says the value of no parameter"
            ),
            ("", "stages: found an empty list, expected at least one stage"),
        ])
    func mistakes(stages: String, problem: String) {
        let problems = Self.problems(stages)
        #expect(problems.contains { $0.contains(problem) }, "\(problems.joined(separator: "\n"))")
    }

    @Test("a metric that is never reported is a mistake of a gate, where it is known what is")
    func metrics() {
        let stages = "{ name: 'a', trials: 1 }, { name: 'b', trials: 1, when: 'best.scroe > 1 and best.cost < 2' }"
        #expect(Self.problems(stages) == [], "a command may report anything")
        let train = "{ command: ['train', '{lr}'], read: { regex: '(?<epoch>\\\\d+) (?<score>\\\\d+)' } }"
        let problems = Self.problems(stages, ["train": train])
        #expect(
            problems.contains {
                $0.contains("no metric \"scroe\" is reported (there are score); did you mean `best.score`?")
            }, "\(problems)")
    }

    @Test("several objectives have no best trial to go on from")
    func objectives() {
        let problems = Self.problems(
            "{ name: 'a', trials: 1 }",
            ["objective": nil, "objectives": "[{ maximize: 'score' }, { minimize: 'cost' }]"])
        #expect(problems.contains { $0.contains("stages: stages go on from the best trial, and of 2 objectives") })
    }

    @Test("with stages the study has no start of its own; a stage that nothing leads to is warned of")
    func whole() throws {
        let start = Self.problems("{ name: 'a', trials: 1 }", ["start": "[{ lr: 0.01 }]"])
        #expect(start.contains { $0.contains("start: with stages, each has a `start` of its own") })
        let study = try Self.parse(
            "{ name: 'a', trials: 1, next: 'end' }, { name: 'b', trials: 2 }, { name: 'c', free: ['lr'], trials: 1 }")
        #expect(study.warnings.count { $0.contains("no stage leads to this one: it will never run") } == 2)
        #expect(study.warnings.contains { $0.contains("there is only 1 configuration to try in this stage") })
    }
}
