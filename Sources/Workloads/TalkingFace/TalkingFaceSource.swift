// Reading talking-face's tensors, whatever modalities and tasks a file has.

import Engine
import JSON

/// Data as it is in the file, before anything is fitted.
struct TalkingFaceSource {
    var modalities: [TalkingFaceData.Modality]
    var tasks: [String]
    var parts: [Split: TalkingFaceData.Part] = [:]
    var description: JSONValue

    init(modalities: [TalkingFaceData.Modality], tasks: [String], description: JSONValue) {
        (self.modalities, self.tasks, self.description) = (modalities, tasks, description)
    }

    init(_ path: String, splits: Set<Split>) throws(FileError) {
        let file = try TensorFile(opening: path)
        description = file.dataDescription
        modalities = try Self.modalities(of: file)
        tasks = file.entries.map(\.name).filter { $0.hasPrefix("train/label/") }.map { String($0.dropFirst(12)) }
            .sorted()
        guard !modalities.isEmpty, !tasks.isEmpty else {
            throw .missing(
                path: path, tensor: modalities.isEmpty ? "train/input/NAME" : "train/label/NAME",
                present: file.entries.map(\.name))
        }
        for split in splits { parts[split] = try part(split, of: file) }
    }

    private static func modalities(of file: borrowing TensorFile) throws(FileError) -> [TalkingFaceData.Modality] {
        var result: [TalkingFaceData.Modality] = []
        for entry in file.entries.sorted(by: { $0.name < $1.name }) where entry.name.hasPrefix("train/input/") {
            guard entry.shape.count == 2 || entry.shape.count == 3, !entry.shape.dropFirst().contains(0) else {
                throw .unexpected(
                    path: file.path, tensor: entry.name, expected: "shape [N, T, F] or [N, F]",
                    found: "shape \(entry.shape)")
            }
            let time = entry.shape.count == 3 ? entry.shape[1] : nil
            if let time, let first = result.first(where: { $0.time != nil }), first.time != time {
                throw .unexpected(
                    path: file.path, tensor: entry.name, expected: "\(first.time ?? 0) steps as \(first.name) has",
                    found: "\(time)")
            }
            result.append(
                .init(name: String(entry.name.dropFirst(12)), time: time, features: entry.shape[entry.shape.count - 1]))
        }
        return result
    }

    private func part(_ split: Split, of file: borrowing TensorFile) throws(FileError) -> TalkingFaceData.Part {
        var part = TalkingFaceData.Part()
        for (index, modality) in modalities.enumerated() {
            let name = "\(split.rawValue)/input/\(modality.name)"
            let samples: Dimension = index == 0 ? "N" : .exactly(part.count)
            let axes = [samples] + (modality.time.map { [.exactly($0)] } ?? []) + [.exactly(modality.features)]
            if index == 0 { part.count = try file.entry(name, shape: axes).shape[0] }
            let values = try file.floats(name, shape: axes)
            // NaN is a missing input; an infinite one is a mistake.
            if let bad = values.withUnsafeBufferPointer({ values in values.firstIndex { $0.isInfinite } }) {
                throw .unexpected(
                    path: file.path, tensor: name, expected: "numbers, or NaN where missing",
                    found: "\(values[bad]) at element \(bad)")
            }
            part.inputs.append(values)
        }
        part.labels = [Float](repeating: TalkingFaceData.missing, count: part.count * tasks.count)
        for (index, task) in tasks.enumerated() {
            let values = try file.finiteFloats("\(split.rawValue)/label/\(task)", shape: [.exactly(part.count)])
            for (sample, value) in values.enumerated() { part.labels[sample * tasks.count + index] = value }
        }
        return part
    }
}
