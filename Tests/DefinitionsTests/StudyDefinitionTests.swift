import Definitions
import Expressions
import JSON
import Search
import Testing

@Suite("reading a study's definition")
struct StudyDefinitionTests {
    @Test("a definition with every section is read whole")
    func readsEverything() throws {
        let text = """
            // A study.
            {
              name: 'full', objective: { minimize: "val_error" }, seed: 7,
              train: {
                command: ["python3", "train.py", "--lr", "{lr}", "--momentum={momentum}", "{{raw}}", "{seed}"],
                data: "set.npz", epochs: 12, sync: true, timeout: "2h", grace: 2.5,
                read: { csv: "results.csv" }, environment: { OMP_NUM_THREADS: 1, MODE: "fast" },
              },
              fixed: { batch_size: 32, amp: true, norm: "layer" },
              space: {
                lr: { float: [1e-5, 1], log: true },
                layers: { int: [2, 8], step: 2 },
                optimizer: { choice: ["adam", 'sgd'] },
                momentum: { float: [0, 0.9], step: 0.1, when: "optimizer == 'sgd'" },
                width: { choice: [16, 32, 64], ordered: true },
                hidden: { equals: "4 * width" },
                units: { int: [1, 1000], log: true },
              },
              where: ["hidden % layers == 0 or amp", "momentum < 0.8"],
              start: [{ lr: 0.01, layers: 2, optimizer: "sgd", momentum: 0.3, width: 16, units: 5 }],
              sampler: { random: {} },
              pruner: { none: {} },
            }
            """
        let definition = try StudyDefinition.parse(text, file: "full.json5")
        #expect(definition.name == "full")
        #expect(definition.objective == Objective(metric: "val_error", direction: .minimize))
        #expect(
            definition.training
                == Training(
                    program: .command([
                        "python3", "train.py", "--lr", "{lr}", "--momentum={momentum}", "{{raw}}", "{seed}",
                    ]),
                    data: "set.npz", epochs: 12, sync: true, timeout: 7200, grace: 2.5, reader: .csv("results.csv"),
                    environment: ["OMP_NUM_THREADS": "1", "MODE": "fast"]))
        #expect(definition.fixed == ["batch_size": .int(32), "amp": .bool(true), "norm": .string("layer")])
        #expect(definition.seed == 7)
        #expect(definition.source == text)
        #expect(definition.sampler.name == "random" && definition.pruner.name == "none")
        #expect(definition.sampler.algorithm is RandomSampler)
        #expect(definition.warnings == [])
        let domains = Dictionary(uniqueKeysWithValues: definition.space.parameters.map { ($0.name, $0.domain) })
        #expect(
            domains == [
                "lr": .float(low: 1e-5, high: 1, step: nil, log: true), "layers": .int(low: 2, high: 8, step: 2),
                "optimizer": .choice([.string("adam"), .string("sgd")]),
                "momentum": .float(low: 0, high: 0.9, step: 0.1),
                "width": .choice([.int(16), .int(32), .int(64)], ordered: true),
                "units": .int(low: 1, high: 1000, log: true),
            ])
        #expect(definition.space.derived.map(\.expression.source) == ["4 * width"])
        #expect(definition.space.parameters.first { $0.name == "momentum" }?.condition?.source == "optimizer == 'sgd'")
        #expect(definition.space.constraints.count == 2)
        #expect(definition.start.map { $0["momentum"] } == [.float(0.3)])
        let resolved = try definition.space.resolve(definition.start[0])
        #expect(
            definition.commandLine(for: resolved) { $0 == .seed ? "99" : nil }
                == ["python3", "train.py", "--lr", "0.01", "--momentum=0.3", "{raw}", "99"])
        #expect(
            definition.exported(resolved, seed: 5).text()
                == #"{"command":["python3","train.py","--lr","{lr}","--momentum={momentum}","{{raw}}","{seed}"],"#
                + #""data":"set.npz","epochs":12,"seed":5,"params":{"amp":true,"batch_size":32,"hidden":64,"layers":2,"lr":0.01,"#
                + #""momentum":0.3,"norm":"layer","optimizer":"sgd","units":5,"width":16}}"#)
    }

    @Test("what a definition leaves out has its default")
    func hasDefaults() throws {
        let text = """
            { objective: { maximize: "m" }, train: { workload: "w" }, space: { a: { int: [1, 2] } } }
            """
        let definition = try StudyDefinition.parse(text, file: "studies/my-study.v2.json5")
        #expect(definition.name == "my-study")
        #expect(definition.training == Training(program: .workload("w"), sync: true, resume: true))
        #expect(definition.sampler.name == "auto" && definition.pruner.name == "median")
        #expect(definition.fixed.isEmpty && definition.start.isEmpty && definition.seed == 0)
    }

    @Test("a sampler's options reach it, and what they leave out has its default")
    func readsSamplerOptions() throws {
        let definition = try Definitions.parse(replacing: [
            "sampler": "{ tpe: { n_startup_trials: 4, n_ei_candidates: 64, gamma: 0.25, multivariate: false } }"
        ])
        let expected = TPESampler(startupTrials: 4, candidates: 64, goodShare: 0.25, multivariate: false)
        #expect(definition.sampler.algorithm as? TPESampler == expected)
        let standard = try Definitions.parse(replacing: ["sampler": "{ tpe: {} }"])
        #expect(standard.sampler.algorithm as? TPESampler == TPESampler())
    }

    @Test("an inactive parameter's word is left out of the command line")
    func leavesOutInactive() throws {
        let definition = try Definitions.parse(replacing: [
            "train": "{ command: ['t', '--momentum={momentum}', '{lr}', '{trial}'] }",
            "space":
                "{ lr: { int: [1, 2] }, sgd: { choice: [true, false] }, momentum: { float: [0, 1], when: 'sgd' } }",
        ])
        let resolved = try definition.space.resolve(Configuration(["lr": .int(1), "sgd": .bool(false)]))
        #expect(definition.commandLine(for: resolved) { $0 == .trial ? "3" : nil } == ["t", "1", "3"])
    }

    @Test("a start configuration is written as its domains write it")
    func canonicalisesStart() throws {
        let definition = try Definitions.parse(replacing: [
            "space": "{ lr: { float: [0, 2], step: 0.05 }, n: { int: [1, 4] }, c: { choice: [0.5, 1] } }",
            "start": "[{ lr: 1, n: 2.0, c: 1.0 }]",
        ])
        #expect(definition.start == [Configuration(["lr": .float(1), "n": .int(2), "c": .int(1)])])
    }

    @Test("a constraint over an inactive parameter does not apply")
    func skipsInactiveConstraints() throws {
        let definition = try Definitions.parse(replacing: [
            "space": "{ lr: { float: [0, 1] }, o: { choice: ['a', 'b'] }, m: { float: [0, 1], when: \"o == 'a'\" } }",
            "where": "'m < lr'", "start": "[{ lr: 0, o: 'b' }]",
        ])
        #expect(definition.start.count == 1)
    }

    @Test(
        "what seems unwise is a warning with its place",
        arguments: [
            (
                [
                    "objective": "{ minimize: 'val_loss' }",
                    "space": "{ lr: { int: [1, 2] }, mse_weight: { float: [0, 1] } }",
                ],
                "s.json5:3: objective.minimize: `val_loss` may move with `mse_weight`, so that trials cannot be compared by it: better an objective that no weight is part of, such as an accuracy or a similarity"
            ),
            (
                ["space": "{ lr: { int: [1, 10], step: 4 } }"],
                "s.json5:6: space.lr.step: steps of 4 do not reach 10: the last value is 9"
            ),
            (
                ["space": "{ lr: { float: [0, 1], step: 0.3 } }"],
                "s.json5:6: space.lr.step: steps of 0.3 do not reach 1.0: the last value is 0.9"
            ),
            (
                ["space": "{ lr: { float: [1, 1] } }"],
                "s.json5:6: space.lr.float: the range has one value: it could stand under fixed"
            ),
            (
                ["start": "[{ lr: 0.01, heads: 2 }, { heads: 2.0, lr: 1e-2 }]"],
                "s.json5:8: start[1]: this is the same configuration as start[0]"
            ),
            (
                [
                    "train": "{ command: ['t', '--m', '{m}'] }",
                    "space": "{ lr: { float: [0, 1] }, m: { int: [1, 2], when: 'lr > 0.5' } }",
                ],
                "s.json5:4: train.command[2]: `m` is not always active, and then this word is left out: write it as one word with its flag, such as \"--m={m}\""
            ),
            (
                ["train": "{ command: ['t'], read: { regex: 'epoch (?<epoch>\\d+) x (?<score>\\S+)' } }"],
                "s.json5:4: train.read.regex: `d+` looks as if a backslash before it is lost: in a JSON5 string a backslash is written twice, as in \\\\d"
            ),
            (
                ["train": "{ command: ['t'], read: { regex: ['(?<epoch>[0-9]+)', 'x=(?<score>[\\d.]+)'] } }"],
                "s.json5:4: train.read.regex[1]: `d.]` looks as if a backslash before it is lost: in a JSON5 string a backslash is written twice, as in \\\\d"
            ),
        ] as [([String: String], String)])
    func warns(replacements: [String: String], warning: String) throws {
        #expect(try Definitions.parse(replacing: replacements).warnings == [warning])
    }

    @Test(
        "an objective that no sampled weight moves is not warned of",
        arguments: [
            ["objective": "{ minimize: 'val_loss' }"],
            [
                "objective": "{ minimize: 'val_mse' }",
                "space": "{ lr: { int: [1, 2] }, mse_weight: { float: [0, 1] } }",
            ],
            ["objective": "{ minimize: 'loss' }", "fixed": "{ mse_weight: 0.5 }"],
            ["objective": "{ minimize: 'loss' }", "space": "{ lr: { int: [1, 2] }, weight_decay: { float: [0, 1] } }"],
        ])
    func doesNotWarn(replacements: [String: String]) throws {
        #expect(try Definitions.parse(replacing: replacements).warnings == [])
    }

    @Test(
        "a value goes to JSON and back unchanged",
        arguments: [.int(3), .float(3), .float(1e-7), .string("a\"b"), .bool(true)] as [Value])
    func convertsValues(value: Value) throws {
        #expect(Value(try JSONValue(parsing: JSONValue(value).text())) == value)
        let configuration = Configuration(["b": value, "a": .int(1)])
        let json = JSONValue(configuration)
        #expect(json.objectValue?.keys == ["a", "b"])
        #expect(Configuration(json) == configuration)
    }

    @Test("a parameter's variable is its name in capitals")
    func namesVariables() {
        let variables = EnvironmentVariables.variables(
            of: Configuration(["lr": .float(0.001), "opt_name": .string("it's"), "amp": .bool(false)]))
        #expect(variables.map(\.name) == ["HPO_PARAM_AMP", "HPO_PARAM_LR", "HPO_PARAM_OPT_NAME"])
        #expect(variables.map(\.value) == ["false", "0.001", "it's"])
    }
}
