import JSON
import Testing

@Suite("Hostile names and values")
struct HostileNamesTests {
    @Test("a value with a quote and a combining mark is exported so that a shell reads it back")
    func quotes() throws {
        let sandbox = try Sandbox()
        try sandbox.write("printf '%s|' \"$@\" > words; echo '{\"epoch\": 1, \"loss\": 1}'", to: "p.sh")
        try sandbox.write(
            """
            { name: "q", objective: { minimize: "loss" }, sampler: { random: {} }, pruner: { none: {} },
              train: { command: ["sh", "p.sh", "{a}", "{b}"], epochs: 1 },
              fixed: { a: "'\u{301}; touch P; '\u{301}", b: "adam w" }, space: { x: { int: [0, 3] } } }
            """, to: "studies/q.json5")
        try sandbox.output("study create q")
        try sandbox.output("study run --trials 1")
        #expect(try sandbox.read("words") == "'\u{301}; touch P; '\u{301}|adam w|")
        try sandbox.write("printf '<%s>' \"$@\"", to: "show.sh")
        let x = try sandbox.query("SELECT value FROM parameters WHERE name = 'x'")[0]
        let flags = try sandbox.shell("eval \"sh show.sh $(hpo study export --format flags)\"")
        #expect(flags.output == "<--a><'\u{301}; touch P; '\u{301}><--b><adam w><--x><\(x)>")
        let variables = try sandbox.shell(
            "eval \"$(hpo study export --format env)\"; printf '%s|' \"$HPO_PARAM_A\" \"$HPO_PARAM_B\"")
        #expect(variables.output == "'\u{301}; touch P; '\u{301}|adam w|")
        #expect(!sandbox.exists("P"))
    }

    @Test(
        "a study's name is letters, digits, points, dashes and underscores, however it is given",
        arguments: ["$(touch P)", "`touch P`", "a;b", "two words", "a/\u{301}b", "a\u{9B}b", "a\nb", "../up"])
    func names(name: String) throws {
        let sandbox = try SmallStudy.sandbox()
        let answer = try sandbox.hpo("study create small --name", [name])
        #expect(answer.status == 1)
        #expect(answer.errors.contains("cannot be a study's name: it "))
        #expect(
            answer.errors.unicodeScalars.allSatisfy { $0 == "\n" || !(0..<0x20).contains($0.value) && $0 != "\u{9B}" })
        if sandbox.exists("db/hpo.sqlite") { #expect(try sandbox.query("SELECT count(*) FROM studies") == ["0"]) }
    }

    @Test("nothing is printed that a terminal would act on, and JSON has it as escapes")
    func shown() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        _ = try sandbox.json("ask")
        try sandbox.output("tell 0 --failed", ["bad\u{1B}]0;title\u{7}\u{9B}2J"])
        for line in ["trial show 0", "trial list --where reason!=''", "trial list", "--json trial show 0"] {
            let answer = try sandbox.hpo(line)
            #expect(answer.status == 0)
            #expect(!answer.output.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        }
        #expect(try sandbox.output("trial show 0").contains(#"bad\u{1B}]0;title\u{07}\u{009B}2J"#))
        #expect(try sandbox.json("trial show 0")["reason"] == "bad\u{1B}]0;title\u{7}\u{9B}2J")
        #expect(try sandbox.hpo("study show", ["\u{1B}[2J"]).errors.contains(#"\u{1B}[2J"#))
    }

    @Test(
        "tell takes no metric and no epoch that a program could not report",
        arguments: [
            (["--epoch", "1", "--metric", "a\u{1B}[2J=1"], "control characters"),
            (["--epoch", "1", "--metric", "a\u{9B}=1"], "control characters"),
            (["--epoch", "1", "--metric", String(repeating: "a", count: 5000) + "=1"], "longer than 200 bytes"),
            (["--epoch", "9223372036854775807", "--metric", "loss=1"], "to 1000000000, found 9223372036854775807"),
            (["--epoch", "1", "--metric", "loss=1", "--metric", "loss=2"], "loss has two values"),
        ])
    func tell(words: [String], message: String) throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        _ = try sandbox.json("ask")
        let answer = try sandbox.hpo("tell 0", words)
        #expect(answer.status == 1)
        #expect(answer.errors.contains(message), "\(answer.errors)")
        #expect(try sandbox.query("SELECT count(*) FROM epochs") == ["0"])
    }

    @Test("words that are no UTF-8 are refused, and variables of the environment reach a trial to the byte")
    func undecoded() throws {
        let sandbox = try Sandbox()
        try sandbox.write("printf %s \"$RAW\" > raw; echo '{\"epoch\": 1, \"loss\": 1}'", to: "p.sh")
        try sandbox.write(
            """
            { name: "q", objective: { minimize: "loss" }, sampler: { random: {} }, pruner: { none: {} },
              train: { command: ["sh", "p.sh"], epochs: 1 }, space: { x: { int: [0, 3] } } }
            """, to: "studies/q.json5")
        try sandbox.output("study create q")
        let run = try sandbox.shell("RAW=$(printf 'a\\377b') hpo study run --trials 1 && od -An -tx1 raw")
        #expect(run.output.hasSuffix(" 61 ff 62\n"), "\(run.output)\(run.errors)")
        let option = try sandbox.shell("hpo --db $(printf 'a\\377') study list")
        #expect(option.status == 2 && option.errors == "hpo: argument 2 is no UTF-8, as names and paths have to be\n")
        let variable = try sandbox.shell("HPO_DB=$(printf 'a\\377') hpo study list")
        #expect(variable.status == 2 && variable.errors.hasPrefix("hpo: HPO_DB is no UTF-8"))
        let folder = try sandbox.shell("d=$(printf 'a\\377'); mkdir $d && cd $d && hpo study list")
        #expect(folder.status == 2 && folder.errors.hasPrefix("hpo: the working directory's name is no UTF-8"))
    }

    @Test("a database that cannot be looked at is said to be one, and not to be missing")
    func loops() throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.shell("ln -s db db").status == 0)
        for line in ["study list", "study best", "study list --names", "trial list"] {
            let answer = try sandbox.hpo(line)
            #expect(answer.status == 1, "\(line)")
            #expect(answer.errors.contains("symbolic links"), "\(answer.errors)")
        }
    }
}
