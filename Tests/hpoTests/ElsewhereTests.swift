import Foundation
import JSON
import Testing

/// What commands do while a run on another machine uses the database, as its file beside that says.
@Suite("Runs on another machine")
struct ElsewhereTests {
    private let sandbox: Sandbox
    private let token = "0123456789abcdef"

    init() throws {
        sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
    }

    private func signIn(ago: Double = 1) throws {
        let at = Date().timeIntervalSince1970 - ago
        try sandbox.write(
            """
            {"study": "small", "host": "node7", "boot": "another/1", "pid": 4242, "start": 99, "job": "17",
             "began": \(at - 60), "at": \(at), "status": {"study": "small", "running": [
               {"number": 3, "attempt": 1, "seconds": 12.5, "epoch": 2, "job": "hpo-small-3-a1-abc /x"}],
             "waiting": 0, "stopped": 0, "paused": 0, "completed": 2, "pruned": 1, "failed": 0, "repetitions": 0}}
            """, to: "db/hpo.sqlite-runs/\(token).json")
    }

    @Test(
        "keep the database to themselves, and who may ask there is said",
        arguments: [
            "trial list", "study show", "study run --trials 1", "db check", "db backup copy.sqlite",
            "study create small",
            "tell 0 --failed why",
        ])
    func refused(_ line: String) throws {
        try signIn()
        let answer = try sandbox.hpo(line)
        #expect(answer.status == 1)
        #expect(
            answer.errors.contains(
                "the database is used on node7, by the run of small that is process 4242 there (Slurm job 17)"))
        #expect(answer.errors.contains("srun --jobid=17 --overlap hpo"))
    }

    @Test("say how their study stands", arguments: ["", " small", " --study small"])
    func status(_ name: String) throws {
        try signIn()
        let text = try sandbox.output("study status\(name)")
        #expect(text.contains("small, run by process 4242 on node7 (Slurm job 17), as it was"))
        #expect(text.contains("1 running, 2 completed, 1 pruned"))
        #expect(text.contains("hpo-small-3-a1-abc"))
        #expect(try sandbox.json("study status\(name)")["completed"] == 2)
    }

    @Test("are asked for their end by a file", arguments: [("", "stop\n"), (" --now", "now\n")])
    func stop(_ option: String, _ word: String) throws {
        try signIn()
        #expect(
            try sandbox.output("study stop\(option)").contains("process 4242 on node7 (Slurm job 17) was asked to end"))
        #expect(try sandbox.read("db/hpo.sqlite-runs/\(token).stop") == word)
        #expect(try sandbox.json("study stop")["elsewhere"] == [["host": "node7", "pid": 4242]])
    }

    @Test("that were not heard of for long are forgotten")
    func stale() throws {
        try signIn(ago: 400)
        #expect(try sandbox.json("study status")["completed"] == 0)
        try sandbox.output("study run --trials 1")
    }
}
