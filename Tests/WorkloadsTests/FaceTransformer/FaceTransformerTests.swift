import Engine
import Foundation
import JSON
import TestSupport
import Testing

@testable import Workloads

@Suite("face-transformer") struct FaceTransformerTests {
    private static let small: JSONObject = [
        "d_model": 32, "layers": 1, "heads": 4, "lr": 1e-2, "warmup_epochs": 0, "dropout": 0.0,
    ]

    @Test("the synthetic set is the same every time, and each split is its own")
    func reproducible() throws {
        let first = FaceTeacher().data(splits: [.train, .val])
        let second = FaceTeacher().data(splits: [.val])
        #expect(first.parts[.val]?.frames == second.parts[.val]?.frames)
        #expect(first.parts[.val]?.targets == second.parts[.val]?.targets)
        #expect(
            first.parts[.train]?.frames.prefix(384).elementsEqual(first.parts[.val]?.frames.prefix(384) ?? []) == false)
        #expect(first.parts[.train]?.frames.count == 480 * 8 * 24)
    }

    @Test("inputs and targets are scaled by the training set alone")
    func scaling() throws {
        let data = try FaceData(.synthetic, DataNeeds([.train, .val], statistics: nil))
        let frames = try #require(data.parts[.train]?.frames)
        for feature in 0..<3 {
            let column = stride(from: feature, to: frames.count, by: data.features).map { Double(frames[$0]) }
            let mean = column.reduce(0, +) / Double(column.count)
            let square = column.map { $0 * $0 }.reduce(0, +) / Double(column.count)
            #expect(abs(mean) < 1e-4 && abs(square - 1) < 1e-3)
        }
        let again = try FaceData(.synthetic, DataNeeds([.val], statistics: data.statistics))
        #expect(again.parts[.val]?.frames == data.parts[.val]?.frames)
        #expect(again.targetScale == data.targetScale)
    }

    @Test("a short training learns, and the same seed gives the same numbers")
    func learns() throws {
        let reports = try ShortTraining(FaceTransformer(), Self.small, epochs: 3).run()
        let cosines = reports.compactMap { $0["val_cosine"] }
        #expect(cosines.count == 3 && cosines[2] > cosines[0] && cosines[2] > 0.2)
        let again = try ShortTraining(FaceTransformer(), Self.small, epochs: 3).run()
        #expect(reports.map(\.measures) == again.map(\.measures))
        var other = ShortTraining(FaceTransformer(), Self.small, epochs: 1)
        other.seed = 2
        #expect(try other.run()[0].measures != reports[0].measures)
    }

    @Test("the parameters are named as PyTorch's")
    func names() throws {
        let task = try ShortTraining(FaceTransformer(), Self.small).trainer().task
        let names = task.parameters.all.map(\.name)
        #expect(names.first == "input.weight")
        #expect(names.contains("encoder.layers.0.self_attn.in_proj_weight"))
        #expect(names.last == "output.bias")
    }

    @Test("files that do not fit are refused with tensor, expected and found")
    func badFiles() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/data.safetensors"
        func message(_ tensors: [StoredTensor]) throws -> String {
            try SafetensorsWriter.write(tensors, to: path)
            do {
                _ = try FaceData(.file(path), DataNeeds([.train, .val], statistics: nil))
                return "no error"
            } catch {
                return "\(error)"
            }
        }
        let frames = StoredTensor("train/frames", shape: [2, 1, 2], .floats([1, 2, 3, 4]))
        let target = StoredTensor("train/target", shape: [2, 1], .floats([1, 2]))
        let valFrames = StoredTensor("val/frames", shape: [1, 1, 2], .floats([1, .nan]))
        #expect(try message([frames]).hasPrefix("\(path): expected a tensor train/target, found train/frames"))
        #expect(
            try message([frames, StoredTensor("train/target", shape: [1, 2], .floats([1, 2]))])
                .contains("tensor train/target: expected shape [2, 1]") == false)
        #expect(
            try message([frames, target, valFrames, StoredTensor("val/target", shape: [1, 1], .floats([1]))])
                == "\(path): tensor val/frames: expected finite numbers, found nan at element 1")
        #expect(
            try message([frames, target, StoredTensor("val/frames", shape: [1, 2], .floats([1, 2]))])
                == "\(path): tensor val/frames: expected shape [N, 1, 2], found shape [1, 2]")
    }
}
