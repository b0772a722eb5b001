import Testing

@Suite("broken definitions: the file, its objective, what it fixes and starts with")
struct BrokenFileTests {
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
        ] as [([String: String?], String)])
    func tellsMistake(replacements: [String: String?], problem: String) {
        #expect(Definitions.problems(replacing: replacements) == [problem])
    }
}
