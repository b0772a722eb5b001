// image u8 [N,H,W,C] with C 1 or 3, label i32 [N].

import Engine
import JSON

/// The splits of a character set in memory, as bytes.
struct CharacterData {
    struct Part {
        var count = 0
        /// [N,H,W,C]
        var images: [UInt8] = []
        /// [N]; empty where labels are not needed.
        var labels: [Int32] = []
    }

    private(set) var parts: [Split: Part]
    let height, width, channels, classes: Int
    /// Of each channel over 0...1.
    let mean, deviation: [Float]
    let description: JSONValue

    var statistics: JSONValue {
        [
            "mean": .array(mean.map { .double(Double($0)) }),
            "deviation": .array(deviation.map { .double(Double($0)) }),
            "classes": .int(classes),
        ]
    }

    init(_ source: DataSource, _ needs: DataNeeds) throws(WorkloadError) {
        let raw: Raw
        switch source {
        case .synthetic: raw = CharacterTeacher().data(splits: needs.splits)
        case .file(let path):
            do { raw = try Raw(path, needs) } catch { throw .reading(error, labels: ["label"]) }
        }
        try needs.check { raw.parts[$0]?.count ?? 0 }
        (height, width, channels) = (raw.height, raw.width, raw.channels)
        description = raw.description
        if let statistics = needs.statistics {
            guard let scale = ZScore(statistics, width: channels), let classes = statistics["classes"]?.intValue,
                (1...1_000_000).contains(classes)
            else { throw .notGiven("the statistics of the training do not fit images of \(channels) channels") }
            (mean, deviation, self.classes) = (scale.mean, scale.deviation, classes)
        } else {
            (mean, deviation) = Self.fit(raw.parts[.train]?.images ?? [], channels: channels)
            classes = raw.classes
        }
        parts = raw.parts.filter { needs.kept.contains($0.key) }
    }

    private static func fit(_ images: [UInt8], channels: Int) -> (mean: [Float], deviation: [Float]) {
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 256), count: channels)
        images.withUnsafeBufferPointer { images in
            for channel in 0..<channels {
                for index in stride(from: channel, to: images.count, by: channels) {
                    counts[channel][Int(images[index])] += 1
                }
            }
        }
        let fitted = counts.map { counts -> (Float, Float) in
            let total = Double(max(counts.reduce(0, +), 1))
            let mean = counts.enumerated().reduce(0.0) { $0 + Double($1.offset * $1.element) / 255 } / total
            let square = counts.enumerated().reduce(0.0) { sum, level in
                let difference = Double(level.offset) / 255 - mean
                return sum + difference * difference * Double(level.element)
            }
            let deviation = (square / total).squareRoot()
            return (Float(mean), deviation > 1e-6 ? Float(deviation) : 1)
        }
        return (fitted.map(\.0), fitted.map(\.1))
    }

    /// Data before anything is fitted.
    struct Raw {
        var parts: [Split: Part] = [:]
        var height, width, channels, classes: Int
        var description: JSONValue

        init(height: Int, width: Int, channels: Int, classes: Int, description: JSONValue) {
            (self.height, self.width, self.channels) = (height, width, channels)
            (self.classes, self.description) = (classes, description)
        }

        init(_ path: String, _ needs: DataNeeds) throws(FileError) {
            let file = try TensorFile(opening: path)
            let first = try file.entry("\(needs.first.rawValue)/image", shape: ["N", "H", "W", "C"])
            (height, width, channels) = (first.shape[1], first.shape[2], first.shape[3])
            description = file.dataDescription
            guard height > 0, width > 0, channels == 1 || channels == 3 else {
                throw .unexpected(
                    path: path, tensor: first.name, expected: "images of 1 or 3 channels", found: "shape \(first.shape)"
                )
            }
            if let known = needs.statistics?["classes"]?.intValue {
                classes = known
            } else {
                let largest = try file.integers("train/label", shape: [.exactly(first.shape[0])]).max() ?? 0
                classes = Int(max(largest, 0)) + 1
                guard classes <= 1_000_000 else {
                    throw .unexpected(
                        path: path, tensor: "train/label", expected: "labels below 1000000", found: "\(largest)")
                }
            }
            for split in needs.splits {
                var part = Part()
                let imageName = "\(split.rawValue)/image"
                let axes: [Dimension] = ["N", .exactly(height), .exactly(width), .exactly(channels)]
                part.count = try file.entry(imageName, shape: axes).shape[0]
                part.images = try file.bytes(imageName, shape: axes)
                parts[split] = part
                if !needs.labelled.contains(split) { continue }
                let labelName = "\(split.rawValue)/label"
                part.labels = try file.integers(labelName, shape: [.exactly(part.count)])
                if let bad = part.labels.firstIndex(where: { $0 < 0 || Int($0) >= classes }) {
                    throw .unexpected(
                        path: path, tensor: labelName, expected: "labels from 0 to \(classes - 1), as in train",
                        found: "\(part.labels[bad]) at element \(bad)")
                }
                parts[split] = part
            }
        }
    }
}
