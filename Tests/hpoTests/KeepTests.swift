import Foundation
import JSON
import Testing

/// What a study's `keep` lets go of trials' files, when they end and by `hpo study clean`.
@Suite("Files that a study keeps")
struct KeepTests {
    /// Trials of a program of one's own whose loss is x: 5, 3, 4, 1 in turn.
    private func sandbox(keep: String, program: String = "", run: Bool = true) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(
            """
            { name: "k", objective: { minimize: "loss" }, train: { command: ["sh", "t.sh", "{x}"], resume: true },
              space: { x: { int: [1, 9] } }, sampler: { random: {} }, pruner: { none: {} }, \(keep)
              start: [{ x: 5 }, { x: 3 }, { x: 4 }, { x: 1 }] }
            """, to: "studies/k.json5")
        try sandbox.write(
            """
            echo "{\\"epoch\\": 1, \\"loss\\": $1}"; cd $HPO_TRIAL_DIR; mkdir -p ckpt-1
            echo a > ckpt-1/opt.bin; echo m > model.pt; echo r > result.txt; echo p > plot.png
            \(program)
            """, to: "t.sh")
        try sandbox.output("study create k")
        if run { try sandbox.output("study run k --trials 4") }
        return sandbox
    }

    private func trials(with name: String, in sandbox: Sandbox) -> [Int] {
        (0..<4).filter { sandbox.exists("studies/k/trial-000\($0)/\(name)") }
    }

    @Test("of each kind what it says goes when trials end, all else stays, and what went is on record")
    func kinds() throws {
        let sandbox = try sandbox(
            keep: "keep: { checkpoints: \"best 2\", weights: \"best\", artifacts: { \"*.png\": \"none\" } },")
        #expect(trials(with: "ckpt-1/opt.bin", in: sandbox) == [1, 3])
        #expect(trials(with: "ckpt-1", in: sandbox) == [1, 3])
        #expect(trials(with: "model.pt", in: sandbox) == [3])
        #expect(trials(with: "plot.png", in: sandbox) == [])
        #expect(trials(with: "result.txt", in: sandbox) == [0, 1, 2, 3])
        #expect(trials(with: "log.txt", in: sandbox) == [0, 1, 2, 3])
        let removed = try sandbox.json("trial artifacts k 0")["removed"]?.arrayValue ?? []
        #expect(Set(removed.compactMap { $0["path"]?.stringValue }) == ["ckpt-1/opt.bin", "model.pt", "plot.png"])
        let model = removed.first { $0["path"] == "model.pt" }
        #expect(model?["size"] == 2)
        #expect(model?["sha256"] == "01a60e35df88d8b49546cb3f8f4ba4f406870f9b8e1f394c9d48ab73548d748d")
        #expect(try sandbox.output("trial artifacts k 0").contains("removed 20"))
        #expect(try sandbox.output("study clean k") == "k: there is nothing to remove.\n")
        #expect(
            try sandbox.output("study show k").contains("keeps checkpoints of the best 2 trials, weights of the best"))
        #expect(try sandbox.output("study verify k").contains("all as recorded"))
    }

    @Test("without a word of it what a program of one's own has written stays")
    func silent() throws {
        let sandbox = try sandbox(keep: "")
        try sandbox.output("study clean k --weights")
        for name in ["ckpt-1/opt.bin", "model.pt", "plot.png"] {
            #expect(trials(with: name, in: sandbox) == [0, 1, 2, 3])
        }
    }

    @Test("an edited policy is applied by clean, which says first what it would remove")
    func clean() throws {
        let sandbox = try sandbox(keep: "")
        let edited = try sandbox.read("studies/k.json5")
            .replacingOccurrences(of: "start:", with: "keep: { checkpoints: \"none\", logs: \"best\" }, start:")
        try sandbox.write(edited, to: "studies/k.json5")
        try sandbox.output("study edit k")
        let dry = try sandbox.json("study clean k --dry-run")
        #expect(dry["removed"] == false && dry["files"]?.arrayValue?.count == 7)
        #expect(trials(with: "log.txt", in: sandbox) == [0, 1, 2, 3])
        #expect(try sandbox.output("study clean k").hasPrefix("k: removed 7 files that the study does not keep"))
        #expect(trials(with: "log.txt", in: sandbox) == [3] && trials(with: "ckpt-1", in: sandbox) == [])
        #expect(try sandbox.json("trial artifacts k 3")["removed"]?.arrayValue?.count == 1)
    }

    @Test("nothing goes of a trial that can go on, nor of one that runs")
    func resumable() throws {
        let sandbox = try sandbox(
            keep: "keep: { checkpoints: \"none\" },", program: "[ -f ../../../go ] || sleep 1000", run: false)
        let running = try sandbox.start("study run k --trials 1")
        #expect(sandbox.wait { sandbox.exists("studies/k/trial-0000/plot.png") })
        #expect(try sandbox.output("study clean k") == "k: there is nothing to remove.\n")
        running.signal(SIGINT)
        #expect(running.wait().status == 130)
        #expect(try sandbox.output("study clean k") == "k: there is nothing to remove.\n")
        #expect(trials(with: "ckpt-1/opt.bin", in: sandbox) == [0])
        try sandbox.write("", to: "go")
        try sandbox.output("study run k --trials 0")
        #expect(trials(with: "ckpt-1/opt.bin", in: sandbox) == [])
    }

    @Test("what lies behind a link is no part of the project, and stays")
    func links() throws {
        let sandbox = try sandbox(keep: "")
        let outside = try Sandbox()
        let trial = "studies/k/trial-0000"
        _ = try sandbox.shell("mv \(trial) \(outside.path)/t && ln -s \(outside.path)/t \(trial)")
        try outside.write("x", to: "far/last.ckpt")
        _ = try sandbox.shell("ln -s \(outside.path)/far studies/k/trial-0001/ckpt-2")
        let edited = try sandbox.read("studies/k.json5")
            .replacingOccurrences(of: "start:", with: "keep: { checkpoints: \"none\" }, start:")
        try sandbox.write(edited, to: "studies/k.json5")
        try sandbox.output("study edit k")
        try sandbox.output("study clean k")
        #expect(outside.exists("t/ckpt-1/opt.bin") && outside.exists("far/last.ckpt"))
        #expect(trials(with: "ckpt-1/opt.bin", in: sandbox) == [0])
    }

    @Test("of the built-in engine checkpoints are kept where it says so")
    func builtIn() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            """
            { name: "k", objective: { maximize: "val_cosine" },
              train: { workload: "face-transformer", data: "synthetic", epochs: 1 },
              fixed: { layers: 1, heads: 2, d_model: 8, batch_size: 64, warmup_epochs: 0 },
              space: { lr: { float: [1e-4, 1e-2], log: true } }, sampler: { random: {} }, pruner: { none: {} },
              keep: { checkpoints: "best", weights: "best" } }
            """, to: "studies/k.json5")
        try sandbox.output("study create k")
        try sandbox.output("study run k --trials 3")
        let best = try #require(try sandbox.json("study best k")["number"]?.intValue)
        #expect(trials(with: "checkpoint.safetensors", in: sandbox) == [best])
        #expect(trials(with: "best.safetensors", in: sandbox) == [best])
        #expect(try sandbox.output("study clean k") == "k: there is nothing to remove.\n")
    }
}
