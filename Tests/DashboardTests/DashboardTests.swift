import Definitions
import HTTP
import JSON
import Storage
import Studies
import TestSupport
import Testing

@testable import Dashboard

@Suite("The dashboard's pages")
struct DashboardTests {
    private let folder: TemporaryFolder
    private let study: OpenStudy
    private let site: Site

    /// Eight trials with three epochs each, the second failed, the last running.
    init() throws {
        folder = try TemporaryFolder()
        let text = """
            { name: "mixed", objective: { maximize: "val" }, train: { command: ["./t"] },
              space: { x: { float: [0, 1] }, kind: { choice: ["a", "<b>"] } }, pruner: { none: {} } }
            """
        let path = "\(folder.path)/hpo.sqlite"
        study = try StudyStore(opening: path)
            .create(try StudyDefinition.parse(text, file: "mixed.json5"), directory: folder.path)
        let journal = try study.journal(for: .byHand)
        for number in 0..<8 {
            let trial = try journal.ask().attempt.number
            for epoch in 1...3 {
                let report = EpochReport(epoch: epoch, metrics: [Metric("val", Double(number * epoch) / 100)])
                _ = try journal.tell(report, of: trial)
            }
            if number == 1 {
                try journal.tell(failure: "<script>alert(1)</script>", of: trial)
            } else if number < 7 {
                _ = try journal.tellEnd(of: trial)
            }
        }
        site = try Dashboard(reading: path).site(Admission(port: 1))
    }

    private func get(_ target: String, host: String = "127.0.0.1:1") throws -> Response {
        let request = try #require(Request("GET", target, headers: [Request.Field("host", host)]))
        return try #require(site.reply(to: request).response)
    }

    /// The trials of a page's table, in order.
    private func rows(_ query: String) throws -> [Int] {
        let page = try get("/study/mixed" + query)
        #expect(page.status == 200)
        return page.text.matches(of: /data-trial="(\d+)"/).compactMap { Int($0.output.1) }
    }

    @Test("the list has every study with its counts")
    func list() throws {
        let page = try get("/")
        #expect(page.status == 200 && page.text.contains("<a href=\"/study/mixed\">mixed</a>"))
        #expect(page.text.contains("maximize val"))
    }

    @Test("a study's page has its counts, its best, its trials and its pictures")
    func studyPage() throws {
        let page = try get("/study/mixed").text
        #expect(page.contains("8 trials: 1 running, 6 completed, 1 failed"))
        #expect(page.contains("Best: val 0.18, trial 6, epoch 3") && page.contains("★ 0.18"))
        for name in ["history", "curves", "parallel"] { #expect(page.contains("<figure id=\"\(name)\">"), "\(name)") }
        #expect(try rows("") == Array(0..<8))
    }

    @Test(
        "what is looked at is in the address: order, condition, how many, from where on",
        arguments: [
            ("?sort=value&order=desc", [7, 6, 5, 4, 3, 2, 1, 0]), ("?sort=best&limit=2", [6, 7]),
            ("?where=value+%3E+0.1+and+state+%3D%3D+%27completed%27", [4, 5, 6]), ("?limit=3", [0, 1, 2]),
            ("?limit=3&after=2", [3, 4, 5]), ("?where=state+%3D%3D+%27failed%27", [1]),
        ])
    func views(query: String, expected: [Int]) throws { #expect(try rows(query) == expected) }

    @Test("links keep the rest of the view")
    func links() throws {
        let page = try get("/study/mixed?where=number+%3E+1&limit=2&sort=value").text
        let kept = "where=number%20%3E%201&amp;sort=value"
        #expect(page.contains("?\(kept)&amp;limit=2&amp;after="), "the next page")
        #expect(page.contains("?\(kept)&amp;order=desc&amp;limit=2"), "the other way round")
        #expect(page.contains("aria-sort=\"ascending\""))
    }

    @Test("columns are those that were asked for")
    func columns() throws {
        let page = try get("/study/mixed?columns=number,x").text
        #expect(page.contains(">x</a>") && !page.contains("data-field=\"state\""))
    }

    @Test(
        "a wrong name, number or expression gives a page that says so",
        arguments: [
            ("/study/nobody", 404, "There is no study &quot;nobody&quot;"),
            ("/study/mixed/trial/99", 404, "no trial 99"),
            ("/study/mixed/trial/x", 404, "no number"), ("/study/mixed/trial/-1", 404, "no number"),
            ("/no", 404, "no such page"),
            ("/study/mixed?where=value+%3E", 400, "where, column"), ("/study/mixed?where=number", 400, "number"),
            ("/study/mixed?where=nothing+%3E+1", 400, "nothing"), ("/study/mixed?sort=zz", 400, "zz"),
            ("/study/mixed?after=77", 400, "77"), ("/study/mixed?limit=x", 400, "limit"),
            ("/study/mixed/compare", 400, "Two to 200"), ("/study/mixed/compare?trials=1", 400, "Two to 200"),
            ("/study/mixed/compare?trials=1,99", 404, "no trial 99"),
            ("/study/mixed/report/..%2f..%2fetc", 404, "no such page"),
            ("/study/nobody/events", 404, "no study"), ("/study/%3Cscript%3E", 404, "&lt;script&gt;"),
        ])
    func mistakes(target: String, status: Int, words: String) throws {
        let page = try get(target)
        #expect(page.status == status && page.text.contains(words), "\(page.text.suffix(600))")
        #expect(!page.text.contains("<script>alert") && page.text.contains("<a href=\"/\">Studies</a>"))
    }

    @Test("a trial's page has its report, the end of its log, its tags and its notes, all as text")
    func trial() throws {
        try study.tag(1, adding: ["odd"])
        try study.remark("<img src=x onerror=alert(1)>", about: 1)
        try folder.write("first\n<script>last</script>\n", to: "studies/mixed/trial-0001/log.txt")
        let page = try get("/study/mixed/trial/1").text
        for words in [
            "&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;last", "value=\"odd\"", "&lt;img src=x",
            "The last epochs",
        ] {
            #expect(page.contains(words), "\(words)")
        }
        #expect(!page.contains("<img") && page.matches(of: /<script/).count == 1)
    }

    @Test("of a long log the last whole lines are shown")
    func log() throws {
        let lines = (0..<9000).map { "line \($0)" }.joined(separator: "\n")
        try folder.write(lines, to: "studies/mixed/trial-0002/log.txt")
        let page = try get("/study/mixed/trial/2").text
        #expect(page.contains("\nline 8999</pre>") && !page.contains("line 12\n") && page.utf8.count < 200_000)
    }

    @Test("trials are compared, however they are named")
    func compare() throws {
        for query in ["trials=2,3", "trials=2&trials=3", "trials=2,%203"] {
            let page = try get("/study/mixed/compare?\(query)")
            #expect(page.status == 200 && page.text.contains("Parameters that differ"))
        }
    }

    @Test("a title names some of many trials that are compared")
    func comparedMany() throws {
        #expect(try get("/study/mixed/compare?trials=0,2,3").text.contains("<h1>mixed: trial 0, trial 2, trial 3</h1>"))
        let journal = try study.journal(for: .byHand)
        _ = try journal.ask()
        let page = try get("/study/mixed/compare?trials=0,1,2,3,4,5,6,7,8").text
        #expect(page.contains("<h1>mixed: trial 0, trial 1, trial 2, trial 3, trial 4, trial 5 and 3 more</h1>"))
    }

    @Test("the whole report is a page too")
    func report() throws { #expect(try get("/study/mixed/report").text.contains("What the trials say")) }

    @Test("every page's policy has the hashes of its own style and script, and it has no other and no handler")
    func policy() throws {
        for target in [
            "/", "/study/mixed", "/study/mixed/trial/0", "/study/mixed/report", "/study/mixed/compare?trials=0,2",
            "/no",
        ] {
            let page = try get(target)
            let policy = try #require(page.header("Content-Security-Policy"))
            #expect(policy.hasPrefix("default-src 'none'; ") && !policy.contains("unsafe"))
            for (element, pattern) in [
                ("style", /<style>([\s\S]*?)<\/style>/), ("script", /<script>([\s\S]*?)<\/script>/),
            ] {
                for match in page.text.matches(of: pattern) {
                    #expect(policy.contains(Base64.source(of: String(match.output.1))), "\(target) \(element)")
                }
            }
            #expect(!page.text.contains(/<[a-z]+[^>]* (style|on[a-z]+|src)=/), "\(target)")
        }
    }

    @Test(
        "a foreign Host gets 403, data and events too",
        arguments: ["/", "/study/mixed", "/api/studies", "/study/mixed/events"])
    func foreign(target: String) throws { #expect(try get(target, host: "evil.example:1").status == 403) }

    @Test("programs get the same as JSON that the commands print")
    func data() throws {
        let studies = try JSONValue(parsing: try get("/api/studies").text, syntax: .json)
        #expect(studies.arrayValue?.first?["name"] == "mixed")
        let trials = try JSONValue(parsing: try get("/api/study/mixed/trials?where=number+%3C+2").text, syntax: .json)
        #expect(trials.arrayValue?.map { $0["number"] } == [0, 1])
        let missing = try get("/api/study/none/trials")
        #expect(missing.status == 404 && missing.text.hasPrefix("{\"error\":"))
        #expect(try get("/api/study/mixed/trials").header("Content-Type") == "application/json; charset=utf-8")
    }

    @Test("a page is told of what has happened since it was made, and of nothing else")
    func events() throws {
        let revision = try StudyStore(opening: "\(folder.path)/hpo.sqlite").study(named: "mixed").record.revision
        let target = "/study/mixed/events?since=\(revision)"
        let request = try #require(Request("GET", target, headers: [Request.Field("host", "127.0.0.1:1")]))
        guard case .events(let source) = site.reply(to: request) else {
            Issue.record("no events")
            return
        }
        let first = try JSONValue(parsing: try #require(source.next()).data, syntax: .json)
        #expect(first["trials"] == [] && first["counts"] == "8 trials: 1 running, 6 completed, 1 failed")
        #expect(source.next() == nil)
        // In other studies something may happen.
        try study.remark("no news", about: 0)
        #expect(source.next() == nil)
        let journal = try study.journal(for: .byHand)
        _ = try journal.tell(EpochReport(epoch: 4, metrics: [Metric("val", 0.5)]), of: 7)
        let news = try #require(source.next())
        #expect(news.id == "\(revision + 1)")
        #expect(
            try JSONValue(parsing: news.data, syntax: .json)["trials"]
                == [["number": 7, "state": "running, epoch 4", "value": "0.5", "epoch": "4"]])
        #expect(source.next() == nil)
        _ = try journal.tellEnd(of: 7)
        let end = try JSONValue(parsing: try #require(source.next()).data, syntax: .json)
        #expect(end["best"] == "Best: val 0.5, trial 7, epoch 4")
    }

    private func post(_ target: String, _ body: String, origin: String? = "http://127.0.0.1:1") throws -> Response {
        var headers = [
            Request.Field("host", "127.0.0.1:1"), Request.Field("content-type", "application/x-www-form-urlencoded"),
        ]
        if let origin { headers.append(Request.Field("origin", origin)) }
        let request = try #require(Request("POST", target, headers: headers, body: Array(body.utf8)))
        return try #require(site.reply(to: request).response)
    }

    @Test("tags and notes can be changed, by the site's own pages alone")
    func labels() throws {
        try study.tag(3, adding: ["old", "kept"])
        let target = "/study/mixed/trial/3/labels"
        for origin in [nil, "null", "http://evil.example"] {
            #expect(try post(target, "tags=bad&note=x", origin: origin).status == 403)
        }
        let answer = try post(target, "tags=kept+new&note=two%0D%0Alines+%3Cb%3E")
        #expect(answer.status == 303 && answer.header("Location") == "/study/mixed/trial/3")
        #expect(try study.labels()[3]?.tags == ["kept", "new"])
        #expect(try study.labels()[3]?.remark == "two\nlines <b>")
        #expect(try get("/study/mixed/trial/3").text.contains("two\nlines &lt;b&gt;</textarea>"))
        #expect(try post(target, "tags=&note=").status == 303)
        #expect(try study.labels()[3] == nil)
        #expect(try post(target, "tags=no-tag&note=").status == 400)
        #expect(try post(target, "tags=x").status == 400)
        #expect(try post("/study/mixed/trial/99/labels", "tags=x&note=").status == 404)
        #expect(try post("/study/mixed/trial/3", "tags=x&note=").status == 405)
        #expect(try get(target).status == 405)
    }

    @Test("nothing in the database is changed by looking")
    func reading() throws {
        let before = try folder.contents()["hpo.sqlite"]
        for target in ["/", "/study/mixed", "/study/mixed/trial/0", "/study/mixed/report"] { _ = try get(target) }
        #expect(try folder.contents()["hpo.sqlite"] == before)
    }
}
