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
        try sandbox.expectSound()
        #expect(
            try sandbox.query("SELECT number FROM trials ORDER BY 1")
                == (0..<(try count("trials", in: sandbox))).map { "\($0)" })
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test(
        "whenever the loop is killed, an attempt's program has ended, with all that it left, before the next one begins",
        .timeLimit(.minutes(2)), arguments: [1, 4])
    func beside(jobs: Int) throws {
        let sandbox = try SmallStudy.sandbox()
        // It prints nothing, so that it does not die of a pipe that nobody reads; its worker outlives it, as a daemon does.
        let script = """
            cd "$HPO_TRIAL_DIR" || exit 9
            for file in process-*; do
                [ -f "$file" ] && read process < $file || continue
                state=$(cut -d' ' -f3 /proc/$process/stat 2> /dev/null)
                [ "${state:-Z}" = Z ] || echo "$HPO_TRIAL $HPO_ATTEMPT beside $file" >> ../../../wrong
            done
            echo $$ > process-$HPO_ATTEMPT
            [ -f ../../../last ] && echo '{"epoch": 1, "loss": 1}' && exit
            sleep 1000 & echo $! > process-$HPO_ATTEMPT-worker
            setsid sleep 1000 & echo $! > process-$HPO_ATTEMPT-daemon
            echo >> ../../../begun
            [ $((HPO_ATTEMPT % 2)) = 0 ] || kill -9 $$
            wait
            """
        try sandbox.write(script, to: "trial.sh")
        try sandbox.write("", to: "begun")
        try sandbox.output("study create small")
        for _ in 0..<8 {
            let begun = try sandbox.read("begun").count
            let run = try sandbox.start("study run --max-failures 1000 --jobs \(jobs)")
            #expect(try sandbox.wait { try sandbox.read("begun").count > begun })
            run.signal(SIGKILL)
            _ = run.wait()
        }
        try sandbox.write("", to: "last")
        try sandbox.output("study run --trials 0 --jobs \(jobs)")
        #expect(!sandbox.exists("wrong"))
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state IN ('running', 'stopped')") == ["0"])
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
