import Foundation
import JSON
import Testing

@Suite("hpo study status")
struct StatusTests {
    /// A study whose trials report two epochs and then wait until their run has ended.
    private func sandbox() throws -> Sandbox {
        let sandbox = try SmallStudy.sandbox()
        let epochs = (1...2).map { "echo '{\"epoch\": \($0), \"loss\": 1}'; read answer" }.joined(separator: "\n")
        try sandbox.write(epochs + "\nread answer\nexit 1\n", to: "trial.sh")
        try sandbox.output("study create small")
        return sandbox
    }

    @Test("says of each running trial who runs it, as which job, since when, and where it is; nothing is changed")
    func running() throws {
        let sandbox = try sandbox()
        #expect(try sandbox.output("study status") == "small, 0 trials\nNothing runs.\n")
        let run = try sandbox.start("study run --trials 2 --jobs 2")
        #expect(try sandbox.wait { try sandbox.query("SELECT count(*) FROM epochs") == ["4"] })
        try sandbox.output("ask small")
        try sandbox.output("study enqueue small --param x=1 --param rate=0.01 --param kind=plain")
        let before = try sandbox.query("SELECT * FROM studies")
        let status = try sandbox.json("study status")
        let running = try #require(status["running"]?.arrayValue)
        #expect(running.map { $0["number"] } == [0, 1, 2] && running.map { $0["epoch"] } == [2, 2, .null])
        #expect(running.map { $0["runner"] } == ["alive", "alive", "by_hand"])
        #expect(Set(running.prefix(2).map { $0["pid"] }).count == 1)
        let jobs = try sandbox.query("SELECT handle FROM claims ORDER BY trial")
        #expect(running.prefix(2).map { $0["job"]?.stringValue } == jobs && running[0]["launcher"] == "local")
        #expect(running[0]["seconds"]?.doubleValue ?? -1 >= 0)
        #expect(status["waiting"] == 1 && status["stopped"] == 0 && status["paused"] == 0)
        #expect(try sandbox.query("SELECT * FROM studies") == before)
        let text = try sandbox.output("study status --study small")
        #expect(text.contains(" by hand ") && text.contains("local \(jobs[0].prefix { $0 != " " })"), "\(text)")

        run.signal(SIGKILL)
        _ = run.wait()
        let after = try sandbox.hpo("study status")
        #expect(after.output.contains(", which is gone"))
        #expect(after.errors.contains("The next hpo study run goes on"))
        let states = try sandbox.json("study status")["running"]?.arrayValue ?? []
        #expect(states.map { $0["runner"] } == ["gone", "gone", "by_hand"])
    }

    @Test("of a study that was merged it says for which database its trials run")
    func merged() throws {
        let there = try sandbox()
        let run = try there.start("study run --trials 1")
        #expect(try there.wait { try there.query("SELECT count(*) FROM epochs") == ["2"] })
        let here = try Sandbox()
        try here.output("db merge \(there.database)")
        let trial = try here.json("study status")["running"]?.arrayValue?.first
        #expect(trial?["runner"] == "elsewhere" && trial?["database"]?.stringValue == there.database)
        #expect(try here.output("study status").contains(", for another database"))
        run.signal(SIGKILL)
        _ = run.wait()
    }
}
