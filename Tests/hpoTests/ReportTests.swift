import JSON
import Testing

@Suite("hpo report")
struct ReportTests {
    private func sandbox(_ sampler: String = "tpe") throws -> Sandbox {
        let sandbox = try SmallStudy.sandbox(sampler: sampler, pruner: "median", x: "-13, 13")
        try sandbox.output("study create small")
        try sandbox.hpo("study run --trials 30 --jobs 2")
        return sandbox
    }

    @Test("writes a page, its pictures and its numbers, and the same again where nothing has changed")
    func study() throws {
        let sandbox = try sandbox()
        let answer = try sandbox.json("report")
        #expect(answer["study"] == "small")
        let files = try #require(answer["files"]?.arrayValue).compactMap(\.stringValue)
        for name in ["index.html", "report.md", "best.json", "trials.csv", "history.svg", "curves.svg", "timeline.svg"]
        {
            #expect(files.contains(name) && sandbox.exists("reports/small/\(name)"))
        }
        let page = try sandbox.read("reports/small/index.html")
        let best = try sandbox.json("study best")
        #expect(try page.contains("The best is trial \(#require(best["number"]?.intValue)):"))
        #expect(page.contains("Definition") && page.contains("median"))
        #expect(
            try JSONValue(parsing: try sandbox.read("reports/small/best.json"), syntax: .json)["number"]
                == best["number"])
        #expect(try sandbox.read("reports/small/trials.csv") == sandbox.output("trial list --csv"))
        try sandbox.output("report")
        #expect(try sandbox.read("reports/small/index.html") == page)
    }

    @Test("of one trial, and of what trials differ in")
    func trials() throws {
        let sandbox = try sandbox()
        try sandbox.output("report --trial 0")
        let page = try sandbox.read("reports/small/trial-0000/index.html")
        #expect(page.contains("small, trial 0") && page.contains("The last epochs") && page.contains("How it ran"))
        try sandbox.output("report --compare 0,1,2")
        let compared = try sandbox.read("reports/small/compare-0-1-2/report.md")
        #expect(compared.contains("| parameter | trial 0 | trial 1 | trial 2 |"))
        #expect(!compared.contains("| momentum |"), "what is the same is not shown")
        #expect(try sandbox.hpo("report --compare 0").errors.contains("two to 200"))
        #expect(try sandbox.hpo("report --trial 99").errors.contains("there is no trial 99"))
    }

    @Test("success criteria are met or not, each with its name, and a mistake in one is told when a study is created")
    func success() throws {
        let sandbox = try SmallStudy.sandbox(
            more: #"success: ["best.loss < 1e9", "best.value > 1e9", "last[\"no/such\"] > 0", "epochs == 3"],"#)
        try sandbox.output("study create small")
        try sandbox.output("study enqueue --params", ["x=2,rate=0.01,kind=plain"])
        try sandbox.output("study run --trials 1")
        try sandbox.output("report --trial 0")
        let text = try sandbox.read("reports/small/trial-0000/report.md")
        #expect(text.contains("| best.loss &lt; 1e9 | met |") && text.contains("| epochs == 3 | met |"))
        #expect(text.contains("| best.value &gt; 1e9 | not met |"))
        #expect(text.contains("not known"))
        try sandbox.write(SmallStudy.definition("other", more: #"success: "loss < 1","#), to: "studies/other.json5")
        #expect(try sandbox.hpo("study create other").errors.contains("unknown name `loss`, expected best.METRIC"))
    }

    @Test("of a study without a trial says so")
    func empty() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("report")
        #expect(try sandbox.read("reports/small/report.md").contains("No trial has completed with a number yet"))
    }
}
