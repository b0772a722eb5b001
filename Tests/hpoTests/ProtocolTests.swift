import Foundation
import JSON
import TestSupport
import Testing

/// The page of the trial protocol, held to the program: its transcripts are played, its tables compared, its limits reached.
@Suite("The trial protocol's page")
struct ProtocolTests {
    private static let page: Page? = try? Page(PageWalk.article("Protocol"))
    private static let transcripts = (page?.blocks ?? []).filter { $0.language == "transcript" }
        .map { Transcript(lines: $0.lines) }
    /// The study that the page names.
    private static let definition = page?.blocks.first { $0.language == "json5" }?.lines.joined(separator: "\n") ?? ""

    /// A project in which one trial of the page's study has run `program`.
    private func ran(
        _ program: String, _ replacing: [(String, String)] = [], files: [(String, String)] = [], options: String = ""
    ) throws -> (sandbox: Sandbox, trial: JSONValue, run: Answer) {
        let sandbox = try Sandbox()
        try sandbox.write(program, to: "play.sh")
        for (name, text) in files { try sandbox.write(text, to: name) }
        try sandbox.write(
            replacing.reduce(Self.definition) { $0.replacingOccurrences(of: $1.0, with: $1.1) },
            to: "studies/protocol.json5")
        try sandbox.output("study create protocol")
        let run = try sandbox.hpo("study run --trials 1 \(options)")
        return (sandbox, try sandbox.json("trial show 0"), run)
    }

    private static let answered = ("epochs: 9", "epochs: 9, sync: true")

    @Test("has transcripts that come to what it says", arguments: transcripts)
    func transcript(_ transcript: Transcript) throws {
        let (sandbox, trial, _) = try ran(
            Transcript.player, transcript.isAnswered ? [Self.answered] : [], files: [("talk", transcript.talk)])
        #expect(
            transcript.found(in: trial, log: try sandbox.read("studies/protocol/trial-0000/log.txt"))
                == transcript.record)
    }

    @Test("has transcripts of every kind of end")
    func kinds() {
        #expect(Self.transcripts.count >= 9)
        let ends = Set(Self.transcripts.compactMap { $0.record.first?.prefix { $0.isLetter } })
        #expect(ends == ["completed", "pruned", "failed"])
    }

    @Test("lists what a program is told: every key and every variable, and nothing else")
    func told() throws {
        let (sandbox, trial, _) = try ran(
            "env | sed -n 's/^\\(HPO_[A-Z_]*\\)=.*/\\1/p' >told\ncat \"$HPO_CONFIG\" >config\necho '{\"epoch\": 1, \"loss\": 1}'",
            [Self.answered])
        #expect(trial["state"] == "completed")
        let rows = try String(
            contentsOf: Page.root.appendingPathComponent(PageWalk.article("Protocol")), encoding: .utf8
        ).matches(of: /(?m)^\| (`[a-z]+`)? *\|[^|]*\| (`HPO_[A-Z_]+…?`)? *\|/)
        let keys = rows.compactMap { $0.output.1.map { String($0.dropFirst().dropLast()) } }
        let variables = rows.compactMap { $0.output.2.map { String($0.dropFirst().dropLast()) } }
        let config = try JSONValue(parsing: sandbox.read("config"), syntax: .json)
        #expect(Set(keys) == Set(config.objectValue?.keys ?? []).union(["stage"]))
        let told = Set(try sandbox.read("told").split(separator: "\n").map(String.init))
        #expect(told == Set(variables).subtracting(["HPO_STAGE", "HPO_WARM", "HPO_PARAM_…"]).union(["HPO_PARAM_X"]))
        #expect(config["seed"]?.intValue.map { 0...4_294_967_295 ~= $0 } == true)
        #expect(config["directory"] == .string("\(sandbox.path)/studies/protocol/trial-0000"))
        #expect(config["attempt"] == 1 && config["resume"] == false && config["trial"] == 0)
    }

    @Test("says how values are written in variables")
    func values() throws {
        let (sandbox, _, _) = try ran(
            "env | sed -n 's/^HPO_PARAM_//p' | sort >told\necho '{\"epoch\": 1, \"loss\": 1}'",
            [
                (
                    "space:",
                    """
                    fixed: { "optimizer.weight-decay": 5.5e-6, on: true, none: null, list: [1, "a b"], text: "a b", n: 3 },
                    space:
                    """
                ), ("x: { float: [0, 1] }", "x: { float: [0, 1] }, m: { int: [1, 2], when: \"x > 2\" }"),
            ])
        #expect(
            try sandbox.read("told").split(separator: "\n").filter { !$0.hasPrefix("X=") } == [
                "LIST=[1,\"a b\"]", "N=3", "NONE=null", "ON=true", "OPTIMIZER_WEIGHT_DECAY=5.5e-06", "TEXT=a b",
            ])
    }

    @Test(
        "has the limits of what is read",
        arguments: [
            // A line of 2^20 bytes is read, and one of a byte more is not.
            (
                "printf '{\"epoch\": 1, \"loss\": 1, \"s\": \"'; head -c 1048544 /dev/zero | tr '\\0' x; echo '\"}'",
                true, ""
            ),
            (
                "printf '{\"epoch\": 1, \"loss\": 1, \"s\": \"'; head -c 1048545 /dev/zero | tr '\\0' x; echo '\"}'",
                false,
                "longer than 1048576 bytes"
            ),
            ("printf '{\"epoch\": 1, \"loss\": 1'; seq -f ', \"m%.0f\": 1' 9999 | tr -d '\\n'; echo '}'", true, ""),
            (
                "printf '{\"epoch\": 1, \"loss\": 1'; seq -f ', \"m%.0f\": 1' 10000 | tr -d '\\n'; echo '}'", false,
                "more than 10000"
            ),
            ("printf '{\"epoch\": 1, \"loss\": 1, \"%0200d\": 1}\\n' 0", true, ""),
            (
                "printf '{\"epoch\": 1, \"loss\": 1, \"%0201d\": 1}\\n' 0", true,
                "longer than 200 bytes, which is left out"
            ),
            ("printf '{\"epoch\": 1, \"loss\": 1, \"\": 1}\\n'", true, "without a name, which is left out"),
            ("printf '{\"epoch\": 1, \"loss\": 1, \"a\\\\tb\": 1}\\n'", true, "control characters, which is left out"),
            ("printf '{\"epoch\": 1000000000, \"loss\": 1}\\n'", true, ""),
            ("printf '{\"epoch\": 1000000001, \"loss\": 1}\\n'", false, "an integer from 0"),
            ("printf '{\"epoch\": 1, \"loss\": 2, \"loss\": 1}'", true, ""),
            ("printf '\\357\\273\\277 \\033[1m{\"epoch\": 1, \"loss\": 1}\\033[0m \\r\\n'", true, ""),
            ("printf '{\"epoch\": 1, \"loss\": 1, \"\\377\": 1}\\n'", true, ""),
        ])
    func limits(program: String, isRead: Bool, note: String) throws {
        let (_, trial, run) = try ran(program + "\n")
        #expect(trial["state"] == (isRead ? "completed" : "failed"), "\(trial["reason"] ?? "")")
        if isRead { #expect(trial["value"]?.doubleValue == 1) }
        #expect(note.isEmpty ? !run.output.contains("trial 0:") : run.output.contains(note), "\(run.output)")
    }

    @Test("has signals: SIGTERM to the group where it is not answered, SIGKILL a grace time later, and any exit status")
    func signals() throws {
        // The child in the group hears it as well; the program itself ends late, and with a status that means nothing.
        let (sandbox, trial, _) = try ran(
            """
            trap 'wait; echo asked >>heard; exit 5' TERM
            (trap 'echo child >>heard; exit' TERM; : >ready; while :; do sleep 0.05; done) &
            until [ -e ready ]; do sleep 0.05; done
            echo '{"epoch": 1, "loss": 7}'
            while :; do sleep 0.05; done
            """)
        #expect(trial["state"] == "pruned")
        #expect(Set(try sandbox.read("heard").split(separator: "\n")) == ["asked", "child"])

        let (_, stubborn, _) = try ran(
            "trap '' TERM\necho '{\"epoch\": 1, \"loss\": 7}'\nwhile :; do sleep 0.05; done", [("2s", "0.2s")])
        #expect(stubborn["state"] == "pruned")
    }

    @Test("has answers: one that goes on after stop is ended, and what it reports then does not count")
    func stopped() throws {
        let (_, trial, _) = try ran(
            "echo '{\"epoch\": 1, \"loss\": 7}'\nread answer\necho '{\"epoch\": 2, \"loss\": 1}'\nread more\nexit 3",
            [Self.answered, ("2s", "0.2s")])
        #expect(trial["state"] == "pruned")
        #expect(trial["epochs"]?.arrayValue?.count == 1)
    }

    @Test("has the end of the input, where the run was killed")
    func abandoned() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "echo '{\"epoch\": 1, \"loss\": 1}'\nread answer\n: >ready\nread answer || echo over >over\n", to: "play.sh"
        )
        try sandbox.write(
            Self.definition.replacingOccurrences(of: Self.answered.0, with: Self.answered.1),
            to: "studies/protocol.json5")
        try sandbox.output("study create protocol")
        let run = try sandbox.start("study run --trials 1")
        #expect(sandbox.wait { sandbox.exists("ready") })
        run.signal(SIGKILL)
        #expect(sandbox.wait { sandbox.exists("over") })
        // What was answered is on record.
        #expect(try sandbox.query("SELECT epoch, objective FROM epochs") == ["1|1.0"])
    }

    @Test(
        "has further attempts: the first epoch that one reports says what is kept",
        arguments: [(3, ["1", "2", "3"], ["1", "1", "2"]), (1, ["1"], ["2"]), (2, ["1", "2"], ["1", "2"])])
    func attempts(first: Int, epochs: [String], attempts: [String]) throws {
        let (sandbox, trial, _) = try ran(
            """
            if [ "$HPO_ATTEMPT" = 1 ]; then
                cp "$HPO_CONFIG" first; : >"$HPO_TRIAL_DIR/checkpoint"
                echo '{"epoch": 1, "loss": 3}'; echo '{"epoch": 2, "loss": 2}'; exit 1
            fi
            cp "$HPO_CONFIG" second; ls "$HPO_TRIAL_DIR" >files
            echo '{"epoch": \(first), "loss": 1}'
            """, [("epochs: 9", "epochs: 9, retries: { failed: 1 }")])
        #expect(trial["state"] == "completed")
        #expect(try sandbox.query("SELECT epoch FROM epochs ORDER BY epoch") == epochs)
        #expect(try sandbox.query("SELECT attempt FROM epochs ORDER BY epoch") == attempts)
        let told = try ["first", "second"].map { try JSONValue(parsing: sandbox.read($0), syntax: .json) }
        for key in ["params", "seed", "directory", "trial"] { #expect(told[0][key] == told[1][key]) }
        #expect(told[1]["attempt"] == 2 && told[1]["resume"] == true)
        #expect(try sandbox.read("files").contains("checkpoint"))
    }
}
