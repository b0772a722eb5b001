import Definitions
import HTTP
import JSON
import Storage
import Studies
import TestSupport
import Testing

@testable import Dashboard

@Suite("How the dashboard's pages are looked at")
struct ViewTests {
    private let folder: TemporaryFolder
    private let study: OpenStudy
    private let site: Site

    /// Two trials, of five epochs and of three, the second one running.
    init() throws {
        folder = try TemporaryFolder()
        let text = """
            { name: "two", objective: { maximize: "val" }, train: { command: ["./t"] },
              space: { x: { float: [0, 1] }, y: { float: [0, 1] } }, pruner: { none: {} } }
            """
        let path = "\(folder.path)/hpo.sqlite"
        study = try StudyStore(opening: path)
            .create(try StudyDefinition.parse(text, file: "two.json5"), directory: folder.path)
        let journal = try study.journal(for: .byHand)
        for (number, values) in [[0.1, 0.5, 0.3, 0.2, 0.25], [0.2, 0.3, 0.4]].enumerated() {
            _ = try journal.ask()
            for (epoch, value) in values.enumerated() {
                let metrics = [Metric("val", value), Metric("train_loss", 1 - value)]
                _ = try journal.tell(EpochReport(epoch: epoch + 1, metrics: metrics), of: number)
            }
        }
        _ = try journal.tellEnd(of: 0)
        site = try Dashboard(reading: path).site(Admission(port: 1))
    }

    private func get(_ target: String) throws -> Response {
        let request = try #require(Request("GET", target, headers: [Request.Field("host", "127.0.0.1:1")]))
        return try #require(site.reply(to: request).response)
    }

    @Test("each chart has its own axis, and the links keep the rest of the view")
    func axes() throws {
        let plain = try get("/study/two?sort=value&where=number+%3E%3D+0").text
        #expect(plain.contains("href=\"/study/two?sort=value&amp;where=number%20%3E%3D%200&amp;log=curves#curves\""))
        #expect(!plain.contains("log scale") && plain.matches(of: /data-x="linear/).count > 1)
        let one = try get("/study/two?sort=value&log=curves").text
        #expect(one.matches(of: /val, log scale/).count == 2, "one chart, at two widths")
        #expect(one.contains("log=curves%2Chistory#history") && one.contains("name=\"log\" value=\"curves\""))
        #expect(one.contains("href=\"/study/two?sort=value&amp;order=desc&amp;log=curves\""))
        let trial = try get("/study/two/trial/0?log=trial-0-1").text
        let report = try get("/study/two/report?log=history").text
        #expect(report.matches(of: /val, log scale/).count == 2 && report.contains("log=curves%2Chistory#curves"))
        #expect(trial.contains("log scale") && trial.contains("href=\"/study/two/trial/0#trial-0-1\""))
    }

    @Test(
        "what is smoothed says so, and shows what was recorded too",
        arguments: [
            "/study/two?smooth=5", "/study/two/trial/0?smooth=5", "/study/two/compare?trials=0,1&smooth=5",
            "/study/two/report?smooth=5",
        ])
    func smoothing(target: String) throws {
        let page = try get(target).text
        #expect(page.contains("Smoothed over 5 epochs") && page.contains("as recorded"))
        #expect(page.contains("<strong aria-current=\"true\">5</strong>"))
        #expect(try !get(target.replacing("smooth=5", with: "")).text.contains("Smoothed over 5"))
    }

    @Test("a cursor finds the epochs and the values of the curves")
    func cursor() throws {
        let page = try get("/study/two/compare?trials=0,1").text
        #expect(page.contains("data-axis=\"epoch\""))
        #expect(page.contains("data-name=\"trial 0\" data-values=\"1=0.1 2=0.5 3=0.3 4=0.2 5=0.25\""))
        #expect(page.contains("data-name=\"trial 1\" data-values=\"1=0.2 2=0.3 3=0.4\""))
    }

    @Test(
        "trials are compared at their best epoch, the last, or one of all",
        arguments: [
            ("", "At the best epoch", "<td class=\"n\">0.5</td><td class=\"n\">0.4</td>"),
            ("&at=best", "At the best epoch", "<td class=\"n\">0.5</td><td class=\"n\">0.4</td>"),
            ("&at=last", "At the last epoch", "<td class=\"n\">0.25</td><td class=\"n\">0.4</td>"),
            ("&at=1", "At epoch 1", "<td class=\"n\">0.1</td><td class=\"n\">0.2</td>"),
            ("&at=5", "At epoch 5", "<td class=\"n\">0.25</td><td class=\"n\">–</td>"),
        ])
    func compared(query: String, title: String, row: String) throws {
        let page = try get("/study/two/compare?trials=0,1\(query)").text
        #expect(page.contains("<h2>\(title)</h2>") && page.contains(row))
    }

    @Test(
        "what cannot be understood is said",
        arguments: [
            ("/study/two/compare?trials=0,1&at=worst", "best, last or an epoch"),
            ("/study/two/compare?trials=0,1&at=-1", "best, last or an epoch"),
            ("/study/two?smooth=0", "1 to 1000"), ("/study/two/trial/0?smooth=x", "1 to 1000"),
        ])
    func mistakes(target: String, words: String) throws {
        let page = try get(target)
        #expect(page.status == 400 && page.text.contains(words))
    }

    @Test("names in the address that no chart has do nothing, whatever they are")
    func hostile() throws {
        let page = try get("/study/two?log=%22%3E%3Cscript%3E,curves&smooth=3")
        #expect(page.status == 200 && !page.text.contains("\"><script>") && page.text.contains("log scale"))
    }

    private func more(_ query: String) throws -> JSONValue {
        try JSONValue(parsing: try get("/study/two/trial/1/log\(query)").text, syntax: .json)
    }

    @Test("of a log, what has come since is told, in whole characters and within bounds")
    func log() throws {
        let path = "studies/two/trial-0001/log.txt"
        try folder.write("first <b>\n", to: path)
        #expect(try get("/study/two/trial/1").text.contains("data-next=\"10\">\nfirst &lt;b&gt;\n</pre>"))
        #expect(try more("?from=10") == ["from": 10, "next": 10, "text": "", "running": true])
        try folder.write("first <b>\nsecond é", to: path)
        #expect(try more("?from=10")["text"] == "second é")
        // In the middle of a character, what is whole of it.
        let long = String(repeating: "x", count: 32767) + "é and more"
        try folder.write(long, to: path)
        let part = try more("?from=20")
        #expect(part["text"]?.stringValue?.utf8.count ?? .max <= 32 << 10)
        #expect(part["text"]?.stringValue?.hasSuffix("é and more") == true)
        try folder.write("new", to: path)
        #expect(try more("?from=32000") == ["from": 0, "next": 3, "text": "new", "running": true])
        #expect(try get("/study/two/trial/1/log").status == 400)
        #expect(try get("/study/two/trial/7/log?from=0").status == 404)
        #expect(try get("/study/two/trial/0/log?from=0").text.contains("\"running\":false"))
    }
}
