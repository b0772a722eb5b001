import Foundation
import JSON
import Testing

/// What trials leave on the disk: found, taken away, removed.
@Suite("Trials' files")
struct TrialFilesTests {
    private static func study(epochs: Int = 2, pruner: String = "none: {}") -> String {
        """
        {
          name: "tiny",
          objective: { maximize: "val_cosine" },
          train: { workload: "face-transformer", data: "synthetic", epochs: \(epochs) },
          fixed: { layers: 1, heads: 2, d_model: 8, batch_size: 64, warmup_epochs: 0 },
          space: { lr: { float: [1e-4, 1e-2], log: true } },
          sampler: { random: {} },
          pruner: { \(pruner) },
        }
        """
    }

    private func sandbox(_ study: String) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(study, to: "studies/tiny.json5")
        try sandbox.output("study create tiny")
        return sandbox
    }

    private func names(_ folder: String, in sandbox: Sandbox) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(sandbox.path)/\(folder)").sorted()
    }

    @Test("of a training that has ended its weights are left, named by best and taken away by export --to")
    func weights() throws {
        let sandbox = try sandbox(Self.study())
        try sandbox.output("study run --trials 2")
        for trial in 0..<2 {
            #expect(
                try names("studies/tiny/trial-000\(trial)", in: sandbox)
                    == ["best.safetensors", "config.json", "log.txt"])
        }
        let best = try #require(try sandbox.json("study best")["number"]?.intValue)
        let folder = "studies/tiny/trial-000\(best)"
        #expect(try sandbox.output("study best").contains("\nWeights: \(folder)/best.safetensors, "))
        #expect(try sandbox.json("study export --to kept/best")["files"] == ["config.json", "best.safetensors"])
        #expect(try names("kept", in: sandbox) == ["best"])
        #expect(try sandbox.output("study export") == sandbox.read("kept/best/config.json"))
        let original = try Data(contentsOf: sandbox.folder.appendingPathComponent("\(folder)/best.safetensors"))
        #expect(try Data(contentsOf: sandbox.folder.appendingPathComponent("kept/best/best.safetensors")) == original)
        let again = try sandbox.hpo("study export --to kept/best")
        #expect(again.status == 1 && again.errors.contains("kept/best is there already"))
        #expect(try sandbox.hpo("study export --to other --output x.json").status == 2)
        let metrics = try sandbox.json("evaluate --split val --config kept/best/config.json --weights kept/best")
        #expect(metrics["metrics"]?["val_cosine"] == (try sandbox.json("study best"))["value"])
    }

    @Test("clean removes checkpoints of ended trials, weights where it is asked to, and the best's never")
    func clean() throws {
        let sandbox = try sandbox(Self.study())
        try sandbox.output("study run --trials 2")
        #expect(try sandbox.output("study clean") == "tiny: there is nothing to remove.\n")
        let best = try #require(try sandbox.json("study best")["number"]?.intValue)
        for trial in 0..<2 {
            try sandbox.write("1234567", to: "studies/tiny/trial-000\(trial)/checkpoint.safetensors")
        }
        try sandbox.write("abc", to: "studies/tiny/trial-0000.old-1/model.pt")
        let disk = try sandbox.json("study show")["disk"]
        #expect(disk?["checkpoints"] == 14 && disk?["useless"] == 14)
        #expect(try sandbox.output("study show").contains("hpo study clean removes 14 bytes"))
        let dry = try sandbox.json("study clean --dry-run")
        #expect(dry["bytes"] == 14 && dry["removed"] == false && dry["files"]?.arrayValue?.count == 2)
        #expect(sandbox.exists("studies/tiny/trial-0000/checkpoint.safetensors"))
        #expect(try sandbox.output("study clean") == "tiny: removed 2 checkpoints, 14 bytes\n")
        #expect(!sandbox.exists("studies/tiny/trial-0000/checkpoint.safetensors"))
        #expect(sandbox.exists("studies/tiny/trial-0000/best.safetensors"))
        #expect(sandbox.exists("studies/tiny/trial-0000.old-1/model.pt"))
        #expect(
            try sandbox.output("study clean --weights").contains(
                "removed 1 file of weights, 1 file of an earlier study of the same name, "))
        #expect(sandbox.exists("studies/tiny/trial-000\(best)/best.safetensors"))
        #expect(!sandbox.exists("studies/tiny/trial-000\(1 - best)/best.safetensors"))
        #expect(!sandbox.exists("studies/tiny/trial-0000.old-1"))
    }

    @Test("what can go on keeps its checkpoint: a trial that was interrupted", .timeLimit(.minutes(1)))
    func interrupted() throws {
        let sandbox = try sandbox(Self.study(epochs: 12))
        let run = try sandbox.start("study run --trials 1")
        #expect(try sandbox.wait { try sandbox.query("SELECT count(*) FROM epochs") != ["0"] })
        run.signal(SIGINT)
        #expect(run.wait().status == 130)
        #expect(sandbox.exists("studies/tiny/trial-0000/checkpoint.safetensors"))
        #expect(try sandbox.output("study clean") == "tiny: there is nothing to remove.\n")
        try sandbox.output("study run --trials 0")
        #expect(try sandbox.query("SELECT state, attempt FROM trials") == ["completed|2"])
        #expect(
            try sandbox.query("SELECT count(DISTINCT attempt), count(*), count(DISTINCT epoch) FROM epochs")
                == ["2|12|12"])
        #expect(!sandbox.exists("studies/tiny/trial-0000/checkpoint.safetensors"))
    }

    @Test("what can go on keeps its checkpoint: a trial that the pruner has paused", .timeLimit(.minutes(1)))
    func paused() throws {
        let sandbox = try sandbox(Self.study(epochs: 4, pruner: "asha: { min_resource: 1, reduction_factor: 2 }"))
        try sandbox.output("study run --trials 5")
        let states = try sandbox.query("SELECT number, state = 'stopped' FROM trials")
        #expect(Set(states.map { $0.suffix(1) }) == ["0", "1"], "\(states)")
        for state in states {
            let (number, isPaused) = (state.prefix(1), state.hasSuffix("1"))
            #expect(sandbox.exists("studies/tiny/trial-000\(number)/checkpoint.safetensors") == isPaused)
        }
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test("of a program of one's own everything is kept, and goes with export --to")
    func ownProgram() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.write(
            SmallStudy.script + "mkdir -p \"$HPO_TRIAL_DIR/runs/a\"\necho $1 > \"$HPO_TRIAL_DIR/runs/a/model.pt\"\n",
            to: "trial.sh")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 2")
        #expect(try sandbox.output("study clean --weights") == "small: there is nothing to remove.\n")
        let best = try #require(try sandbox.json("study best")["number"]?.intValue)
        #expect(
            try sandbox.output("study best").contains(
                "Files: studies/small/trial-000\(best)/ with checkpoint, runs/a/model.pt, "))
        try sandbox.output("study export --trial \(1 - best) --to there/")
        #expect(try names("there", in: sandbox) == ["checkpoint", "config.json", "runs"])
        #expect(
            try sandbox.read("there/runs/a/model.pt")
                == sandbox.read("studies/small/trial-000\(1 - best)/runs/a/model.pt"))
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state = 'completed'") == ["2"])
    }
}
