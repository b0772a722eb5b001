// frames f32 [N,T,F] and target f32 [N,D], z-scored by the training set's means and deviations.

import Engine
import JSON

/// The splits of a face-transformer's data in memory.
struct FaceData {
    struct Part {
        var count = 0
        /// [N,T,F]
        var frames: [Float] = []
        /// [N,D]; empty where labels are not needed.
        var targets: [Float] = []
    }

    private(set) var parts: [Split: Part] = [:]
    let time, features, outputs: Int
    let frameScale, targetScale: ZScore
    let description: JSONValue

    var statistics: JSONValue { ["frames": frameScale.json, "target": targetScale.json] }

    init(_ source: DataSource, _ needs: DataNeeds) throws(WorkloadError) {
        let raw: Raw
        switch source {
        case .synthetic: raw = FaceTeacher().data(splits: needs.splits)
        case .file(let path):
            do { raw = try Raw(path, needs) } catch { throw .reading(error, labels: ["target"]) }
        }
        try needs.check { raw.parts[$0]?.count ?? 0 }
        (time, features, outputs) = (raw.time, raw.features, raw.outputs)
        description = raw.description
        if let statistics = needs.statistics {
            guard let frames = ZScore(statistics["frames"], width: raw.features),
                let target = ZScore(statistics["target"], width: raw.outputs)
            else { throw .notGiven("the statistics of the training do not fit data of \(features) features") }
            (frameScale, targetScale) = (frames, target)
        } else {
            frameScale = ZScore(fitting: raw.parts[.train]?.frames ?? [], width: raw.features)
            targetScale = ZScore(fitting: raw.parts[.train]?.targets ?? [], width: raw.outputs)
        }
        parts = raw.parts.filter { needs.kept.contains($0.key) }
        for split in parts.keys {
            frameScale.apply(to: &parts[split, default: Part()].frames)
            targetScale.apply(to: &parts[split, default: Part()].targets)
        }
    }

    /// Data before its scaling.
    struct Raw {
        var parts: [Split: Part] = [:]
        var time, features, outputs: Int
        var description: JSONValue

        init(time: Int, features: Int, outputs: Int, description: JSONValue) {
            (self.time, self.features, self.outputs, self.description) = (time, features, outputs, description)
        }

        init(_ path: String, _ needs: DataNeeds) throws(FileError) {
            let file = try TensorFile(opening: path)
            let first = try file.entry(
                "\(needs.first.rawValue)/frames",
                shape: ["N", "T", needs.fittedWidth("frames").map { .exactly($0) } ?? "F"])
            (time, features) = (first.shape[1], first.shape[2])
            if let fitted = needs.fittedWidth("target") {
                outputs = fitted
            } else {
                outputs = try file.entry("train/target", shape: ["N", "D"]).shape[1]
            }
            description = file.dataDescription
            guard time > 0, features > 0, outputs > 0 else {
                throw .unexpected(
                    path: path, tensor: first.name, expected: "at least one frame and feature",
                    found: "shape \(first.shape)")
            }
            for split in needs.splits {
                let frames = "\(split.rawValue)/frames"
                var part = Part()
                part.count = try file.entry(frames, shape: ["N", .exactly(time), .exactly(features)]).shape[0]
                part.frames = try file.finiteFloats(frames, shape: ["N", .exactly(time), .exactly(features)])
                if needs.labelled.contains(split) {
                    part.targets = try file.finiteFloats(
                        "\(split.rawValue)/target", shape: [.exactly(part.count), .exactly(outputs)])
                }
                parts[split] = part
            }
        }
    }
}
