import Foundation
import JSON
import TestSupport
import Testing

/// `hpo track` and `hpo import`, as a person would use them.
@Suite("Runs that are only recorded")
struct TrackTests {
    private static let program = """
        echo starting; echo warning >&2
        for e in 1 2 3; do echo "{\\"epoch\\": $e, \\"loss\\": $1.$e, \\"acc\\": 0.$e}"; done
        exit ${2:-0}
        """

    private func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(Self.program, to: "train.sh")
        return sandbox
    }

    private func expectSound(_ sandbox: Sandbox, _ studies: String...) throws {
        for study in studies { #expect(try sandbox.output("study verify \(study)").contains("all as recorded")) }
        try sandbox.expectSound()
    }

    @Test("a program runs as without hpo, and its epochs are recorded in a study of its own")
    func alone() throws {
        let sandbox = try sandbox()
        let answer = try sandbox.hpo("track -- sh train.sh 4")
        #expect(answer.status == 0)
        #expect(
            answer.output
                == (1...3).reduce("starting\n") { $0 + "{\"epoch\": \($1), \"loss\": 4.\($1), \"acc\": 0.\($1)}\n" })
        #expect(answer.errors.hasPrefix("warning\n") || answer.errors.contains("\nwarning\n"))
        #expect(answer.errors.contains("hpo: trial 0 of train completed, 3 epochs"))
        let trial = try sandbox.json("trial show train 0")
        #expect(trial["state"] == "completed" && trial["value"] == .null && trial["epochs"]?.arrayValue?.count == 3)
        #expect(trial["runs"]?.arrayValue?.first?["command"] == ["sh", "train.sh", "4"])
        #expect(try sandbox.hpo("track -- sh train.sh 5").errors.contains("trial 0 of train-2 completed"))
        let best = try sandbox.hpo("study best train")
        #expect(best.status == 1 && best.errors.contains("train has no objective"))
        try expectSound(sandbox, "train", "train-2")
    }

    @Test("runs of a named study are its trials, with their own parameters and commands")
    func named() throws {
        let sandbox = try sandbox()
        try sandbox.output("track --name s --params lr=0.3 opt=adam --minimize loss -- sh train.sh 3")
        try sandbox.output("track --name s --params lr=1 amp=true -- sh train.sh 1")
        let failed = try sandbox.hpo("track --name s --params lr=2 -- sh train.sh 2 7")
        #expect(failed.status == 1 && failed.errors.contains("trial 2 of s failed: exit status 7"))
        let trials = try sandbox.json("trial list s").arrayValue ?? []
        #expect(trials.map { $0["state"] } == ["completed", "completed", "failed"])
        #expect(trials[0]["params"] == ["lr": 0.3, "opt": "adam"] && trials[1]["params"] == ["amp": true, "lr": 1])
        let some = try sandbox.json("trial list s", ["--where", "params.lr > 0.5 and params.amp"]).arrayValue ?? []
        #expect(some.map { $0["number"] } == [1])
        #expect(try sandbox.json("study best s")["number"] == 1)
        #expect(try sandbox.json("study export s")["params"] == ["amp": true, "lr": 1])
        let listed = try sandbox.output("trial list s")
        #expect(listed.contains("lr") && listed.contains("adam"))
        try expectSound(sandbox, "s")
    }

    @Test("braces of a command line are the program's, and so is all behind its first word")
    func letters() throws {
        let sandbox = try sandbox()
        let answer = try sandbox.hpo("track", ["printf", "%s\\n", "{x}", "{\"a\": {}}", "--name", "{{"])
        #expect(answer.output == "{x}\n{\"a\": {}}\n--name\n{{\n")
    }

    @Test("parameters may have commas between, and texts commas in them")
    func commas() throws {
        let sandbox = try sandbox()
        try sandbox.output("track --name s --params lr=0.1,sizes=64,64,n=3 x=a -- true")
        #expect(
            try sandbox.json("trial show s 0")["params"] == ["lr": 0.1, "n": 3, "sizes": "64,64", "x": "a"])
    }

    @Test("it reads what hpo was given to read")
    func input() throws {
        let sandbox = try sandbox()
        #expect(try sandbox.hpo("track -- cat", input: "one\ntwo").output == "one\ntwo")
    }

    @Test("tables are found where the program runs, lines by expressions")
    func readers() throws {
        let sandbox = try sandbox()
        try sandbox.write("printf 'step;loss\\n1;0,5\\n2;0,25\\n' > out.csv", to: "sub/t.sh")
        let answer = try sandbox.hpo(
            "track --name t --cwd sub --csv out.csv --epoch step --decimal-comma --minimize loss -- sh t.sh")
        #expect(answer.errors.contains("completed, loss 0.25 at epoch 2, 2 epochs"))
        let log = try sandbox.hpo(
            "track --name l --maximize acc",
            ["--regex", "E(?<epoch>\\d+) acc (?<acc>\\S+)", "--", "echo", "E4 acc 0.5"])
        #expect(log.errors.contains("completed, acc 0.5 at epoch 4, 1 epoch"))
        try expectSound(sandbox, "t", "l")
    }

    @Test(
        "mistakes are said before anything is recorded",
        arguments: [
            (["track"], "what to run?"),
            (["track", "--", "nosuchprogram"], "there is no program nosuchprogram in PATH"),
            (["track", "--", "sh train.sh"], "for a line of shell: hpo track -- sh -c 'sh train.sh'"),
            (["track", "--params", "lr", "--", "true"], "'lr' is not a parameter's name and value"),
            (["track", "--params", "a=1", "a=2", "--", "true"], "a is given twice"),
            (["track", "--minimize", "a", "--maximize", "b", "--", "true"], "exclude each other"),
            (["track", "--csv", "a", "--regex", "(?<b>c)", "--", "true"], "exclude each other"),
            (["track", "--regex", "nothing", "--", "true"], "--regex: found no named group"),
            (["track", "--cwd", "nowhere", "--", "true"], "there is no folder nowhere"),
            (["track", "--name", "a b", "--", "true"], "--name"), (["import", "csv", "nowhere.csv"], "nowhere.csv"),
        ])
    func mistakes(words: [String], message: String) throws {
        let sandbox = try sandbox()
        let answer = try sandbox.hpo("", words)
        #expect(answer.status != 0 && answer.errors.contains(message), "\(answer.errors)")
        #expect(try !sandbox.exists("db/hpo.sqlite") || sandbox.json("study list") == [])
    }

    @Test("a search is not mixed with runs, nor runs with searches, nor objectives with others")
    func mixtures() throws {
        let sandbox = try sandbox()
        try sandbox.write(
            """
            { name: "search", objective: { minimize: "loss" }, train: { command: ["sh", "train.sh", "{x}"] },
              space: { x: { int: [1, 9] } } }
            """, to: "studies/search.json5")
        try sandbox.output("study create search")
        #expect(try sandbox.hpo("track --name search -- true").errors.contains("search is a search"))
        try sandbox.output("track --name s --minimize loss -- sh train.sh 1")
        #expect(try sandbox.hpo("track --name s --maximize acc -- true").errors.contains("minimize loss, which stays"))
        for line in [
            "ask s", "study run s --trials 1", "trial rerun s 0", "study confirm s", "study suggest s",
        ] {
            let answer = try sandbox.hpo(line)
            #expect(
                answer.status == 1 && answer.errors.contains("s records runs of programs"), "\(line): \(answer.errors)")
        }
        try expectSound(sandbox, "s")
    }

    @Test("SIGTERM stops it, and the study's next run begins it again by its own command")
    func stopped() throws {
        let sandbox = try sandbox()
        try sandbox.write("echo '{\"epoch\": 1, \"loss\": 1}'; [ -f go ] || sleep 1000", to: "wait.sh")
        let running = try sandbox.start("track --name w --params a=1 --minimize loss -- sh wait.sh")
        #expect(sandbox.wait { running.output.contains("epoch") })
        running.signal(SIGTERM)
        let answer = running.wait()
        #expect(answer.status == 130 && answer.errors.contains("to begin it again: hpo study run w --trials 0"))
        try sandbox.output("track --name w --params a=2 -- sh train.sh 5")
        try sandbox.write("", to: "go")
        try sandbox.output("study run w --trials 0")
        let trials = try sandbox.json("trial list w").arrayValue ?? []
        #expect(
            trials.map { $0["state"] } == ["completed", "completed"]
                && trials.map { $0["value"]?.doubleValue } == [1, 5.1])
        try expectSound(sandbox, "w")
    }

    @Test("one that is killed with -9 is found by the next run, its program ended and its epochs kept")
    func killed() throws {
        let sandbox = try sandbox()
        let running = try sandbox.start(
            "track --name w -- sh -c", ["echo '{\"epoch\": 1, \"loss\": 1}'; echo $$ > pid; sleep 1000"])
        // What it prints is shown before it is on record.
        let isRecorded = { (try? sandbox.query("SELECT count(*) FROM epochs")) == ["1"] }
        #expect(sandbox.wait { sandbox.exists("pid") && isRecorded() })
        running.signal(SIGKILL)
        _ = running.wait()
        let answer = try sandbox.hpo("track --name w -- sh train.sh 1")
        #expect(answer.errors.contains("the process that ran trial 0 of w has died; the trial is stopped"))
        #expect(!isAlive(try #require(Int(try sandbox.read("pid").dropLast()))))
        let trials = try sandbox.json("trial list w").arrayValue ?? []
        #expect(trials.map { $0["state"] } == ["stopped", "completed"] && trials[0]["epoch"] == 1)
        try expectSound(sandbox, "w")
    }

    @Test("a finished run's table becomes one completed trial, once")
    func imports() throws {
        let sandbox = try sandbox()
        try sandbox.write("epoch,train/loss,val_loss\n0,1,2\n1,.5,1.5\n2,.4,1.6\n", to: "r.csv")
        let line = "import csv r.csv --name i --params lr=1e-3 --minimize val_loss"
        #expect(try sandbox.output(line).contains("i, trial 0: completed, 3 epochs, val_loss 1.5 at epoch 1"))
        let again = try sandbox.hpo("import csv r.csv")
        #expect(again.status == 1 && again.errors.contains("imported before, as trial 0 of i"))
        #expect(try sandbox.json("study best i") == ["number": 0, "value": 1.5, "epoch": 1, "params": ["lr": 0.001]])
        try sandbox.output("trial delete i 0 --yes")
        #expect(try sandbox.output(line).contains("trial 1: completed"))
        #expect(try sandbox.json("study list").arrayValue?.count == 1)
        try expectSound(sandbox, "i")
    }

    @Test(
        "of a table that cannot be used nothing is recorded",
        arguments: [
            ("epoch,a\n1,2\nx,3\n", "r.csv:3: `epoch` is `x`"), ("epoch,a\n1,2\n", "no epoch has \"loss\", only: a"),
            ("step,loss\n1,2\n", "--epoch step numbers the epochs by it"), ("epoch,a\n1,x\n", "holds numbers"),
        ])
    func unusable(text: String, message: String) throws {
        let sandbox = try sandbox()
        try sandbox.write(text, to: "r.csv")
        let answer = try sandbox.hpo("import csv r.csv --minimize loss")
        #expect(answer.status == 1 && answer.errors.contains(message), "\(answer.errors)")
        #expect(try sandbox.json("study list") == [])
    }
}
