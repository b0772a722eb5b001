import Definitions
import Expressions
import Foundation
import HTTP
import Search
import Storage
import Studies
import TestSupport
import Testing

@testable import Dashboard

@Suite("What can be done in the dashboard")
struct ActionTests {
    private let folder: TemporaryFolder
    private let study: OpenStudy
    private let path: String

    /// Trial 0 completed, 1 run by this process, 2 by hand.
    init() throws {
        folder = try TemporaryFolder()
        let text = """
            { name: "mixed", objective: { maximize: "val" }, train: { command: ["./t"] },
              space: { x: { float: [0, 1] }, n: { int: [1, 8] }, kind: { choice: ["a", "<b>"] } },
              where: ["n < 8 or kind == 'a'"], sampler: { random: {} }, pruner: { none: {} } }
            """
        path = "\(folder.path)/hpo.sqlite"
        study = try StudyStore(opening: path)
            .create(try StudyDefinition.parse(text, file: "mixed.json5"), directory: folder.path)
        let byHand = try study.journal(for: .byHand)
        _ = try byHand.ask()
        try byHand.tell(value: 0.5, of: 0)
        _ = try study.journal(for: .thisProcess).suggest(origin: .sampler)
        _ = try byHand.ask()
    }

    private func site(token: String? = nil) throws -> Site {
        let admission =
            token.map { Admission(port: 1, address: "0.0.0.0", machine: "here", token: $0) } ?? Admission(port: 1)
        return try Dashboard(reading: path).site(admission)
    }

    private func ask(
        _ method: String, _ target: String, _ body: String = "", host: String = "127.0.0.1:1",
        origin: String? = "http://127.0.0.1:1", token: String? = nil, cookie: String? = nil
    ) throws -> Response {
        var headers = [
            Request.Field("host", host), Request.Field("content-type", "application/x-www-form-urlencoded"),
        ]
        if let origin { headers.append(Request.Field("origin", origin)) }
        if let cookie { headers.append(Request.Field("cookie", "hpo-1=\(cookie)")) }
        let request = try #require(Request(method, target, headers: headers, body: Array(body.utf8)))
        return try #require(try site(token: token).reply(to: request).response)
    }

    private func post(_ target: String, _ body: String = "") throws -> Response { try ask("POST", target, body) }

    private func page(_ target: String) throws -> String { try ask("GET", target).text }

    /// All files with their bytes, but for the one in which SQLite notes who reads what of the log.
    private func files() throws -> [String: Data] { try folder.contents().filter { !$0.key.hasSuffix("-shm") } }

    /// Whatever changes something, with a form that would.
    private static let changes = [
        ("/study/mixed/trial/1/stop", ""), ("/study/mixed/trial/1/resume", ""), ("/study/mixed/trial/0/rerun", ""),
        ("/study/mixed/stop", ""), ("/study/mixed/enqueue", "param.x=0.5"),
        ("/study/mixed/trial/0/labels", "tags=a&note=b"),
    ]

    @Test("nothing changes for other hosts, other origins, none, whoever lacks the token", arguments: changes)
    func refused(target: String, body: String) throws {
        let before = try files()
        #expect(try ask("POST", target, body, host: "evil.example:1", origin: "http://evil.example:1").status == 403)
        for origin in [nil, "null", "http://evil.example", "http://127.0.0.1:2"] {
            #expect(try ask("POST", target, body, origin: origin).status == 403, "\(origin ?? "none")")
        }
        #expect(try ask("POST", target, body, token: "secret").status == 401)
        #expect(try ask("POST", target, body, token: "secret", cookie: "other").status == 401)
        for method in ["PUT", "DELETE", "PATCH"] { #expect(try ask(method, target, body).status == 405, "\(method)") }
        if !target.hasSuffix("/enqueue") { #expect(try ask("GET", target).status == 405) }
        #expect(try files() == before)
        let missing = target.replacing("/mixed", with: "/nobody")
        #expect(try post(missing, body).status == 404)
    }

    @Test("a running trial is stopped and goes on again, and its page says what becomes of it")
    func stopping() throws {
        #expect(try page("/study/mixed/trial/1").contains("action=\"/study/mixed/trial/1/stop\""))
        #expect(try !page("/study/mixed/trial/2").contains("/stop\""), "who runs it by hand ends it")
        let answer = try post("/study/mixed/trial/1/stop")
        #expect(answer.status == 303 && answer.header("Location") == "/study/mixed/trial/1")
        #expect(try study.hold(on: 1) == .stopping)
        let stopping = try page("/study/mixed/trial/1")
        #expect(stopping.contains("told to stop") && stopping.contains("action=\"/study/mixed/trial/1/resume\""))
        #expect(try post("/study/mixed/trial/1/resume").status == 303)
        #expect(try study.hold(on: 1) == nil)

        #expect(try post("/study/mixed/trial/1/stop").status == 303)
        let journal = try study.journal(for: .thisProcess)
        let attempt = try #require(try study.status().running.first { $0.trial.attempt.number == 1 }).trial.attempt
        #expect(try journal.finish(attempt, .stopped) == .stopped)
        #expect(try study.hold(on: 1) == .stopped && journal.resume() == nil)
        #expect(try page("/study/mixed/trial/1").contains("no run goes on with it until it is told to"))
        #expect(try post("/study/mixed/trial/1/resume").status == 303)
        #expect(try page("/study/mixed/trial/1").contains("The next run goes on with it: hpo study run mixed"))
        #expect(try journal.resume()?.attempt.number == 1)
    }

    @Test(
        "what cannot be stopped or go on is refused with the reason",
        arguments: [
            ("0/stop", "already completed"), ("0/resume", "not stopped but completed"), ("2/stop", "is run by hand"),
        ])
    func impossible(target: String, words: String) throws {
        let answer = try post("/study/mixed/trial/\(target)")
        #expect(answer.status == 409 && answer.text.contains(words))
        #expect(try post("/study/mixed/trial/77/stop").status == 404)
    }

    @Test("a trial is run again with another seed, and its page says who takes it up")
    func again() throws {
        let answer = try post("/study/mixed/trial/0/rerun")
        #expect(answer.header("Location") == "/study/mixed/trial/3")
        let (first, second) = (try study.trial(0), try study.trial(3))
        #expect(second.state == .waiting && second.parameters == first.parameters && second.seed != first.seed)
        #expect(try page("/study/mixed/trial/3").contains("the run that goes on takes it up"))
    }

    @Test("a configuration of one's own goes into the queue, what is left empty at random")
    func enqueue() throws {
        #expect(try page("/study/mixed").contains("name=\"param.x\""))
        let answer = try post("/study/mixed/enqueue", "param.x=0.25&param.n=&param.kind=%3Cb%3E")
        #expect(answer.status == 303 && answer.header("Location") == "/study/mixed/trial/3")
        let trial = try study.trial(3)
        #expect(trial.state == .waiting && trial.origin == .enqueued)
        #expect(trial.parameters.sampled["x"] == .float(0.25) && trial.parameters.sampled["kind"] == .string("<b>"))
        #expect(trial.note == "kind, x given, the rest drawn at random")
        #expect(try page("/study/mixed/trial/3").contains("kind, x given, the rest drawn at random"))
        let copy = try page("/study/mixed/enqueue?from=3")
        #expect(copy.contains("value=\"0.25\"") && copy.contains("value=\"&lt;b&gt;\" selected"))
    }

    @Test(
        "what the space does not take is said beside its field, what is filled in stays, and nothing is put into the queue",
        arguments: [
            ("param.x=2&param.n=3", "`x`: 2 is not ", "value=\"2\""),
            ("param.x=%22%3E%3Cscript%3E", "script", "value=\"&quot;&gt;&lt;script&gt;\""),
            ("param.x=0.5&param.n=8&param.kind=%3Cb%3E", "n &lt; 8 or kind == &#39;a&#39;", "value=\"0.5\""),
            ("param.x=&param.n=", "says the value of no parameter", "at random"),
            ("param.zz=1&param.x=0.5", "no parameter `zz`", "value=\"0.5\""),
        ])
    func mistakes(body: String, words: String, kept: String) throws {
        let answer = try post("/study/mixed/enqueue", body)
        #expect(answer.status == 400 && answer.text.contains(words), "\(answer.text.suffix(1500))")
        #expect(answer.text.contains(kept) && !answer.text.contains("<script"))
        #expect(answer.text.contains("class=\"problem\""))
        #expect(try study.trials().count == 3)
        #expect(try post("/study/mixed/enqueue", "param.x=0.1&param.x=0.2").status == 400)
    }

    @Test("no form sets anything else than sampled parameters")
    func nothingElse() throws {
        for body in ["command=rm&param.x=0.5", "train.command=rm&param.x=0.5"] {
            #expect(try post("/study/mixed/enqueue", body).status == 303)
        }
        for body in ["param.command=rm&param.x=0.5", "param.HPO_DB=x&param.x=0.5"] {
            #expect(try post("/study/mixed/enqueue", body).status == 400)
        }
        for trial in try study.trials().dropFirst(3) { #expect(trial.parameters.resolved.names == ["kind", "n", "x"]) }
    }
}
