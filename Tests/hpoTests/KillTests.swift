import Foundation
import Testing

@Suite("kill -9")
struct KillTests {
    @Test(
        "killing the loop in mid-study loses no answered epoch, and nothing stays running", .timeLimit(.minutes(2)),
        arguments: [1, 2])
    func loop(jobs: Int) throws {
        let sandbox = try SmallStudy.sandbox(sampler: "tpe", pruner: "median")
        try sandbox.write("40\n", to: "last")
        try sandbox.output("study create small")
        var random = SystemRandomNumberGenerator()
        for _ in 0..<12 {
            let epochs = try count("epochs", in: sandbox)
            let run = try sandbox.start("study run --trials 2 --jobs \(jobs)")
            let more = Int.random(in: 1...50, using: &random)
            #expect(try sandbox.wait { try count("epochs", in: sandbox) >= epochs + more || !run.isRunning })
            run.signal(SIGKILL)
            _ = run.wait()
            try checkAnswered(in: sandbox)
        }
        try sandbox.output("study run --trials 1 --jobs \(jobs)")
        try checkAnswered(in: sandbox)
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state NOT IN ('completed', 'pruned')") == ["0"])
        #expect(try sandbox.query("SELECT count(*) FROM claims") == ["0"])
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE attempt > 1") != ["0"], "some were resumed")
        #expect(try sandbox.query("PRAGMA integrity_check") == ["ok"])
        #expect(
            try sandbox.query("SELECT number FROM trials ORDER BY 1")
                == (0..<(try count("trials", in: sandbox))).map { "\($0)" })
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test("killing a trial's program fails that trial alone, with the reason")
    func trial() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.write("[ \"$1\" -gt 0 ] && kill -9 $$\n" + SmallStudy.script, to: "trial.sh")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 12 --max-failures 100")
        let killed = try sandbox.query(
            "SELECT count(*) FROM trials JOIN parameters ON trial = number AND name = 'x' AND parameters.value > 0 WHERE state = 'failed'"
        )
        #expect(killed == (try sandbox.query("SELECT count(*) FROM parameters WHERE name = 'x' AND value > 0")))
        #expect(killed != ["0"])
        let reasons = try sandbox.query("SELECT DISTINCT reason FROM attempts WHERE outcome = 'failed'")
        #expect(reasons.count == 1)
        #expect(reasons.first?.hasPrefix("killed by SIGKILL") == true)
    }

    private func count(_ table: String, in sandbox: Sandbox) throws -> Int {
        Int(try sandbox.query("SELECT count(*) FROM \(table)")[0]) ?? -1
    }

    /// Every epoch whose answer a program has read is in the database.
    private func checkAnswered(in sandbox: Sandbox) throws {
        guard sandbox.exists("answered") else { return }
        let stored = Set(try sandbox.query("SELECT printf('trial-%04d %d', trial, epoch) FROM epochs"))
        let lines = try sandbox.read("answered").split(separator: "\n")
        let answered = Set(lines.map { String($0.split(separator: "/").last ?? "") })
        #expect(answered.subtracting(stored) == [])
    }
}
