import Foundation
import JSON
import Testing

/// `hpo evaluate`, `hpo predict` and `hpo generate` by the real program, on what a study's trials and trainings left.
@Suite("Trained models in the program")
struct TrainedModelTests {
    private static let study = """
        {
          name: "tiny",
          objective: { maximize: "val_cosine" },
          train: { workload: "face-transformer", data: "synthetic", epochs: 2 },
          fixed: { layers: 1, heads: 2, d_model: 8, batch_size: 64, warmup_epochs: 0 },
          space: { lr: { float: [1e-3, 1e-2], log: true } },
          sampler: { random: {} },
          pruner: { none: {} },
        }
        """

    private func sandboxWithStudy() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(Self.study, to: "studies/tiny.json5")
        try sandbox.output("study create tiny")
        try sandbox.output("study run --trials 2")
        return sandbox
    }

    private func trained(_ workload: String, _ settings: String, in sandbox: Sandbox, to folder: String) throws {
        let set = settings.split(separator: " ").flatMap { ["--set", String($0)] }
        try sandbox.output("train \(workload) --epochs 1 --directory \(folder)", set)
    }

    @Test("the best trial's weights measure on the validation set what the study has of them", .timeLimit(.minutes(2)))
    func bestTrial() throws {
        let sandbox = try sandboxWithStudy()
        let best = try sandbox.json("study best")
        let evaluation = try sandbox.json("evaluate --split val")
        #expect(evaluation["metrics"]?["val_cosine"] == best["value"])
        #expect(evaluation["trial"] == best["number"] && evaluation["study"] == "tiny")
        #expect(evaluation["samples"] == 192 && evaluation["workload"] == "face-transformer")
        let other = 1 - (best["number"]?.intValue ?? 0)
        let worse = try sandbox.json("evaluate --study tiny --trial \(other) --split val")
        #expect(worse["trial"] == .int(other) && worse["metrics"] != evaluation["metrics"])
        let text = try sandbox.output("evaluate")
        #expect(text.contains("192 samples of test") && text.contains("test_cosine"))

        // The same from files alone, and from a folder in which the study is not.
        try sandbox.output("study export --output best.json")
        let weights = "studies/tiny/trial-000\(best["number"]?.intValue ?? 0)/best.safetensors"
        let byHand = try sandbox.json("evaluate face-transformer --config best.json --split val --weights \(weights)")
        #expect(byHand["metrics"] == evaluation["metrics"])
        let stranger = try sandbox.hpo("evaluate --config best.json --weights \(weights) --data synthetic --set a=1")
        #expect(stranger.status == 2)
    }

    @Test("a study of another workload is named, not a file of its trial", .timeLimit(.minutes(1)))
    func otherWorkload() throws {
        let sandbox = try sandboxWithStudy()
        for line in ["generate", "generate --study tiny", "evaluate video-music"] {
            let answer = try sandbox.hpo(line)
            #expect(answer.status == 1)
            #expect(
                answer.errors.contains("the study tiny trains face-transformer, not video-music"), "\(answer.errors)")
        }
        try sandbox.write(
            """
            { name: "own", objective: { minimize: "l" }, train: { command: ["sh", "own.sh"] },
              space: { x: { int: [1, 9] } } }
            """, to: "studies/own.json5")
        try sandbox.write("echo '{\"epoch\": 1, \"l\": 2}'", to: "own.sh")
        try sandbox.output("study create own")
        try sandbox.output("study run own --trials 1")
        #expect(
            try sandbox.hpo("evaluate").errors.contains(
                "evaluate works only for built-in workloads, and own trains a program of its own"))
    }

    @Test("predictions are written as tensors and as the same table", .timeLimit(.minutes(2)))
    func predictions() throws {
        let sandbox = try Sandbox()
        try trained("character", "width=0.1 depth=0.1 image_size=16", in: sandbox, to: "run")
        try sandbox.output("predict --weights run")
        #expect(sandbox.exists("predictions.safetensors"))
        let answer = try sandbox.json("predict character --weights run/best.safetensors --output labels.csv")
        let rows = try sandbox.read("labels.csv").split(separator: "\n").map { $0.split(separator: ",") }
        #expect(answer["samples"]?.intValue == rows.count - 1 && rows.count > 10)
        #expect(rows[0].prefix(3) == ["sample", "label", "probability_0"])
        for row in rows.dropFirst() {
            let numbers = row.compactMap { Double($0) }
            let probabilities = numbers.dropFirst(2)
            #expect(numbers.count == rows[0].count && abs(probabilities.reduce(0, +) - 1) < 1e-5)
            #expect(probabilities.max() == probabilities[2 + Int(numbers[1])])
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: sandbox.path).allSatisfy { !$0.contains(".partial") })
    }

    @Test("chords are generated as a .lab file and a MIDI file that says the same", .timeLimit(.minutes(2)))
    func chords() throws {
        let sandbox = try Sandbox()
        let settings = "d_model=16 encoder_layers=1 decoder_layers=1 heads=2"
        try trained("video-music", settings, in: sandbox, to: "run")
        try sandbox.output("generate --weights run --item 3 --seed 2 --step 0.5s --output song")
        let first = try sandbox.read("song.lab")
        let answer = try sandbox.json("generate video-music --weights run --item 3 --seed 2 --step 0.5s --output song")
        #expect(try sandbox.read("song.lab") == first)
        let bytes = [UInt8](try Data(contentsOf: sandbox.folder.appendingPathComponent("song.mid")))
        let midi = try MIDIFile(bytes)
        let secondsPerTick = Double(midi.microsecondsPerQuarter) / 1e6 / Double(midi.ticksPerQuarter)
        #expect(abs(Double(midi.length) * secondsPerTick - 12) < 1e-9)

        var starts: [Double] = []
        var end = 0.0
        for line in first.split(separator: "\n") {
            let parts = line.split(separator: " ")
            let times = parts.prefix(2).compactMap { Double($0) }
            #expect(parts.count == 3 && times.count == 2 && times[0] == end && times[1] > times[0])
            end = times.last ?? end
            if parts.last != "N" { starts.append(times[0]) }
            let notes = midi.notes.filter { abs(Double($0.start) * secondsPerTick - times[0]) < 1e-9 }
            #expect(notes.count == (parts.last == "N" ? 0 : 4))
            for note in notes { #expect(abs(Double(note.end) * secondsPerTick - times[1]) < 1e-9) }
        }
        #expect(end == 12 && midi.notes.count == 4 * starts.count)
        #expect(answer["chords"]?.arrayValue?.count == first.split(separator: "\n").count)
        #expect(
            try sandbox.hpo("generate --weights run --item 999").errors.contains("expected an integer from 0 to 95"))
    }

    @Test("weights that do not fit are refused with the tensor and both shapes", .timeLimit(.minutes(2)))
    func mismatches() throws {
        let sandbox = try Sandbox()
        try trained("face-transformer", "d_model=8 layers=1 heads=2", in: sandbox, to: "run")
        try sandbox.write(
            #"{ workload: "face-transformer", params: { d_model: 16, layers: 1, heads: 2 } }"#, to: "wide.json")
        try sandbox.write(#"{ params: { d_model: 8, layers: 1, heads: 4 } }"#, to: "heads.json")
        try sandbox.write("no tensors", to: "text.safetensors")
        for (line, status, message) in [
            (
                "evaluate --weights run --config wide.json", 1,
                "tensor input.weight: expected shape [16, 24], found shape [8, 24]"
            ),
            ("evaluate character --weights run", 2, "workload: expected character, found face-transformer"),
            ("evaluate face-transfomer --weights run", 2, "did you mean face-transformer?"),
            ("predict video-music --weights run", 2, "workload: expected video-music, found face-transformer"),
            ("generate --weights run", 2, "workload: expected video-music, found face-transformer"),
            ("evaluate --weights absent", 1, "absent: cannot open: "),
            ("evaluate --weights text.safetensors", 1, "text.safetensors: "),
            ("predict --weights run --output table.xlsx", 2, "ends in .safetensors or .csv"),
            ("predict --weights run --output absent/table.csv", 1, "absent/table.csv: cannot write"),
            ("evaluate --weights run --trial 3", 2, "exclude each other"),
            ("evaluate --split tset", 2, "did you mean 'test'?"),
            ("evaluate", 1, "hpo study create"),
        ] {
            let answer = try sandbox.hpo(line)
            #expect(answer.status == status, "\(line): \(answer.errors)")
            #expect(answer.errors.hasPrefix("hpo: ") && answer.errors.contains(message), "\(line): \(answer.errors)")
            #expect(answer.output == "")
        }
        let answer = try sandbox.hpo("evaluate --weights run --config heads.json")
        #expect(answer.status == 0 && answer.errors.contains("trained otherwise: heads was 2, is 4"))
    }

    @Test("a trial without weights, and a study of another program, are told so")
    func noWeights() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 1")
        #expect(try sandbox.hpo("evaluate").errors.contains("trains a program of its own"))
        try sandbox.write(Self.study, to: "studies/tiny.json5")
        try sandbox.output("study create tiny")
        #expect(try sandbox.hpo("evaluate").errors.contains("it has no trials yet"))
        try sandbox.output("ask tiny")
        let answer = try sandbox.hpo("evaluate --trial 0")
        #expect(answer.status == 1 && answer.errors.contains("trial 0 of tiny has no weights"))
    }
}
