import Foundation
import JSON
import TestSupport
import Testing

@Suite("hpo dashboard", .serialized)
struct DashboardTests {
    /// What it prints once it serves.
    private static func place(_ running: Running) throws -> JSONValue {
        for _ in 0..<6000 where running.isRunning && !running.output.contains("\n") {
            Thread.sleep(forTimeInterval: 0.005)
        }
        return try JSONValue(parsing: running.output, syntax: .json)
    }

    @Test("prints its address, tells an open page of a run's epochs, and ends cleanly at Ctrl-C")
    func live() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        let dashboard = try sandbox.start("--json dashboard --port 0")
        let place = try Self.place(dashboard)
        let port = try #require(place["port"]?.intValue)
        #expect(place["address"]?.stringValue == "http://127.0.0.1:\(port)/" && place["token"] == .null)
        let client = try WebClient(port: port)
        client.send("GET /study/small/events?since=0 HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
        #expect(client.receive { $0.contains("\"counts\":\"0 trials\"") }.contains("\"counts\":\"0 trials\""))
        try sandbox.output("study run --trials 2")
        let told = client.receive { $0.contains("2 trials: 2 completed") }
        #expect(told.contains("2 trials: 2 completed") && told.contains("\"number\":1,\"state\":\"completed\""))
        #expect(try WebClient.get("/study/small", port: port).contains("2 of 2 trials"))
        dashboard.signal(SIGINT)
        let answer = dashboard.wait()
        #expect(answer.status == 0 && answer.errors.isEmpty)
    }

    @Test("a run is ended from a page, and its trial can be gone on with")
    func ended() throws {
        let sandbox = try Sandbox()
        try sandbox.write("echo '{\"epoch\": 1, \"val\": 1}'; sleep 600 & wait", to: "slow.sh")
        try sandbox.write(
            """
            { name: "slow", objective: { maximize: "val" }, sampler: { random: {} }, pruner: { none: {} },
              train: { command: ["sh", "slow.sh"], grace: "1s" }, space: { x: { float: [0, 1] } } }
            """, to: "slow.json5")
        try sandbox.output("study create slow.json5")
        let dashboard = try sandbox.start("--json dashboard --port 0")
        let port = try #require(try Self.place(dashboard)["port"]?.intValue)
        let run = try sandbox.start("study run slow --trials 5")
        for _ in 0..<6000 where run.isRunning {
            if try sandbox.query("SELECT count(*) FROM epochs").first == "1" { break }
            Thread.sleep(forTimeInterval: 0.01)
        }
        #expect(try WebClient.get("/study/slow", port: port).contains("End the run"))
        let client = try WebClient(port: port)
        let here = "127.0.0.1:\(port)"
        client.send(
            "POST /study/slow/stop HTTP/1.1\r\nHost: \(here)\r\nOrigin: http://\(here)\r\nContent-Length: 0\r\n\r\n")
        #expect(client.receive().hasPrefix("HTTP/1.1 303 "))
        #expect(run.wait().status == 130)
        #expect(try sandbox.query("SELECT state FROM trials") == ["stopped"])
        let page = try WebClient.get("/study/slow/trial/0", port: port)
        #expect(page.contains("The next run goes on with it") && page.contains("Keep it stopped"))
        dashboard.signal(SIGINT)
        #expect(dashboard.wait().status == 0)
    }

    @Test("on another address it wants the token that it prints")
    func token() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        let dashboard = try sandbox.start("--json dashboard --host 0.0.0.0 --port 0")
        let place = try Self.place(dashboard)
        let port = try #require(place["port"]?.intValue)
        let token = try #require(place["token"]?.stringValue)
        #expect(token.count == 32 && place["address"]?.stringValue?.hasSuffix("/?token=\(token)") == true)
        #expect(try WebClient.get("/", port: port).hasPrefix("HTTP/1.1 401 "))
        #expect(try WebClient.get("/?token=\(token)", port: port).contains("\r\nSet-Cookie: hpo-\(port)=\(token);"))
        let cookie = ["Cookie: hpo-\(port)=\(token)"]
        #expect(try WebClient.get("/", port: port, headers: cookie).contains("/study/small"))
        dashboard.signal(SIGTERM)
        #expect(dashboard.wait().status == 0)
    }

    @Test("a port that is taken, an address that is not ours, and no database are refused")
    func refusals() throws {
        let sandbox = try SmallStudy.sandbox()
        #expect(try sandbox.hpo("dashboard").errors.contains("there is no database"))
        try sandbox.output("study create small")
        let first = try sandbox.start("--json dashboard --port 0")
        let port = try #require(try Self.place(first)["port"]?.intValue)
        let second = try sandbox.hpo("dashboard --port \(port)")
        #expect(second.status == 1 && second.errors.contains("name another --port"))
        #expect(try sandbox.hpo("dashboard --host 203.0.113.7 --port 0").errors.contains("--host takes an address"))
        #expect(try sandbox.hpo("dashboard --port 70000").errors.contains("65535"))
    }
}
