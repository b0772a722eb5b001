import Foundation
import JSON
import TestSupport
import Testing

@testable import Engine
@testable import Workloads

@Suite("talking-face") struct TalkingFaceTests {
    private static let small: JSONObject = ["d_model": 16, "layers": 1, "heads": 2, "lr": 3e-3, "warmup_epochs": 0]

    @Test("missing inputs become the training set's medians, and labels keep what is missing")
    func filling() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/data.safetensors"
        let inputs: [Float] = [1, .nan, 3, 10, 5, 20, .nan, 30]
        var tensors: [StoredTensor] = []
        for split in ["train", "val"] {
            tensors += [
                StoredTensor("\(split)/input/x", shape: [4, 2], .floats(inputs)),
                StoredTensor("\(split)/label/y", shape: [4], .floats([2, -1, 4, split == "val" ? 9 : 6])),
            ]
        }
        try SafetensorsWriter.write(tensors, to: path)
        let data = try TalkingFaceData(.file(path), DataNeeds([.train, .val], statistics: nil))
        let part = try #require(data.parts[.train])
        // Medians 3 and 20: the first feature is 1, 3, 5, 3.
        #expect(abs(part.inputs[0][2]) < 1e-6 && abs(part.inputs[0][6]) < 1e-6)
        #expect(part.inputs[0][1] == part.inputs[0][5])
        #expect(part.targets == [0, -1, 0.5, 1])
        #expect(data.parts[.val]?.targets == [0, -1, 0.5, 1], "a label beyond the training set's range is at its end")
        #expect(data.parts[.val]?.labels == [2, -1, 4, 9])
        #expect(data.label(0.5, task: 0) == 4)
        let again = try TalkingFaceData(.file(path), DataNeeds([.val], statistics: data.statistics))
        #expect(again.parts[.val]?.inputs == data.parts[.val]?.inputs)
        #expect(again.parts[.val]?.targets == data.parts[.val]?.targets)
    }

    @Test("a task that no training sample has a label of is refused, and a split without any label")
    func noLabels() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/data.safetensors"
        func message(train: [Float], val: [Float]) throws -> String {
            var tensors: [StoredTensor] = []
            for (split, labels) in [("train", train), ("val", val)] {
                tensors += [
                    StoredTensor("\(split)/input/x", shape: [2, 1], .floats([1, 2])),
                    StoredTensor("\(split)/label/y", shape: [2], .floats(labels)),
                    StoredTensor("\(split)/label/z", shape: [2], .floats(split == "val" ? labels : [3, 4])),
                ]
            }
            try SafetensorsWriter.write(tensors, to: path)
            do {
                _ = try TalkingFaceData(.file(path), DataNeeds([.train, .val], statistics: nil))
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(
            try message(train: [-1, -1], val: [1, 2])
                == "\(path): tensor train/label/y: expected a label other than -1, found none")
        #expect(
            try message(train: [1, -1], val: [-1, -1])
                == "\(path): tensor val/label/y, z: expected a label other than -1, found none")
        #expect(try message(train: [1, -1], val: [-1, 2]) == "")
    }

    @Test(
        "a hidden width is a power of two of 128 to 512",
        arguments: [
            (1, 128), (17, 128), (128, 128), (163, 256), (768, 512), (1404, 512),
        ])
    func hiddenWidths(features: Int, width: Int) {
        #expect(TalkingFaceTask.hiddenWidth(of: features) == width)
    }

    @Test("a short training learns, and a task without valid labels is left out of the mean")
    func learns() throws {
        let reports = try ShortTraining(TalkingFace(), Self.small, epochs: 3).run()
        let scores = reports.compactMap { $0["val_r2"] }
        #expect(scores.count == 3 && scores[2] > scores[0] && scores[2] > 0.1)
        let report = try #require(reports.last)
        let tasks = TalkingFace.taskWeights.map(\.task)
        let mean = tasks.compactMap { report["val_r2_\($0)"] }.reduce(0, +) / 5
        #expect(abs(mean - scores[2]) < 1e-12)
        #expect(tasks.allSatisfy { report["val_rmse_\($0)"] != nil })
    }

    @Test("R2 and RMSE are those worked out by hand")
    func measures() throws {
        // A model whose weights are all zero predicts the middle of the range: sigmoid(0).
        var training = ShortTraining(TalkingFace(), Self.small)
        training.epochs = 1
        let task = try training.trainer().task
        task.parameters.flatValues.update(repeating: 0)
        let batch = task.record(size: 192, mode: .evaluation, pool: ThreadPool(threads: 1), seed: 0)
        let samples = Array(0..<192)[...]
        task.load(samples, of: .val, epoch: 1, into: batch)
        batch.tape.forward()
        var meter = task.meter(for: .val)
        meter.add(batch, samples: samples)
        let results = meter.results()
        let labels = try #require(task.data.parts[.val]?.labels)
        let valid = stride(from: 0, to: labels.count, by: 5).map { Double(labels[$0]) }.filter { $0 != -1 }
        let middle = Double(task.data.label(0.5, task: 0))
        let error = valid.map { ($0 - middle) * ($0 - middle) }.reduce(0, +)
        let mean = valid.reduce(0, +) / Double(valid.count)
        let variation = valid.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        let name = task.data.tasks[0]
        let score = try #require(results.first { $0.name == "r2_\(name)" }?.value)
        let rmse = try #require(results.first { $0.name == "rmse_\(name)" }?.value)
        #expect(abs(score - (1 - error / variation)) < 1e-4)
        #expect(abs(rmse - (error / Double(valid.count)).squareRoot()) < 1e-5)
    }
}
