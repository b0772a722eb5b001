import Foundation
import JSON
import Testing

@Suite("Mistakes")
struct MistakeTests {
    @Test(
        "a command line that cannot be understood is refused with 2",
        arguments: [
            ("stduy list", "did you mean 'study'?"), ("study lst", "did you mean 'list'?"),
            ("study run --trails 5", "did you mean '--trials'?"), ("study run --trials", "--trials needs a value"),
            ("study run --trials many", "--trials: 'many' is not a whole number"),
            ("study run --jobs 0", "--jobs: '0'"),
            ("study run --timeout soon", "--timeout: 'soon' is not a length of time"),
            ("study run --until 1+", "--until: '1+' is not an expression"), ("trial show", "which trial? N is missing"),
            ("frobnicate", "Its commands: study, trial, check, track, import, export, ask, tell, train"),
            ("trial show one", "N: 'one'"), ("study export --format yaml", "one of json, flags, env"),
            ("study show a b", "unexpected argument 'b'"), ("study show a --study b", "two studies are named"),
            ("trial list --where valeu>1", "did you mean `value`?"), ("trial list --where value", "not a condition"),
            ("study run --until best.valu>1", "did you mean `best.value`?"),
            ("confirm", "did you mean 'study confirm'?"),
            ("completion tcsh", "one of bash, zsh, fish"),
        ])
    func usage(line: String, message: String) throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        let before = try sandbox.contents()
        let answer = try sandbox.hpo(line)
        #expect(answer.status == 2)
        #expect(answer.output == "")
        #expect(answer.errors.hasPrefix("hpo: "))
        #expect(answer.errors.contains(message), "\(answer.errors)")
        #expect(try sandbox.contents() == before)
    }

    @Test(
        "a study that cannot be made is refused with every reason, and nothing is stored",
        arguments: [
            ("{ name: \"bad\", objective: { minimize: ", ["bad.json5:1"]),
            (
                "{ objectiv: {}, space: { x: { int: [3, 1] }, y: { float: [0, 1], log: true } } }",
                ["bad.json5:1", "objectiv", "x", "y"]
            ),
            (SmallStudy.definition("bad", x: "5, 1"), ["bad.json5:7", "space.x"]),
            (SmallStudy.definition("bad", more: "where: [\"x > 100\"],"), ["bad.json5"]),
            (SmallStudy.definition("bad", more: "start: [{ x: 99, rate: 0.01, kind: \"plain\" }],"), ["99"]),
            (SmallStudy.definition("bad", sampler: "tpee"), ["tpee", "tpe"]),
            (
                """
                { name: "bad", objective: { maximize: "val_kosine" }, train: { workload: "face-transformer" },
                  space: { layers: { int: [1, 99] } } }
                """, ["did you mean `val_cosine`?", "bad.json5:2: space.layers", "from 1 to 64"]
            ),
        ])
    func definitions(text: String, messages: [String]) throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        let before = try sandbox.contents()
        try sandbox.write(text, to: "studies/bad.json5")
        let answer = try sandbox.hpo("study create bad")
        #expect(answer.status == 1)
        #expect(answer.output == "")
        for message in messages { #expect(answer.errors.contains(message), "\(answer.errors)") }
        #expect(try sandbox.contents() == before)
    }

    @Test("what is not there is named, with what to do")
    func absent() throws {
        let empty = try Sandbox()
        for line in [
            "study best", "study show", "trial list", "study export", "ask", "tell 0 --value 1", "study verify",
        ] {
            let answer = try empty.hpo(line)
            #expect(answer.status == 1)
            #expect(answer.errors.contains("hpo study create makes"), "\(line): \(answer.errors)")
        }
        #expect(try empty.hpo("study list").status == 0)
        #expect(!empty.exists("db"), "looking makes nothing")

        let sandbox = try SmallStudy.sandbox()
        #expect(try sandbox.hpo("study create smal").errors.contains("did you mean small?"))
        #expect(try sandbox.hpo("study create nowhere.json5").errors.contains("nowhere.json5: No such file"))
        try sandbox.output("study create small")
        #expect(try sandbox.hpo("study show smal").errors.contains("did you mean \"small\"?"))
        #expect(try sandbox.hpo("study best").errors.contains("no trial of small has completed"))
        #expect(try sandbox.hpo("trial show 7").errors.contains("there is no trial 7 of the study small"))
        #expect(try sandbox.hpo("study delete nothing --yes").status == 1)
    }

    @Test("a definition where a study is meant is told apart, and how its study is made")
    func definitionsMeant() throws {
        let sandbox = try SmallStudy.sandbox()
        for line in ["study run --study studies/small.json5", "study run small", "trial list small"] {
            let answer = try sandbox.hpo(line + (line.contains("run") ? " --trials 1" : ""))
            #expect(answer.status == 1)
            let name = line.contains("json5") ? "studies/small.json5" : "small"
            #expect(answer.errors.contains("hpo study create \(name)"), "\(answer.errors)")
            #expect(!answer.errors.contains("studies/studies"))
        }
        #expect(!sandbox.exists("db/hpo.sqlite"))
        #expect(try sandbox.hpo("study run nowhere --trials 1").errors.contains("there is no database"))
        #expect(try sandbox.json("study create")["name"] == "small", "the only definition needs no name")
        try sandbox.write(SmallStudy.definition("other"), to: "studies/other.json5")
        let several = try sandbox.hpo("study create")
        #expect(several.status == 1 && several.errors.contains("which definition? studies/ has other, small"))
        #expect(
            try sandbox.hpo("study show other").errors.contains(
                "hpo study create other makes it from studies/other.json5"))
        try sandbox.write(SmallStudy.definition("face-transformer"), to: "studies/face-transformer.json5")
        #expect(try sandbox.json("study create")["name"] == "face-transformer")
    }

    @Test("a study that exists is not made again, and the ways out are named")
    func exists() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 2")
        let before = try sandbox.contents()
        let answer = try sandbox.hpo("study create small")
        #expect(answer.status == 1)
        for way in ["hpo study run small", "hpo study delete small", "hpo study create small --name OTHER"] {
            #expect(answer.errors.contains(way))
        }
        #expect(try sandbox.contents() == before)
        #expect(try sandbox.json("study create small --name second")["name"] == "second")
        try sandbox.output("study run second --trials 1")
        #expect(sandbox.exists("studies/second/trial-0000/log.txt"))
    }

    @Test("a program that is missing, or never reports the objective, fails its trials with the reason")
    func programs() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.write(
            SmallStudy.definition("absent").replacing("\"sh\"", with: "\"no-such-program\""), to: "studies/absent.json5"
        )
        try sandbox.write(
            SmallStudy.definition("silent").replacing("minimize: \"loss\"", with: "minimize: \"los\""),
            to: "studies/silent.json5")
        for (name, reason) in [
            ("absent", "no such program in PATH"), ("silent", "it never reported the objective \"los\""),
        ] {
            try sandbox.output("study create \(name)")
            let run = try sandbox.hpo("study run --trials 9 --max-failures 2")
            #expect(run.status == 1)
            #expect(run.output.contains(reason), "\(run.output)")
            #expect(try sandbox.json("trial list").arrayValue?.map { $0["state"] } == ["failed", "failed"])
        }
    }

    @Test("programs that print garbage, NaN and endless lines are endured")
    func garbage() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.write(
            """
            echo 'hello {"epoch": }'
            head -c 3000000 /dev/zero | tr '\\0' 'a'
            echo
            head -c 5000 /dev/urandom
            echo
            echo '{"epoch": 1, "loss": NaN}'
            echo '{"epoch": 2, "loss": "inf"}'
            echo '{"epoch": 3, "loss": 2.5}'
            echo '{"epoch": -4, "loss": 0}'
            """, to: "trial.sh")
        try sandbox.write(SmallStudy.definition("small", sync: false), to: "studies/small.json5")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 1")
        #expect(try sandbox.query("SELECT state, value, best_epoch FROM trials") == ["completed|2.5|3"])
        #expect(try sandbox.json("trial show 0")["epochs"]?.arrayValue?.first?["metrics"]?["loss"] == "nan")
    }

    @Test("a database that is not ours is refused and left as it is")
    func foreignDatabase() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.write("this is no database, and long enough to look like something else", to: "db/hpo.sqlite")
        for line in ["study create small", "study list", "study run --trials 1"] {
            let answer = try sandbox.hpo(line)
            #expect(answer.status == 1)
            #expect(answer.errors.contains("not an SQLite database"), "\(answer.errors)")
        }
        #expect(try sandbox.read("db/hpo.sqlite").hasPrefix("this is no database"))
    }

    @Test("a folder that cannot be written is named", .enabled(if: geteuid() != 0))
    func readOnlyFolder() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: "\(sandbox.path)/studies")
        defer {
            try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(sandbox.path)/studies")
        }
        let answer = try sandbox.hpo("study run --trials 1")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("cannot write the trial's files"))
        #expect(try sandbox.query("SELECT state FROM trials") == ["stopped"])
    }
}
