import Foundation
import JSON
import Testing

@Suite("hpo check")
struct CheckTests {
    /// A definition that reads what the shell script `script` does.
    private static func sandbox(_ script: String, train: String = "", objective: String = "loss") throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(script + "\n", to: "trial.sh")
        let more = train.isEmpty ? "" : ", " + train
        try sandbox.write(
            """
            {
              name: "mine", objective: { minimize: "\(objective)" },
              train: { command: ["sh", "trial.sh", "{x}"], grace: 1\(more) },
              space: { x: { int: [1, 9] } }, start: [{ x: 4 }],
            }
            """, to: "studies/mine.json5")
        return sandbox
    }

    private static let epochs =
        "for e in 1 2 3 4; do echo \"{\\\"epoch\\\": $e, \\\"loss\\\": $((9 - e))}\"; read a; [ $a = stop ] && break; done"

    @Test("says what was understood, leaves nothing, and ends with 0 where a study would work")
    func works() throws {
        let sandbox = try Self.sandbox("echo loading\n" + Self.epochs, train: "sync: true, epochs: 4")
        let answer = try sandbox.shell("mkdir tmp && TMPDIR=$PWD/tmp hpo check mine && ls tmp")
        #expect(answer.status == 0, "\(answer.errors)")
        for words in [
            "Ran      sh trial.sh 4\n", "answered by `continue` or `stop`", "objective, minimize", "1 … 2 of 4 planned",
            "standard output: 2 reports, 1 line of log", "`loading`", "by `stop`", "A study of it would work.\n",
        ] {
            #expect(answer.output.contains(words), "\(words)")
        }
        #expect(answer.output.hasSuffix("A study of it would work.\n"), "nothing is left in tmp")
        #expect(answer.errors == "Next: hpo study create mine\n")
        #expect(!sandbox.exists("db"))
        #expect(!sandbox.exists("studies/mine"))
    }

    @Test("tells programs the same as JSON")
    func json() throws {
        let sandbox = try Self.sandbox(Self.epochs, train: "sync: true, epochs: 4")
        let report = try sandbox.json("check mine --epochs 3")
        #expect(report["works"] == true)
        #expect(report["params"] == ["x": 4])
        #expect(report["epochs"] == [1, 2, 3])
        #expect(report["ending"] == "enough")
        #expect(
            report["metrics"] == [["name": "loss", "first": 8.0, "last": 6.0, "epochs": 3, "needed": true]])
        #expect(report["findings"] == [])
    }

    @Test(
        "says what is missing and what to change, and ends with 1",
        arguments: [
            ("echo 'epoch 1: loss 3'", "", "loss", "its log has `epoch 1: loss 3`: such lines are read with train"),
            (
                "echo 'Epoch 1: loss=3'", "read: { regex: \"epoch (?<epoch>\\\\d+) loss (?<loss>\\\\S+)\" }", "loss",
                "nearest to train.read.regex are: `Epoch 1: loss=3`"
            ),
            (
                "touch $HPO_TRIAL_DIR/out.csv", "read: { csv: \"results.csv\" }", "loss",
                "holds config.json, log.txt, out.csv"
            ),
            ("echo '{\"epoch\": 1, \"val_los\": 3}'", "", "val_loss", "did you mean \"val_los\"?"),
            ("echo '{\"epoch\": 1, \"loss\": 3}' >&2", "", "loss", "to standard error, and reports are read from"),
            ("echo oh no >&2; exit 3", "", "loss", "exit status 3\noh no"),
            ("exec no-such-program-here", "", "loss", "exit status 127"),
        ])
    func faults(script: String, train: String, objective: String, words: String) throws {
        let answer = try Self.sandbox(script, train: train, objective: objective).hpo("check mine")
        #expect(answer.status == 1)
        #expect(answer.output.contains("fault: "), "\(answer.output)")
        #expect(answer.output.contains(words), "\(answer.output)")
        #expect(answer.output.hasSuffix("A study of it would come to nothing.\n"))
        #expect(answer.errors == "")
    }

    @Test(
        "notes what is odd about a program that works",
        arguments: [
            (
                "echo '{\"epoch\": 1, \"loss\": 3}'; echo '{\"epoch\": 2, \"loss\": 3}'; echo '{\"epoch\": 3, \"loss\": 3}'",
                "epochs: 9", "it ended by itself after epoch 3, and train.epochs is 9"
            ),
            ("echo '{\"epoch\": 7, \"loss\": 3}'", "epochs: 4", "it has reported epoch 7, and train.epochs is 4"),
            ("echo '{\"epoch\": 1, \"loss\": NaN}'", "", "`loss` was never a number, but NaN"),
            (
                "echo '{\"epoch\": 1, \"loss\": 3}'; sleep 99", "sync: true, epochs: 1",
                "train.sync is true, and it went on after `stop`"
            ),
        ])
    func notes(script: String, train: String, words: String) throws {
        let answer = try Self.sandbox(script, train: train).hpo(
            "check mine --epochs \(script.contains("sleep") ? 1 : 99)")
        #expect(answer.status == 0, "\(answer.output)")
        #expect(answer.output.contains("note: \(words)"), "\(answer.output)")
    }

    @Test("ends a program that says nothing when its time is over, and says so")
    func silence() throws {
        let answer = try Self.sandbox("sleep 99").hpo("check mine --timeout 300ms")
        #expect(answer.status == 1)
        #expect(answer.output.contains("fault: it has reported no epoch"))
        #expect(answer.output.contains("note: it wrote nothing in"))
        #expect(answer.output.contains("--timeout gives it longer"))
    }

    @Test("keeps the trial's folder where that is asked for")
    func keep() throws {
        let sandbox = try Self.sandbox("echo '{\"epoch\": 1, \"loss\": 3}'")
        let answer = try sandbox.shell(
            "mkdir tmp && TMPDIR=$PWD/tmp hpo check mine --keep && cat tmp/*/studies/mine/trial-0000/log.txt")
        #expect(answer.output.hasSuffix("{\"epoch\": 1, \"loss\": 3}\n"))
        #expect(answer.errors.contains("Its files: "))
    }

    @Test("Ctrl-C ends the program, removes its folder, and exits with 130")
    func interrupt() throws {
        let sandbox = try Self.sandbox("echo $$ > pid.new; mv pid.new pid; sleep 99")
        let running = try sandbox.start("check mine")
        #expect(sandbox.wait { sandbox.exists("pid") })
        running.signal(SIGINT)
        let answer = running.wait()
        #expect(answer.status == 130)
        #expect(answer.output.hasSuffix("Interrupted.\n"))
        let pid = try #require(Int32(try sandbox.read("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(pid, 0) != 0, "it is gone")
    }
}
