import Foundation
import TestSupport
import Testing

@Suite("train.warm")
struct WarmTests {
    /// Resumes from its checkpoint; trial 2's first attempt hangs at its second epoch, deaf to the end of its input.
    private static let script = """
        value() { v=${line##*\\"$1\\":}; v=${v#\\"}; v=${v%%[,\\}\\"]*}; }
        echo $$ >> pids
        while echo '{"next": true}'; read -r line; do
            value x; x=$v; value trial; trial=$v; value attempt; attempt=$v; value directory; directory=$v
            epoch=0 answer=continue
            [ -f $directory/epoch ] && read epoch < $directory/epoch
            while [ $epoch -lt 9 ] && [ $answer = continue ]; do
                epoch=$((epoch + 1))
                echo "{\\"epoch\\": $epoch, \\"loss\\": $((x * x + 60 / epoch))}"
                read -r answer || exit 4
                echo $epoch > $directory/epoch
                [ "$trial $attempt $epoch" = "2 1 2" ] && sleep 1000
            done
        done

        """

    private func sandbox(_ pruner: String, train: String = "sync: true, resume: true") throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(Self.script, to: "trial.sh")
        try sandbox.write(
            """
            {
              name: "warm", objective: { minimize: "loss" }, seed: 3,
              train: { command: ["sh", "trial.sh"], epochs: 9, warm: true, \(train) },
              space: { x: { int: [-99, 99] } }, sampler: { tpe: {} }, pruner: \(pruner),
            }
            """, to: "studies/warm.json5")
        try sandbox.output("study create warm")
        return sandbox
    }

    @Test("kill -9 of the run: what serves its trial is ended before that is resumed, and all is derived again")
    func killed() throws {
        let sandbox = try sandbox("{ none: {} }")
        let run = try sandbox.start("study run warm --trials 4")
        #expect(
            try sandbox.wait {
                try sandbox.query("SELECT count(*) FROM epochs WHERE trial = 2") == [
                    "2"
                ]
            })
        let process = try #require(Int(try sandbox.read("pids").split(separator: "\n")[0]))
        run.signal(SIGKILL)
        _ = run.wait()
        try sandbox.output("study run warm --trials 2")
        #expect(!isAlive(process))
        #expect(try sandbox.read("pids").split(separator: "\n").count == 2)
        #expect(
            try sandbox.query("SELECT number || ' ' || attempt || ' ' || state FROM trials ORDER BY number")
                == ["0 1 completed", "1 1 completed", "2 2 completed", "3 1 completed", "4 1 completed"])
        #expect(try sandbox.query("SELECT count(*) FROM epochs") == ["45"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test("trials are paused and promoted, all by one process")
    func promoted() throws {
        let sandbox = try sandbox("{ asha: { min_resource: 1, reduction_factor: 2 } }")
        // No trial hangs.
        try sandbox.write(Self.script.replacingOccurrences(of: "sleep 1000", with: ":"), to: "trial.sh")
        try sandbox.output("study run warm --trials 16")
        #expect(try sandbox.query("SELECT count(*) > 0 FROM trials WHERE attempt > 1") == ["1"])
        #expect(try sandbox.read("pids").split(separator: "\n").count == 1)
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test("no cluster runs it, wherever that is said")
    func elsewhere() throws {
        let sandbox = try sandbox("{ none: {} }")
        let answer = try sandbox.hpo("study run warm --launcher slurm")
        #expect(answer.status == 2)
        #expect(
            answer.errors.contains(
                "--launcher slurm: the study's program is warm, and serves trials on this machine alone"))
    }
}
