// Steps of the workloads themselves, on random data of the sizes that their reports had.

import Engine
import Foundation
import JSON
import Workloads

/// Cases made by `Workload.makeTask` from a file.
enum WorkloadSteps {
    /// EfficientNet-B0 on images of 64 x 64.
    static let efficientNet: StepCase = {
        let (side, batch, classes) = (64, 32, 26)
        return StepCase(
            name: "step efficientnet-b0", batch: batch, shape: ["image": .int(side), "classes": .int(classes)]
        ) { dropout, pool in
            var tensors: [StoredTensor] = []
            for (split, count) in [("train", batch), ("val", 1)] {
                let images = uniform(count * side * side * 3, 0, 255).map { UInt8($0) }
                tensors += [
                    StoredTensor("\(split)/image", shape: [count, side, side, 3], .bytes(images)),
                    StoredTensor(
                        "\(split)/label", shape: [count],
                        .integers((0..<count).map { Int32($0 % classes == 0 ? classes - 1 : $0 % classes) })),
                ]
            }
            return try prepare(
                CharacterClassifier(), tensors, batch: batch,
                ["image_size": .int(side), "stochastic_depth": 0, "dropout": .double(Double(dropout))], pool)
        }
    }()

    /// talking-face in full size.
    static let talkingFace: StepCase = {
        let (time, batch) = (150, 4)
        let (layers, heads, width, feedforward) = (6, 16, 512, 2048)
        return StepCase(
            name: "step talking-face", batch: batch,
            shape: [
                "d_model": .int(width), "layers": .int(layers), "heads": .int(heads), "ff": .int(feedforward),
                "time": .int(time),
            ]
        ) { dropout, pool in
            let sequences = [("audio", 768), ("au", 17), ("keypoint", 1404), ("visual", 163)]
            let vectors = [("consistency", 1), ("syncnet", 2)]
            let tasks = ["audio_quality", "cross_modal", "expression", "lip_sync", "overall"]
            var tensors: [StoredTensor] = []
            for (split, count) in [("train", batch), ("val", 1)] {
                func add(_ name: String, _ shape: [Int]) {
                    tensors.append(
                        StoredTensor(
                            "\(split)/\(name)", shape: shape, .floats(uniform(shape.reduce(1, *), 0, 1))))
                }
                for (name, features) in sequences { add("input/\(name)", [count, time, features]) }
                for (name, features) in vectors { add("input/\(name)", [count, features]) }
                for task in tasks { add("label/\(task)", [count]) }
            }
            return try prepare(
                TalkingFace(), tensors, batch: batch,
                [
                    "layers": .int(layers), "heads": .int(heads), "d_model": .int(width),
                    "dim_feedforward": .int(feedforward), "dropout": .double(Double(dropout)),
                ], pool)
        }
    }()

    private static func uniform(_ count: Int, _ low: Float, _ high: Float) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            Philox(seed: 1).fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), stream: 1, uniform: low, high)
            initialized = count
        }
    }

    private static func prepare(
        _ workload: some Workload, _ tensors: [StoredTensor], batch size: Int, _ params: JSONObject, _ pool: ThreadPool
    ) throws -> PreparedStep {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
            .path
        try SafetensorsWriter.write(tensors, to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var values = try ParameterValues(params, of: workload.parameters, place: "benchmark")
        try workload.complete(&values, place: "benchmark")
        let task = try workload.makeTask(TaskRequest(data: .file(path), values: values, seed: 1))
        let batch = task.record(size: size, mode: .training, pool: pool, seed: 1)
        task.load(ArraySlice(0..<size), of: .train, epoch: 1, into: batch)
        return PreparedStep(tape: batch.tape, parameters: task.parameters)
    }
}
