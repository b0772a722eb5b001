import Testing

@Suite("broken definitions: the training")
struct BrokenTrainingTests {
    @Test(
        "each mistake is told with its file, line, key and what was expected",
        arguments: [
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
        ] as [([String: String?], String)])
    func tellsMistake(replacements: [String: String?], problem: String) {
        #expect(Definitions.problems(replacing: replacements) == [problem])
    }
}
