import Engine
import Foundation
import JSON
import TestSupport
import Testing

@testable import Workloads

@Suite("video-music") struct VideoMusicTests {
    private static let small: JSONObject = [
        "d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "heads": 2, "lr": 1e-2, "warmup_epochs": 0,
    ]

    @Test("the decoder reads the chords one step late, and padding has a sign of its own")
    func shifting() throws {
        let task = try ShortTraining(VideoMusic(), Self.small).trainer().task
        let batch = task.record(size: 2, mode: .evaluation, pool: ThreadPool(threads: 1), seed: 0)
        task.load([5, 3], of: .val, epoch: 1, into: batch)
        let chords = try #require(task.data.parts[.val]?.chords)
        let previous = Array(batch.tape.values(of: batch.previous))
        let target = Array(batch.tape.values(of: batch.target))
        let steps = task.data.steps
        for (row, sample) in [5, 3].enumerated() {
            let own = Array(chords[sample * steps..<(sample + 1) * steps])
            #expect(Array(target[row * steps..<(row + 1) * steps]) == own)
            #expect(
                Array(previous[row * steps..<(row + 1) * steps])
                    == [25] + own.dropLast().map { $0 < 0 ? 26 : $0 })
        }
    }

    @Test("a chord does not depend on those that follow it")
    func causality() throws {
        let task = try ShortTraining(VideoMusic(), Self.small).trainer().task
        let batch = task.record(size: 1, mode: .evaluation, pool: ThreadPool(threads: 1), seed: 0)
        task.load([0], of: .val, epoch: 1, into: batch)
        batch.tape.forward()
        let width = task.data.chordCount
        let before = Array(batch.tape.values(of: batch.logits))
        batch.tape.values(of: batch.previous)[10] = 3
        batch.tape.forward()
        let after = Array(batch.tape.values(of: batch.logits))
        #expect(before[..<(10 * width)] == after[..<(10 * width)])
        #expect(before[(10 * width)...] != after[(10 * width)...])
    }

    @Test("a short training learns, keeps its records, and generates the same chords from the same seed")
    func learns() throws {
        let folder = try TemporaryFolder()
        var training = ShortTraining(VideoMusic(), Self.small, epochs: 3)
        let values = try training.values()
        training.files = TrainingFiles(
            folder: folder.path, configuration: ["workload": "video-music", "params": .object(values.json)],
            source: "synthetic")
        var records = VideoMusicRecords(folder: folder.path)
        try records.begin(after: 0, parameters: values)
        let reports = try training.run()
        for report in reports { try records.record(report) }
        let losses = reports.compactMap { $0["val_loss"] }
        #expect(losses.count == 3 && losses[2] < losses[0])
        let last = try #require(reports.last)
        #expect(try #require(last["val_hits5"]) > 0.4)
        let weighted = 0.4 * (last["val_chord_loss"] ?? 0) + 0.6 * (last["val_emotion_loss"] ?? 0)
        #expect(abs(weighted - losses[2]) < 1e-9)

        let table = try String(contentsOfFile: folder.path + "/results.csv", encoding: .utf8)
        #expect(table.split(separator: "\n").count == 4)
        #expect(table.hasPrefix("epoch,lr,train_loss,"))
        #expect(
            try String(contentsOfFile: folder.path + "/model_params.txt", encoding: .utf8).contains("d_model: 16\n"))
        // A training resumed after epoch 2 writes the third line again, and no fourth.
        var resumed = VideoMusicRecords(folder: folder.path)
        try resumed.begin(after: 2, parameters: values)
        try resumed.record(reports[2])
        #expect(try String(contentsOfFile: folder.path + "/results.csv", encoding: .utf8) == table)

        var request = GenerateRequest(model: WeightsRequest(weights: folder.path))
        request.seed = 4
        let first = try Generation(request).sequence
        #expect(first == (try Generation(request).sequence))
        #expect(first.spans.last?.end == 24)
        request.seed = 5
        #expect(first != (try Generation(request).sequence))
        try Generation(request).write(to: folder.path + "/song")
        #expect(FileManager.default.fileExists(atPath: folder.path + "/song.lab"))
        #expect(FileManager.default.fileExists(atPath: folder.path + "/song.mid"))
    }

    /// Writes data of one piece with two chords of three.
    private func write(chords: [Int32], to path: String) throws {
        try SafetensorsWriter.write(
            [
                StoredTensor("train/chord", shape: [1, 2], .integers(chords)),
                StoredTensor("train/video", shape: [1, 1, 1], .floats([0])),
                StoredTensor("train/key", shape: [1, 1], .floats([0])),
                StoredTensor("train/emotion", shape: [1, 2, 3], .bytes([0, 1, 0, 0, 0, 1])),
            ], to: path)
    }

    @Test("a training set without chords is refused")
    func noChords() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/data.safetensors"
        try write(chords: [-1, -1], to: path)
        #expect {
            _ = try VideoMusicData(.file(path), DataNeeds([.train], statistics: nil))
        } throws: {
            "\($0)" == "\(path): tensor train/chord: expected a chord other than -1, found none"
        }
    }

    @Test("chords out of range are refused with their place")
    func badChords() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/data.safetensors"
        try write(chords: [3, 1], to: path)
        #expect {
            _ = try VideoMusicData(.file(path), DataNeeds([.train], statistics: nil))
        } throws: {
            "\($0)" == "\(path): tensor train/chord: expected chords from 0 to 2, or -1, found 3 at element 0"
        }
    }
}
