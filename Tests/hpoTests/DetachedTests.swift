import Foundation
import JSON
import Testing

@Suite("Runs in the background")
struct DetachedTests {
    @Test("go on when the command has come back, are seen, and are stopped from another terminal")
    func detached() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "for e in $(seq 1000); do echo \"{\\\"epoch\\\": $e, \\\"loss\\\": 1}\"; sleep 0.05; done", to: "t.sh")
        try sandbox.write(
            """
            { name: "long", objective: { minimize: "loss" }, train: { command: ["sh", "t.sh"], grace: "1s" },
              space: { x: { float: [0, 1] } }, pruner: { none: {} } }
            """, to: "studies/long.json5")
        try sandbox.output("study create long")
        let begun = try sandbox.json("study run --trials 2 --detach")
        let pid = try #require(begun["pid"]?.intValue)
        #expect(
            try sandbox.wait {
                try sandbox.json("study status")["running"]?.arrayValue?.first?["epoch"]?.intValue ?? 0 > 1
            })
        let running = try sandbox.json("study status")["running"]?.arrayValue ?? []
        #expect(running.map { $0["pid"] } == [.int(pid)])
        #expect(try sandbox.output("study stop").contains("process \(pid) ends"))
        #expect(try sandbox.wait { try sandbox.json("study status")["running"] == .array([]) })
        #expect(try sandbox.wait { try sandbox.output("study stop") == "long: nothing runs here.\n" })
        #expect(try sandbox.json("trial list").arrayValue?.map { $0["state"] } == ["stopped"])
        #expect(try sandbox.wait { try sandbox.read("studies/long/run.log").contains("\"event\":\"end\"") })
    }

    @Test("that end at once say where to look")
    func mistaken() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        let answer = try sandbox.hpo("study run --detach --until best.nonsense>1")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("run.log"))
    }
}
