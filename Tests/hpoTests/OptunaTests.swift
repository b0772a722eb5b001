import Interchange
import JSON
import Search
import TestSupport
import Testing

/// Studies that Optuna itself has made, there and back again; Optuna says whether they are the same.
@Suite("Optuna", .enabled(if: OptunaInterpreter.path != nil), OptunaFiles())
struct OptunaTests {
    @Test(
        "a study of Optuna's comes back from here as the same study",
        arguments: ["hard.db", "journal.log"], ["hard", "several", "constrained", "layers of a net"])
    func thereAndBack(file: String, study: String) throws {
        let original = try #require(OptunaFiles.folder).path(file)
        let sandbox = try Sandbox()
        try sandbox.output("import optuna", [original, "--study", study, "--name", "here"])
        try sandbox.output("export optuna", ["back.db", "--study", "here"])
        let answer = try OptunaInterpreter.check("same", original, study, "\(sandbox.path)/back.db", "here")
        #expect(answer.status == 0)
        #expect(answer.output == "")
        let verified = try sandbox.output("study verify here")
        #expect(verified.hasSuffix("here: 0 suggestions and 0 verdicts derived again, all as recorded\n"))
        #expect(!verified.contains("not judged"))
    }

    @Test("a study that was made here is opened by Optuna, which tells its best trial and goes on with it")
    func opened() throws {
        let sandbox = try Sandbox()
        try sandbox.write(OptunaStudies.program, to: "train.py")
        try sandbox.write(OptunaStudies.definition, to: "studies/own.json5")
        try sandbox.output("study create own")
        try sandbox.output("study run own --trials 6")
        try sandbox.output("trial note 0 fine")
        try sandbox.output("export optuna own.db --study own")
        let answer = try OptunaInterpreter.check("open", "\(sandbox.path)/own.db", "own")
        #expect(answer.status == 0, "\(answer.output)")
        let json = try JSONValue(parsing: answer.output)
        let best = try JSONValue(parsing: try sandbox.output("study best own --json"))
        #expect(json["trials"] == 6)
        #expect(json["best"] == [best["number"] ?? .null])
    }
}

/// The same without Optuna, on files that are written as it writes them.
@Suite("Studies that came from Optuna")
struct OptunaStudies {
    fileprivate static let program = """
        import json, sys
        x = float(sys.argv[1])
        for epoch in range(3):
            print(json.dumps({"epoch": epoch, "loss": (x - 0.3) ** 2 + 0.1 / (epoch + 1), "other": 1}), flush=True)
        """
    fileprivate static let definition = """
        { objective: { minimize: "loss" }, train: { command: ["python3", "train.py", "{x}"] }, fixed: { width: 8 },
          space: { x: { float: [0, 1] }, k: { choice: ["a", null, 3] } }, sampler: { random: {} }, pruner: { none: {} } }
        """

    private func study(_ name: String = "theirs", trials: Int = 12) -> OptunaStudy {
        var study = OptunaStudy(name: name, directions: [.minimize])
        study.systemAttributes["study:metric_names"] = ["loss"]
        for number in 0..<trials {
            var trial = OptunaTrial(number: number, state: .complete)
            let x = Double(number) / Double(trials)
            trial.parameters = [
                .init(name: "x", stored: x, distribution: .float(low: 0, high: 1, step: nil, log: false))
            ]
            trial.intermediate = [(0, x + 1), (1, x)]
            trial.values = [x]
            trial.systemAttributes["completed_rung_\(number % 3)"] = 0.5
            study.trials.append(trial)
        }
        study.trials[3].state = .running
        study.trials[4].state = .failed
        study.trials[4].parameters = []
        study.trials[5].state = .waiting
        study.trials[5].parameters = []
        study.trials[5].systemAttributes["fixed_params"] = ["x": 0.875]
        return study
    }

    @Test("two commands go on with a study of Optuna's, and the sampler knows what was tried there")
    func goneOn() throws {
        let sandbox = try Sandbox()
        try sandbox.write(Self.program, to: "train.py")
        try OptunaFile.write(study(), to: "\(sandbox.path)/optuna.db", replacing: false)
        let words = try sandbox.output("import optuna optuna.db", ["--command", "python3 train.py {x}"])
        #expect(words.hasPrefix("theirs: 12 trials of Optuna's (1 waiting, 9 completed, 1 failed, 1 stopped)\n"))
        #expect(words.contains("left out: the system attribute completed_rung_… of 12 trials"))
        #expect(words.contains("1 trial: running there"))
        try sandbox.output("study run theirs --trials 4")
        let trials = try JSONValue(parsing: try sandbox.output("trial list theirs --json")).arrayValue ?? []
        // The one that was running there ran again, the one that waited, and three new ones.
        #expect(trials.count == 15)
        #expect(trials.prefix(12).allSatisfy { $0["number"] == 4 || ["completed", "pruned"].contains($0["state"]) })
        #expect(trials.first { $0["number"] == 4 }?["state"] == "failed")
        #expect(trials.first { $0["number"] == 5 }?["params"]?["x"] == 0.875)
        #expect(trials.first { $0["number"] == 7 }?["value"] == 0.5833333333333334)
        #expect(try sandbox.output("trial show theirs 14").contains("over "))
        #expect(try sandbox.output("study verify theirs").contains("all as recorded"))
        #expect(try sandbox.output("db check").contains("all is sound"))
    }

    @Test("a study of that name that is there is left as it is")
    func refused() throws {
        let sandbox = try Sandbox()
        try OptunaFile.write(study(), to: "\(sandbox.path)/optuna.db", replacing: false)
        try sandbox.output("import optuna optuna.db")
        let before = try sandbox.output("trial list theirs")
        let answer = try sandbox.hpo("import optuna optuna.db")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("a study \"theirs\" exists already"))
        #expect(try sandbox.output("trial list theirs") == before)
        try sandbox.output("import optuna optuna.db --name other")
        #expect(sandbox.exists("studies/other.json5"))
    }

    @Test("what to run can be said in the definition that the import has written")
    func edited() throws {
        let sandbox = try Sandbox()
        try sandbox.write(Self.program, to: "train.py")
        try OptunaFile.write(study(), to: "\(sandbox.path)/optuna.db", replacing: false)
        try sandbox.output("import optuna optuna.db")
        let written = try sandbox.read("studies/theirs.json5")
        let lines = written.split(separator: "\n").map { line in
            line.contains("train:") ? "train: { command: [\"python3\", \"train.py\", \"{x}\"] }," : String(line)
        }
        try sandbox.write(lines.joined(separator: "\n"), to: "studies/theirs.json5")
        try sandbox.output("study edit theirs studies/theirs.json5 --force")
        try sandbox.output("study run theirs --trials 1")
        #expect(try sandbox.output("study verify theirs").contains("all as recorded"))
    }

    @Test("a file of another kind, and a study that is not there, are told with what to do")
    func mistakes() throws {
        let sandbox = try Sandbox()
        try OptunaFile.write(study(), to: "\(sandbox.path)/optuna.db", replacing: false)
        try sandbox.write("hello", to: "text.txt")
        #expect(
            try sandbox.hpo("import optuna optuna.db --study their").errors
                == "hpo: optuna.db: there is no study \"their\" in it; did you mean theirs?\n")
        #expect(
            try sandbox.hpo("import optuna text.txt").errors
                == "hpo: text.txt: this is neither a database nor a journal of Optuna's\n")
        #expect(try sandbox.hpo("import optuna nothing.db").status == 1)
        try sandbox.output("import optuna optuna.db")
        try sandbox.output("export optuna new.db")
        #expect(try sandbox.hpo("export optuna new.db").errors == "hpo: new.db is there already; --force replaces it\n")
        try sandbox.output("export optuna new.db --force")
        #expect(
            try sandbox.hpo("export optuna no/new.db").errors
                == "hpo: no/new.db: the folder no does not exist; make it (mkdir -p no) or name another place\n")
    }

    @Test("what Optuna has no word for is named when a study is exported")
    func named() throws {
        let sandbox = try Sandbox()
        try sandbox.write(Self.program, to: "train.py")
        try sandbox.write(Self.definition, to: "studies/own.json5")
        try sandbox.output("study create own")
        try sandbox.output("study run own --trials 2")
        try sandbox.output("trial delete own 0 --yes")
        let words = try sandbox.output("export optuna own.db --study own")
        #expect(words.contains("1 trial: left out, since deleted here"))
        #expect(words.contains("left out: the metrics other, of which Optuna keeps one a step"))
        let exported = try OptunaFile.study(named: "own", in: "\(sandbox.path)/own.db")
        #expect(exported.trials.count == 1)
        #expect(exported.trials[0].userAttributes["hpo:number"] == 1)
        #expect(exported.trials[0].userAttributes["width"] == 8)
        #expect(exported.trials[0].intermediate.map(\.step) == [0, 1, 2])
        #expect(exported.trials[0].parameters.first { $0.name == "k" }?.distribution == .categorical(["a", nil, 3]))
    }
}
