// results.csv, best_epochs.txt and model_params.txt, as the project that this workload comes from has always kept them.

import Engine
import JSON
import System

/// Writes the three files whole after each epoch, so that none is ever half there.
struct VideoMusicRecords: TrainingRecorder {
    private let folder: String
    private var rows: [String] = []
    private var bests: [String] = []
    private var best: Double?
    private static let columns = [
        "lr", "train_loss", "train_chord_loss", "train_emotion_loss", "train_accuracy", "val_loss", "val_chord_loss",
        "val_emotion_loss", "val_accuracy", "val_hits5",
    ]

    init(folder: String) { self.folder = folder }

    mutating func begin(after epoch: Int, parameters: ParameterValues) throws(FileError) {
        // Lines of epochs that the checkpoint does not hold are written again.
        rows = lines(of: "results.csv").dropFirst().filter { Self.epoch(of: $0, separator: ",") ?? .max <= epoch }
        bests = lines(of: "best_epochs.txt").filter { Self.epoch(of: $0, separator: " ") ?? .max <= epoch }
        best = bests.last.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
        try write("model_params.txt", parameters.json.map { "\($0.key): \($0.value.text())" })
    }

    mutating func record(_ report: EpochMetrics) throws(FileError) {
        let values = Self.columns.map { report[$0].map { "\($0)" } ?? "" }
        rows.append((["\(report.epoch)"] + values).joined(separator: ","))
        try write("results.csv", [(["epoch"] + Self.columns).joined(separator: ",")] + rows)
        if let loss = report["val_loss"], best.map({ loss < $0 }) ?? true {
            best = loss
            bests.append("\(report.epoch) val_loss \(loss)")
            try write("best_epochs.txt", bests)
        }
    }

    private func write(_ name: String, _ lines: [String]) throws(FileError) {
        let path = "\(folder)/\(name)"
        try FileError.during("write", path) { () throws(SystemError) in
            var file = try ReplacedFile(at: path)
            try file.append(lines.map { $0 + "\n" }.joined())
            try file.commit()
        }
    }

    private func lines(of name: String) -> [String] {
        let bytes = (try? SmallFile.bytes(of: "\(folder)/\(name)", limit: 64 << 20)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func epoch(of line: String, separator: Character) -> Int? {
        line.split(separator: separator).first.flatMap { Int($0) }
    }
}
