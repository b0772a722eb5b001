import Foundation
import JSON
import TestSupport
import Testing

@Suite("A tour of every command")
struct TourTests {
    @Test("create, run, list, show, best, export and delete do what their names say")
    func tour() throws {
        let sandbox = try SmallStudy.sandbox(more: "start: [{ x: 3, rate: 0.01, kind: \"two words\" }],")
        let created = try sandbox.hpo("study create small")
        #expect(created.status == 0)
        #expect(created.output.contains("Created small in db/hpo.sqlite."))
        #expect(created.output.contains("minimize loss of sh trial.sh {x}"))
        #expect(created.output.contains("-9 … 9"))
        #expect(created.errors.hasPrefix("Next: hpo study run --trials 50\n"))
        #expect(created.errors.hasSuffix("what is understood of its program: hpo check small\n"))

        let run = try sandbox.hpo("study run --trials 6")
        #expect(run.status == 0)
        #expect(run.output.contains("trial 0 completed  loss 29  best so far  (1/6)"))
        #expect(run.output.contains("small: 6 trials in"))
        #expect(!run.output.contains("\u{1B}"), "no colour where there is no terminal")

        let list = try sandbox.output("study list")
        #expect(list.contains("*  small       6          6       0       0     0"))
        #expect(try sandbox.output("study list --names") == "small\n")
        #expect(try sandbox.output("study show").contains("small, 6 trials: 6 completed"))
        #expect(
            try sandbox.output("study show --definition")
                == SmallStudy.definition(more: "start: [{ x: 3, rate: 0.01, kind: \"two words\" }],"))

        let best = try sandbox.json("study best")
        let smallest = try #require(try sandbox.query("SELECT number FROM trials ORDER BY value, number").first)
        #expect(best["number"]?.text() == smallest)
        #expect(try sandbox.output("study best").contains("small: trial \(smallest), loss"))
        #expect(try sandbox.output("study verify").contains("derived again, all as recorded"))

        #expect(try sandbox.hpo("study delete small").status == 1, "no terminal to ask on")
        #expect(try sandbox.output("study delete small --yes") == "Deleted small.\n")
        #expect(try sandbox.output("study list --names") == "")
        #expect(!sandbox.exists("studies/small"))
        #expect(sandbox.exists("studies/small.json5"))
    }

    @Test("the JSON of each command has the shape that scripts rely on")
    func shapes() throws {
        let sandbox = try SmallStudy.sandbox()
        #expect(try sandbox.json("study create small")["name"] == "small")
        let lines = try sandbox.output("study run --trials 3 --json").split(separator: "\n")
            .map { try JSONValue(parsing: String($0), syntax: .json) }
        #expect(lines.map { $0["event"] } == ["trial", "trial", "trial", "end"])
        #expect(lines[0].objectValue?.keys == ["event", "number", "state", "value", "epoch"])
        #expect(lines[3]["completed"] == 3)

        let list = try sandbox.json("trial list").arrayValue ?? []
        #expect(list.map { $0["number"] } == [0, 1, 2])
        for trial in list {
            #expect(trial.objectValue?.keys == ["number", "state", "value", "epoch", "params"])
            #expect(trial["state"] == "completed")
            #expect(trial["epoch"] == 3)
            #expect(trial["params"]?.objectValue?.keys == ["kind", "momentum", "rate", "twice", "x"])
        }
        let shown = try sandbox.json("trial show 1")
        #expect(Array(shown.objectValue?.keys.prefix(5) ?? []) == ["number", "state", "value", "epoch", "params"])
        #expect(shown["epochs"]?.arrayValue?.count == 3)
        #expect(shown["files"] == ["checkpoint", "config.json", "log.txt"])
        #expect(shown["folder"] == .string("\(sandbox.path)/studies/small/trial-0001"))
        #expect(shown["epochs"]?.arrayValue?.first?["epoch"] == 1)
        #expect(shown["epochs"]?.arrayValue?.first?["metrics"]?["other"] == 0.5)
        #expect(try sandbox.json("study best").objectValue?.keys == ["number", "value", "epoch", "params"])
        #expect(try sandbox.json("study list").arrayValue?.first?["completed"] == 3)
        #expect(try sandbox.json("study show")["trials"] == 3)
        #expect(try sandbox.json("study show")["seed"] == 7)
        #expect(try sandbox.json("study verify")["suggestions"] == 3)
        #expect(try sandbox.json("ask small").objectValue?.keys == ["number", "params"])
        #expect(try sandbox.json("tell 3 --value 0.5")["state"] == "completed")
        #expect(try sandbox.json("trial log 0").objectValue?.keys == ["number", "path", "log"])
        #expect(try sandbox.json("study delete small --yes") == ["deleted": "small"])
        #expect(try sandbox.json("study list") == [])
    }

    @Test("trial list, show and log answer for one study or another, and --where picks")
    func trials() throws {
        let sandbox = try SmallStudy.sandbox(x: "0, 20")
        try sandbox.write(SmallStudy.definition("other"), to: "studies/other.json5")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 12")
        try sandbox.output("study create other")
        #expect(try sandbox.hpo("trial list").errors.contains("other has no trials yet"))

        for line in ["trial list small", "trial list --study small"] {
            #expect(try sandbox.json(line).arrayValue?.count == 12)
        }
        let condition = "params.x > 5 and value < 200 and params.kind in ['plain', 'two words']"
        let picked = try sandbox.json("trial list small --where", [condition]).arrayValue ?? []
        let expected = try sandbox.query(
            "SELECT trial FROM parameters JOIN trials ON number = trial WHERE name = 'x' AND parameters.value > 5 AND trials.value < 200 ORDER BY 1"
        )
        #expect(!picked.isEmpty)
        #expect(picked.map { $0["number"]?.text() } == expected)
        #expect(try sandbox.output("trial show small 0").contains("epoch  loss  verdict   other"))
        #expect(try sandbox.output("trial log small 0").hasPrefix("{\"epoch\": 1,"))
        #expect(try sandbox.output("trial log small 0 --lines 1").hasPrefix("{\"epoch\": 3,"))
        #expect(try sandbox.output("trial log small 0 --path") == "\(sandbox.path)/studies/small/trial-0000/log.txt\n")
        let sorted = try sandbox.json("trial list small --best-first").arrayValue?.compactMap {
            $0["value"]?.doubleValue
        }
        #expect(sorted == sorted?.sorted())
        let page = try sandbox.hpo("trial list small --sort loss --reverse --limit 2 --columns number,x,loss,duration")
        let lines = page.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.count == 3 && lines[0] == ["number", "params.x", "metrics.loss", "duration"])
        let last = try #require(lines.last?.first)
        #expect(page.errors.contains("--after \(last)"))
        let rest = try sandbox.json("trial list small --sort loss --reverse --columns number --after \(last)")
            .arrayValue
        let count = try sandbox.json("trial list small").arrayValue?.count
        #expect(rest?.count == count.map { $0 - 2 } && rest?.first?.objectValue?.keys == ["number"])
        #expect(try sandbox.hpo("trial list small --sort lss").errors.contains("did you mean loss?"))
        #expect(try sandbox.hpo("trial list small --reverse").status == 2)
    }

    @Test("trials and epochs are written as CSV, with all that is known of them")
    func csv() throws {
        let sandbox = try SmallStudy.sandbox(x: "12, 13")
        try sandbox.write(
            SmallStudy.script.replacing("13 brings", with: "13, \\\"the\\\" number, brings"), to: "trial.sh")
        try sandbox.output("study create small")
        for word in ["x=12,kind=plain,rate=0.01", "x=13,kind=two words,rate=0.1"] {
            try sandbox.output("study enqueue --params", [word])
        }
        _ = try sandbox.hpo("study run --trials 2")
        let trials = try sandbox.output("trial list --csv").split(separator: "\n").map(String.init)
        #expect(
            trials[0] == "number,state,value,epoch,attempt,seed,seconds,reason,params.kind,params.momentum,params.rate,"
                + "params.twice,params.x,metrics.loss,metrics.other")
        let first = trials[1].split(separator: ",", omittingEmptySubsequences: false)
        #expect(first.prefix(5) == ["0", "completed", "164.0", "3", "1"])
        #expect(first[5] == (try sandbox.query("SELECT seed FROM trials")[0]) && Double(first[6]) ?? -1 >= 0)
        #expect(first[7...] == ["", "plain", "0.9", "0.01", "24", "12", "164.0", "0.5"])
        #expect(
            trials[2].contains(",\"exit status 3") && trials[3].hasPrefix("13, \"\"the\"\" number, brings bad luck\","))
        let epochs = try sandbox.output("trial list --csv --epochs").split(separator: "\n").map(String.init)
        #expect(
            epochs[0]
                == "number,state,epoch,value,verdict,attempt,seed,seconds,params.kind,params.momentum,params.rate,"
                + "params.twice,params.x,metrics.loss,metrics.other")
        #expect(epochs.count == 4 && epochs[2].hasPrefix("0,completed,2,174.0,continue,1,"))
        #expect(epochs[3].hasSuffix(",plain,0.9,0.01,24,12,164.0,0.5"))
        #expect(
            try sandbox.output("trial list --csv --columns number,kind,seconds --where", ["state == 'failed'"])
                .hasPrefix("number,params.kind,seconds\n1,two words,"))
        #expect(try sandbox.hpo("trial list --epochs").status == 2)
    }

    @Test("export writes the configuration as JSON, as flags that a shell reads back, and as variables")
    func export() throws {
        let sandbox = try SmallStudy.sandbox(more: "start: [{ x: -4, rate: 0.01, kind: \"two words\" }],")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 1")
        #expect(
            try sandbox.output("study export --format flags")
                == "--kind 'two words' --momentum 0.9 --rate 0.01 --twice -8 --x -4\n")
        #expect(
            try sandbox.output("study export --format env").contains(
                "HPO_PARAM_KIND='two words'\nHPO_PARAM_MOMENTUM=0.9\n"))
        let json = try JSONValue(parsing: try sandbox.output("study export"), syntax: .json)
        #expect(json["params"] == ["kind": "two words", "momentum": 0.9, "rate": 0.01, "twice": -8, "x": -4])
        #expect(json["seed"]?.text() == (try sandbox.query("SELECT seed FROM trials").first))
        let written = try sandbox.hpo("study export --trial 0 --output best.json")
        #expect(written.output == "")
        #expect(try JSONValue(parsing: try sandbox.read("best.json"), syntax: .json) == json)
    }

    @Test("the project's root is found from a folder below, and HPO_DB and --db name another database")
    func roots() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.write("", to: "deep/er/file")
        try sandbox.output("study create small")
        #expect(try sandbox.hpo("study list --names", directory: "\(sandbox.path)/deep/er").output == "small\n")
        #expect(try sandbox.hpo("study create small --db elsewhere.sqlite").status == 0)
        #expect(try sandbox.output("study list --names --db elsewhere.sqlite") == "small\n")
        let other = try Sandbox(["HPO_DB": "\(sandbox.path)/elsewhere.sqlite"])
        #expect(try other.output("study list --names") == "small\n")
    }

    @Test("a folder with nothing in it has the default study, and run makes it")
    func defaultStudy() throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.json("study create")["name"] == "face-transformer")
        let source = URL(fileURLWithPath: "\(Repository.root)/studies/face-transformer.json5")
        #expect(try sandbox.output("study show --definition") == String(contentsOf: source, encoding: .utf8))

        let fresh = try Sandbox()
        let run = try fresh.hpo("study run --timeout 0.001")
        #expect(run.errors.contains("There was no study yet: created face-transformer"))
        #expect(try fresh.output("study list --names") == "face-transformer\n")
    }
}
