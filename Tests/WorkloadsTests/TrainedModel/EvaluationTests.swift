import Engine
import JSON
import TestSupport
import Testing

@testable import Workloads

@Suite("Trained models") struct EvaluationTests {
    @Test("the weights on disk measure what their epoch reported, and their predictions agree with it")
    func evaluation() throws {
        let folder = try TemporaryFolder()
        var training = ShortTraining(
            FaceTransformer(), ["d_model": 16, "layers": 1, "heads": 2, "lr": 1e-2, "warmup_epochs": 0], epochs: 2)
        let values = try training.values()
        training.files = TrainingFiles(
            folder: folder.path, configuration: ["workload": "face-transformer", "params": .object(values.json)],
            source: "synthetic")
        let reports = try training.run()
        var request = WeightsRequest(weights: folder.path)
        request.split = .val
        let evaluation = try Evaluation(request)
        let best = try #require(reports.compactMap { $0["val_cosine"] }.max())
        #expect(evaluation.metrics.first { $0.name == "val_cosine" }?.value == best)
        #expect(evaluation.samples == 192)
        #expect(
            try Evaluation(WeightsRequest(weights: folder.path + "/best.safetensors")).metrics[0].name == "test_loss")

        let path = folder.path + "/predictions.safetensors"
        #expect(try Prediction.write(request, to: path) == 192)
        let predicted = try TensorFile(opening: path).floats("target", shape: [192, 8])
        let data = try FaceData(.synthetic, DataNeeds([.train, .val], statistics: nil))
        var scaled = predicted
        data.targetScale.apply(to: &scaled)
        let targets = try #require(data.parts[.val]?.targets)
        let mse = zip(scaled, targets).map { Double(($0 - $1) * ($0 - $1)) }.reduce(0, +) / Double(targets.count)
        let reported = try #require(evaluation.metrics.first { $0.name == "val_mse" }?.value)
        #expect(abs(mse - reported) < 1e-4)
    }

    @Test("weights of another workload or of no training are refused")
    func refused() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/weights.safetensors"
        try SafetensorsWriter.write([StoredTensor("x", shape: [1], .floats([0]))], to: path)
        #expect(throws: WorkloadError.self) { _ = try Evaluation(WeightsRequest(weights: path)) }
        #expect(throws: WorkloadError.self) { _ = try Evaluation(WeightsRequest(weights: folder.path)) }
    }
}
