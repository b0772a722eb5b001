import Engine
import Foundation
import JSON
import TestSupport
import Testing

@testable import Workloads

/// The best weights of each workload in modules of torch.nn, loaded strictly; skipped where there is no PyTorch.
@Suite("Weights in PyTorch") struct TorchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Trains an epoch, runs the validation set's first samples with the best weights, and has PyTorch do the same.
    private func expectAgreement<W: Workload>(
        _ workload: W, _ params: JSONObject, inputs: (W.Task, W.Task.Batch) -> [StoredTensor],
        output: (W.Task.Batch) -> Variable
    ) throws {
        guard let python = TorchInterpreter.path else { return }
        var training = ShortTraining(workload, params, epochs: 1)
        let values = try training.values()
        training.files = TrainingFiles(
            folder: folder.path, configuration: ["workload": .string(workload.name), "params": .object(values.json)],
            source: "synthetic")
        try training.run()
        var request = WeightsRequest(weights: folder.path)
        request.split = .val
        let task = try TrainedModel(request).task(workload, labels: true)
        let batch = task.record(size: 3, mode: .evaluation, pool: ThreadPool(threads: 1), seed: 0)
        task.load([4, 0, 7], of: .val, epoch: 1, into: batch)
        batch.tape.forward()
        let out = output(batch)
        let tensors =
            inputs(task, batch) + [StoredTensor("out", shape: out.shape, .floats(Array(batch.tape.values(of: out))))]
        let path = folder.path + "/batch.safetensors"
        try SafetensorsWriter.write(tensors, to: path)
        let answer = TorchInterpreter.run(
            python, [TorchInterpreter.script, folder.path + "/best.safetensors", path])
        #expect(answer.status == 0, "\(answer.output)")
    }

    private func stored(_ name: String, _ variable: Variable, of tape: Tape) -> StoredTensor {
        StoredTensor("in/\(name)", shape: variable.shape, .floats(Array(tape.values(of: variable))))
    }

    @Test("face-transformer", arguments: [false, true])
    func faceTransformer(normFirst: Bool) throws {
        try expectAgreement(
            FaceTransformer(),
            ["d_model": 16, "layers": 2, "heads": 4, "lr": 1e-2, "warmup_epochs": 0, "norm_first": .bool(normFirst)],
            inputs: { [stored("frames", $1.frames, of: $1.tape)] }, output: \.prediction)
    }

    @Test("talking-face")
    func talkingFace() throws {
        try expectAgreement(
            TalkingFace(), ["d_model": 16, "layers": 1, "heads": 2, "lr": 3e-3, "warmup_epochs": 0],
            inputs: { task, batch in
                zip(task.data.modalities, batch.inputs).map { stored($0.name, $1, of: batch.tape) }
            }, output: \.prediction)
    }

    @Test("video-music")
    func videoMusic() throws {
        try expectAgreement(
            VideoMusic(),
            ["d_model": 16, "encoder_layers": 1, "decoder_layers": 2, "heads": 2, "lr": 1e-2, "warmup_epochs": 0],
            inputs: { _, batch in
                let previous = Array(batch.tape.values(of: batch.previous))
                return [
                    stored("video", batch.video, of: batch.tape), stored("key", batch.key, of: batch.tape),
                    StoredTensor("in/previous", shape: [3, previous.count / 3], .integers(previous)),
                ]
            }, output: \.logits)
    }

    @Test("character, the whole of EfficientNet-B0 too", arguments: [(0.1, 0.1), (1.0, 1.0)])
    func character(width: Double, depth: Double) throws {
        try expectAgreement(
            CharacterClassifier(),
            [
                "width": .double(width), "depth": .double(depth), "image_size": 16, "lr": 1e-3, "batch_size": 64,
                "warmup_epochs": 0,
            ],
            inputs: { [stored("images", $1.images, of: $1.tape)] }, output: \.logits)
    }
}
