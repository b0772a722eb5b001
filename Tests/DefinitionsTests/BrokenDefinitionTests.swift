import Definitions
import JSON
import Testing

@Suite("broken definitions")
struct BrokenDefinitionTests {
    @Test("the definition that the others are variations of is right")
    func isRight() { #expect(Definitions.problems(replacing: [:]) == []) }

    @Test(
        "each mistake is told with its file, line, key and what was expected",
        arguments: [
            // The file and its sections.
            (["sede": "3"], "s.json5:12: sede: unknown key; did you mean `seed`?"),
            (["audit": "0.1"], "s.json5:12: audit: unknown key here; it belongs into pruner: { … }"),
            (["epochs": "9"], "s.json5:12: epochs: unknown key here; it belongs into train: { … }"),
            (
                ["zzz": "3"],
                "s.json5:12: zzz: unknown key (expected one of name, objective, objectives, feasible, train, fixed, space, where, start, stages, sampler, pruner, launcher, keep, success, seed)"
            ),
            (["objective": nil], "s.json5:1: objective: is missing"), (["train": nil], "s.json5:1: train: is missing"),
            (["space": nil], "s.json5:1: space: is missing"),
            (
                ["name": "'a b'"],
                "s.json5:2: name: found the string \"a b\", expected letters, digits, \".\", \"_\" and \"-\", at most 100, with a letter or digit first"
            ),
            (
                ["name": "'../x'"],
                "s.json5:2: name: found the string \"../x\", expected letters, digits, \".\", \"_\" and \"-\", at most 100, with a letter or digit first"
            ),
            (
                ["name": "''"],
                "s.json5:2: name: the string is empty, expected letters, digits, \".\", \"_\" and \"-\", at most 100, with a letter or digit first"
            ),
            (["seed": "-1"], "s.json5:11: seed: found the number -1, expected an integer of at least 0"),
            (["seed": "1.5"], "s.json5:11: seed: found the number 1.5, expected an integer of at least 0"),
            // objective
            (
                ["objective": "{ maximise: 'x' }"],
                "s.json5:3: objective.maximise: unknown key; did you mean `maximize`?"
            ),
            (
                ["objective": "{}"],
                "s.json5:3: objective: found an empty object, expected one of { minimize: \"METRIC\" } and { maximize: \"METRIC\" }"
            ),
            (
                ["objective": "{ minimize: 'a', maximize: 'b' }"],
                "s.json5:3: objective: found both minimize and maximize, expected one of { minimize: \"METRIC\" } and { maximize: \"METRIC\" }"
            ),
            (["objective": "'score'"], "s.json5:3: objective: found the string \"score\", expected an object: { … }"),
            (
                ["objective": "{ maximize: 3 }"],
                "s.json5:3: objective.maximize: found the number 3, expected a metric's name"
            ),
            // The words of other programs for kinds of parameters.
            (
                ["space": "{ lr: { uniform: [0, 1] } }"],
                "s.json5:6: space.lr.uniform: unknown key; write { float: [low, high] }"
            ),
            (
                ["space": "{ lr: { logUniform: [0.1, 1] } }"],
                "s.json5:6: space.lr.logUniform: unknown key; write { float: [low, high], log: true }"
            ),
            (
                ["space": "{ lr: { integer: [0, 1] } }"],
                "s.json5:6: space.lr.integer: unknown key; write { int: [low, high] }"
            ),
            // train
            (
                ["train": "{ ask: true, command: [\"t\"] }"],
                "s.json5:4: train: found both command and ask, expected one of them"
            ),
            (
                ["train": "{ ask: false }"],
                "s.json5:4: train.ask: found false, expected a workload or a command where a program is to be started"
            ),
            (
                ["train": "{ ask: true, timeout: \"2h\" }"],
                "s.json5:4: train.timeout: this is said of a program that is started, and nobody starts one that asks: "
                    + "leave it out"
            ),
            (["train": "{}"], "s.json5:4: train: found neither workload nor command, expected one of them"),
            (
                ["train": "{ workload: 'w', command: ['c'] }"],
                "s.json5:4: train: found both workload and command, expected one of them"
            ),
            (
                ["train": "{ command: 'train --lr' }"],
                "s.json5:4: train.command: found the string \"train --lr\", expected a list: [\"train\", \"--lr\"]"
            ),
            (
                ["train": "{ command: 'cd a && python3 t.py' }"],
                "s.json5:4: train.command: found the string \"cd a && python3 t.py\", expected a list: [\"sh\", \"-c\", \"cd a && python3 t.py\"]"
            ),
            (
                ["train": "{ command: [] }"],
                "s.json5:4: train.command: there is no program, expected a list such as [\"python3\", \"train.py\", \"--lr\", \"{lr}\"]"
            ),
            (
                ["train": "{ command: ['t', 3] }"],
                "s.json5:4: train.command[1]: found the number 3, expected a word of the command line in quotes"
            ),
            (
                ["train": "{ command: ['t', '{haeds}'] }"],
                "s.json5:4: train.command[1]: the placeholder {haeds} names no parameter; did you mean `heads`?"
            ),
            (
                ["train": "{ command: ['t', '{\"a\": 1}'] }"],
                "s.json5:4: train.command[1]: `{\"a\": 1}` begins no placeholder such as {lr} or {amp?--amp:--no-amp}; write `{{` for a brace"
            ),
            (
                ["train": "{ command: ['t', '{amq?--amp}'], }", "space": "{ amp: { choice: [true, false] } }"],
                "s.json5:4: train.command[1]: the placeholder {amq} names no parameter; did you mean `amp`?"
            ),
            (
                ["train": "{ command: ['t', '{resume?{haeds}}'] }"],
                "s.json5:4: train.command[1]: the placeholder {haeds} names no parameter; did you mean `heads`?"
            ),
            (
                ["train": "{ command: ['t', '{heads?--heads}'] }"],
                "s.json5:4: train.command[1]: `heads` is an integer, and before `?` stands what is true or false: a parameter such as amp: { choice: [false, true] }, or `resume`"
            ),
            (
                ["train": "{ command: ['t', '{data?--data}'] }"],
                "s.json5:4: train.command[1]: `data` is a string, and before `?` stands what is true or false: a parameter such as amp: { choice: [false, true] }, or `resume`"
            ),
            (
                ["train": "{ command: ['t'], cwd: '{dir}' }"],
                "s.json5:4: train.cwd: the placeholder {dir} names no parameter; did you mean `directory`?"
            ),
            (
                ["train": "{ command: ['t'], cwd: '{' }"],
                "s.json5:4: train.cwd: `{` begins no placeholder such as {lr} or {amp?--amp:--no-amp}; write `{{` for a brace"
            ),
            (
                ["train": "{ workload: 'w', cwd: 'src' }"],
                "s.json5:4: train.cwd: only a command runs in another folder than the project's"
            ),
            (
                ["train": "{ command: ['t'], epoch: 3 }"],
                "s.json5:4: train.epoch: found the number 3, expected the name of what numbers the epochs; did you mean `epochs`?"
            ),
            (
                ["train": "{ command: ['t'], epochs: 0 }"],
                "s.json5:4: train.epochs: found the number 0, expected an integer from 1 to 1000000000"
            ),
            (
                ["train": "{ command: ['t'], timeout: 'soon' }"],
                "s.json5:4: train.timeout: found the string \"soon\", expected a time such as \"2h\", \"90s\" or a number of seconds above 0"
            ),
            (
                ["train": "{ command: ['t'], timeout: 0 }"],
                "s.json5:4: train.timeout: found the number 0, expected a time such as \"2h\", \"90s\" or a number of seconds above 0"
            ),
            (
                ["train": "{ command: ['t'], sync: 1 }"],
                "s.json5:4: train.sync: found the number 1, expected true or false"
            ),
            (
                ["train": "{ command: ['t'], warm: 1 }"],
                "s.json5:4: train.warm: found the number 1, expected true or false"
            ),
            (
                ["train": "{ workload: 'w', warm: true }"],
                "s.json5:4: train.warm: a built-in workload starts in a moment: warm is for commands"
            ),
            (
                ["train": "{ command: ['t', '--lr={lr}'], warm: true }"],
                "s.json5:4: train.command[1]: {lr} is another one in each trial, and a warm program is started once for all of them: it finds this in the line of JSON that it is given for each"
            ),
            (
                ["train": "{ command: ['t', '{resume?--resume}'], warm: true }"],
                "s.json5:4: train.command[1]: {resume} is another one in each trial, and a warm program is started once for all of them: it finds this in the line of JSON that it is given for each"
            ),
            (
                ["train": "{ command: ['t'], cwd: '{directory}', warm: true }"],
                "s.json5:4: train.cwd: {directory} is another one in each trial, and a warm program is started once for all of them: it finds this in the line of JSON that it is given for each"
            ),
            (
                ["train": "{ workload: 'w', sync: false }"],
                "s.json5:4: train.sync: a built-in workload always listens for its verdicts: leave this out"
            ),
            (
                ["train": "{ workload: 'w', read: { csv: 'r.csv' } }"],
                "s.json5:4: train.read: only a command is read another way than by its lines of JSON"
            ),
            (
                ["train": "{ command: ['t'], init: 'a.safetensors' }"],
                "s.json5:4: train.init: only a built-in workload starts from a file of weights: name it in the command"
            ),
            (
                ["train": "{ command: ['t'], read: {} }"],
                "s.json5:4: train.read: expected { regex: … }, { csv: … } or { jsonl: … }"
            ),
            (
                ["train": "{ command: ['t'], read: { csv: 'a', regex: '(?<x>.)' } }"],
                "s.json5:4: train.read: found both regex and csv, expected one of them"
            ),
            (
                ["train": "{ command: ['t'], read: { csv: { epoch: 'step' } } }"],
                "s.json5:4: train.read.csv.path: is missing"
            ),
            (
                ["train": "{ command: ['t'], read: { csv: { path: 'a', delimiter: 'x' } } }"],
                "s.json5:4: train.read.csv.delimiter: found the string \"x\", expected one of \",\", \";\", \"\\t\", \" \", \"|\", \":\""
            ),
            (
                ["train": "{ command: ['t'], read: { csv: { path: 'a', delimiter: ',', decimal: ',' } } }"],
                "s.json5:4: train.read.csv.decimal: a comma cannot stand between columns and in numbers"
            ),
            (
                ["train": "{ command: ['t'], read: { csv: { path: 'a', decimal: '.5' } } }"],
                "s.json5:4: train.read.csv.decimal: found the string \".5\", expected \",\" or \".\""
            ),
            (
                ["train": "{ command: ['t'], epoch: 'step', read: { regex: '(?<epoch>\\\\d+) (?<score>.)' } }"],
                "s.json5:4: train.read.regex: no group is named \"step\", which is to number the epochs"
            ),
            (
                ["train": "{ command: ['t'], epoch: 'step', read: { jsonl: { path: 'a', epoch: 'b' } } }"],
                "s.json5:4: train.epoch: train.read says it too: leave one of them out"
            ),
            (
                ["train": "{ workload: 'w', epoch: 'step' }"],
                "s.json5:4: train.epoch: a built-in workload numbers its epochs by `epoch`: leave this out"
            ),
            (
                ["train": "{ command: ['t'], read: { regex: 'loss (\\\\d+)' } }"],
                "s.json5:4: train.read.regex: found no named group, expected one for each metric, such as loss (?<val_loss>\\\\S+)"
            ),
            (
                ["train": "{ command: ['t'], environment: { HPO_SEED: 1 } }"],
                "s.json5:4: train.environment.HPO_SEED: this variable is the trial protocol's own"
            ),
            (
                ["train": "{ command: ['t'], environment: { 'a=b': '1' } }"],
                "s.json5:4: train.environment.a=b: this is no name of a variable"
            ),
            // fixed
            (["fixed": "{ a: {} }"], "s.json5:5: fixed.a: found an object, expected a number, a string, true or false"),
            (["fixed": "{ a: NaN }"], "s.json5:5: fixed.a: found the number \"nan\", expected a finite number"),
            (
                ["fixed": "{ lr: 3 }"],
                "s.json5:6: space.lr: `lr` is fixed in line 5: a value is either fixed or in the space"
            ), (["fixed": "{ LR: 3 }"], "s.json5:6: space.lr: `lr` and `LR` would both be the variable HPO_PARAM_LR"),
            (
                ["fixed": "{ 'a b': 3 }"],
                "s.json5:5: fixed.a b: this is no parameter's name: expected letters, digits and \"_\", with \".\" and \"-\" between, at most 100, no digit first, no \"params.\" before, and no word of the expression language"
            ),
            (
                ["fixed": "{ not: 3 }"],
                "s.json5:5: fixed.not: this is no parameter's name: expected letters, digits and \"_\", with \".\" and \"-\" between, at most 100, no digit first, no \"params.\" before, and no word of the expression language"
            ),
            (["fixed": "{ a: 1, a: 2 }"], "s.json5:5: fixed.a: the key is there twice; the first is in line 5"),
            // start
            (
                ["start": "[{ lr: 0.5, heads: 2 }]"],
                "s.json5:8: start[0]: this is not inside the space: `lr`: 0.5 is not in 0.0001 … 0.1 (log)"
            ), (["start": "[{}]"], "s.json5:8: start[0]: this is not inside the space: `heads` has no value"),
            (
                ["start": "[{ lr: 0.01, haeds: 2 }]"],
                "s.json5:8: start[0].haeds: there is no parameter of this name; did you mean `heads`?"
            ),
            (
                ["start": "[{ lr: 0.01, heads: 2, batch_size: 3 }]"],
                "s.json5:8: start[0].batch_size: `batch_size` is fixed: leave it out"
            ),
            (["start": "{ lr: 0.01, heads: 2 }"], "s.json5:8: start: found an object, expected a list: [ … ]"),
            (["start": "[3]"], "s.json5:8: start[0]: found the number 3, expected an object: { … }"),
            // launcher
            (
                ["launcher": "{ locla: {} }"],
                "s.json5:12: launcher.locla: there is no launcher of this name; did you mean `local`?"
            ),
            (["launcher": "{ local: { nice: 3 } }"], "s.json5:12: launcher.local.nice: there are no options"),
            (
                ["launcher": "{ slurm: {} }", "train": "{ command: ['t'], warm: true }"],
                "s.json5:4: train.warm: a warm program serves trials on this machine alone, and each trial is a job of its own where launcher: { slurm: … } runs them: leave one of them out"
            ),
            (
                ["launcher": "{ slurm: { driver: { time: '1d', memory: '1 GB' } } }"],
                "s.json5:12: launcher.slurm.driver.memory: found the string \"1 GB\", expected a size such as \"8G\""
            ),
            (
                ["launcher": "{ slurm: { driver: { gpu: 1 } } }"],
                "s.json5:12: launcher.slurm.driver.gpu: unknown key (expected one of partition, account, time, memory, extra)"
            ),
            // sampler and pruner
            (
                ["sampler": "{ ramdon: {} }"],
                "s.json5:9: sampler.ramdon: there is no sampler of this name; did you mean `random`?"
            ),
            (
                ["sampler": "{}"],
                "s.json5:9: sampler: found an empty object, expected one of auto, cmaes, gp, grid, nsga2, random, sobol, tpe"
            ),
            (
                ["sampler": "'tpe'"],
                "s.json5:9: sampler: found the string \"tpe\", expected an object such as { tpe: {} }"
            ), (["sampler": "{ random: { seed: 3 } }"], "s.json5:9: sampler.random.seed: there are no options"),

            (["sampler": "{ random: {}, tpe: {} }"], "s.json5:9: sampler: found random and tpe, expected one sampler"),
            (
                ["sampler": "{ tpe: { n_startup_trial: 3 } }"],
                "s.json5:9: sampler.tpe.n_startup_trial: unknown key; did you mean `n_startup_trials`?"
            ),
            (
                ["sampler": "{ tpe: { gamma: 2 } }"],
                "s.json5:9: sampler.tpe.gamma: found the number 2, expected a share from 0 to 1"
            ),
            (["sampler": "{ random: 3 }"], "s.json5:9: sampler.random: found the number 3, expected an object: { … }"),
            (
                ["pruner": "{ median: { warmup_epoch: 3 } }"],
                "s.json5:10: pruner.median.warmup_epoch: unknown key; did you mean `warmup_epochs`?"
            ),
            (
                ["pruner": "{ median: { interval: 0 } }"],
                "s.json5:10: pruner.median.interval: found the number 0, expected an integer from 1 to 1000000"
            ),
            (
                ["pruner": "{ mediam: {} }"],
                "s.json5:10: pruner.mediam: there is no pruner of this name; did you mean `median`?"
            ),
        ] as [([String: String?], String)])
    func tellsMistake(replacements: [String: String?], problem: String) {
        #expect(Definitions.problems(replacing: replacements) == [problem])
    }

    @Test(
        "each mistake of the space is told",
        arguments: [
            (
                "{}",
                "space: there is nothing to sample, expected a parameter such as lr: { float: [1e-5, 1e-1], log: true }"
            ),
            (
                "{ lr: 0.1 }",
                "space.lr: found the number 0.1, expected an object such as { float: [0, 0.5] } (a value that stays the same belongs under fixed)"
            ),
            ("{ lr: {} }", "space.lr: found none of them, expected one of int, float, choice, equals"),
            (
                "{ lr: { int: [1, 2], choice: [1] } }",
                "space.lr: found int and choice, expected one of int, float, choice, equals"
            ),
            ("{ lr: { flaot: [0, 1] } }", "space.lr.flaot: unknown key; did you mean `float`?"),
            ("{ lr: { int: [1, 2], ordered: true } }", "space.lr.ordered: `ordered` does not go with `int`"),
            ("{ lr: { choice: [1, 2], log: true } }", "space.lr.log: `log` does not go with `choice`"),
            ("{ lr: { int: [3, 2] } }", "space.lr.int: the range is empty: found [3, 2], expected the low end first"),
            (
                "{ lr: { float: [0.5, 0.1] } }",
                "space.lr.float: the range is empty: found [0.5, 0.1], expected the low end first"
            ),
            ("{ lr: { int: [] } }", "space.lr.int: found a list of 0, expected the two ends of the range: [low, high]"),
            (
                "{ lr: { float: [1, 2, 3] } }",
                "space.lr.float: found a list of 3, expected the two ends of the range: [low, high]"
            ),
            ("{ lr: { int: 3 } }", "space.lr.int: found the number 3, expected the two ends of the range: [low, high]"),
            (
                "{ lr: { int: [1, 2.5] } }",
                "space.lr.int[1]: found the number 2.5, expected an integer from -9007199254740992 to 9007199254740992"
            ),
            (
                "{ lr: { float: [0, Infinity] } }",
                "space.lr.float[1]: found the number \"inf\", expected a finite number"
            ),
            ("{ lr: { float: ['a', 1] } }", "space.lr.float[0]: found the string \"a\", expected a finite number"),
            (
                "{ lr: { float: [0, 1], log: true } }",
                "space.lr.float: found the low end 0.0, expected one above 0 where the range is logarithmic"
            ),
            (
                "{ lr: { int: [0, 5], log: true } }",
                "space.lr.int: found the low end 0, expected at least 1 where the range is logarithmic"
            ), ("{ lr: { float: [0, 1], step: 0 } }", "space.lr.step: found the number 0, expected a number above 0"),
            (
                "{ lr: { int: [0, 9], step: -1 } }",
                "space.lr.step: found the number -1, expected an integer from 1 to 9007199254740992"
            ),
            ("{ lr: { float: [1, 2], step: 0.1, log: true } }", "space.lr.step: a logarithmic range has no step"),
            (
                "{ lr: { float: [0, 1], step: 1e-300 } }",
                "space.lr.step: found 1e-300, expected a step that divides the range into fewer than 2^53 values"
            ),
            (
                "{ lr: { float: [-1e308, 1e308] } }",
                "space.lr.float: the range is too wide: the difference of its ends is no finite number"
            ), ("{ lr: { choice: [] } }", "space.lr.choice: there is nothing to choose from"),
            (
                "{ lr: { choice: [1, 2, 1.0] } }",
                "space.lr.choice[2]: the choice 1.0 is there twice; the first is space.lr.choice[0]"
            ),
            (
                "{ lr: { choice: [1, {}] } }",
                "space.lr.choice[1]: found an object, expected a number, a string, true or false"
            ),
            ("{ lr: { float: [0, 1], log: 'yes' } }", "space.lr.log: found the string \"yes\", expected true or false"),
            // Expressions.
            (
                "{ lr: { int: [1, 2] }, b: { equals: '4 * lrr' } }",
                "space.b.equals: column 5 of `4 * lrr`: unknown name `lrr`; did you mean `lr`?"
            ),
            (
                "{ lr: { int: [1, 2] }, b: { equals: '4 *' } }",
                "space.b.equals: column 4 of `4 *`: found the end of the expression, expected a value"
            ),
            (
                "{ lr: { int: [1, 2] }, b: { equals: 4 } }",
                "space.b.equals: found the number 4, expected an expression in quotes, such as \"4 * d_model\""
            ),
            (
                "{ lr: { int: [1, 2] }, b: { int: [1, 2], when: 'lr' } }",
                "space.b.when: found an expression that gives an integer, expected one that is true or false, such as \"heads > 2\""
            ),
            (
                "{ lr: { int: [1, 2] }, b: { int: [1, 2], when: \"lr == 'a'\" } }",
                "space.b.when: column 4 of `lr == 'a'`: `==` cannot compare an integer with a string"
            ),
            (
                "{ lr: { int: [1, 2] }, b: { equals: 'b + 1' } }",
                "space.b: the values depend on each other in a circle: b → b"
            ),
            (
                "{ lr: { int: [1, 2] }, b: { equals: 'c + 1' }, c: { equals: 'b' } }",
                "space.b: the values depend on each other in a circle: b → c → b"
            ),
            (
                "{ lr: { int: [1, 2], when: 'b > 0' }, b: { equals: 'lr' } }",
                "space.lr: the values depend on each other in a circle: lr → b → lr"
            ),
            (
                "{ b: { equals: '1 + 1' }, lr: { equals: '3' } }",
                "space: there is nothing to sample, expected a parameter such as lr: { float: [1e-5, 1e-1], log: true }"
            ),
        ])
    func tellsMistakeOfSpace(space: String, problem: String) {
        #expect(Definitions.problems(replacing: ["space": space]) == ["s.json5:6: " + problem])
    }

    @Test(
        "each mistake of a constraint is told",
        arguments: [
            ("['haeds > 2']", "where[0]: column 1 of `haeds > 2`: unknown name `haeds`; did you mean `heads`?"),
            (
                "['heads + 2']",
                "where[0]: found an expression that gives an integer, expected one that is true or false, such as \"heads > 2\""
            ),
            ("'heads = 2'", "where: column 7 of `heads = 2`: `=` is not part of the language: write `==` to compare"),
            ("[3]", "where[0]: found the number 3, expected an expression in quotes, such as \"4 * d_model\""),
            ("3", "where: found the number 3, expected a list: [ … ]"),
            (
                "['seed % 2 == 0']",
                "where[0]: `seed % 2 == 0` follows from `seed`, which is another for each trial: only a value that is derived "
                    + "(`equals`) can"
            ),
        ])
    func tellsMistakeOfConstraint(constraints: String, problem: String) {
        #expect(Definitions.problems(replacing: ["where": constraints]) == ["s.json5:7: " + problem])
    }

    @Test(
        "constraints that nothing meets are told where they stand",
        arguments: ["['heads > 8']", "['lr > 1']", "['heads == 2', 'heads == 4']"])
    func tellsInfeasible(constraints: String) {
        let problems = Definitions.problems(replacing: ["where": constraints])
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("s.json5:7: where: no co") == true, "\(problems)")
    }

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
