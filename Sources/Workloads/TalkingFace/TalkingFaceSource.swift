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

    init(_ path: String, _ needs: DataNeeds) throws(FileError) {
        let file = try TensorFile(opening: path)
        description = file.dataDescription
        // A trained model has its modalities and tasks; for a new one the training set decides them.
        let (inputs, labels) = ("\(needs.first.rawValue)/input/", "train/label/")
        modalities = try Self.modalities(
            needs.statistics?["inputs"]?.objectValue?.keys ?? Self.names(in: file, after: inputs), after: inputs,
            of: file)
        tasks = needs.statistics?["labels"]?.objectValue?.keys ?? Self.names(in: file, after: labels)
        guard !modalities.isEmpty, !tasks.isEmpty else {
            throw .missing(
                path: path, tensor: (modalities.isEmpty ? inputs : labels) + "NAME", present: file.entries.map(\.name))
        }
        for split in needs.splits {
            parts[split] = try part(split, isLabelled: needs.labelled.contains(split), of: file)
        }
    }

    private static func names(in file: borrowing TensorFile, after prefix: String) -> [String] {
        file.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    private static func modalities(
        _ names: [String], after prefix: String, of file: borrowing TensorFile
    ) throws(FileError) -> [TalkingFaceData.Modality] {
        var result: [TalkingFaceData.Modality] = []
        for name in names {
            let entry = try file.entry(prefix + name)
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
            result.append(.init(name: name, time: time, features: entry.shape[entry.shape.count - 1]))
        }
        return result
    }

    private func part(
        _ split: Split, isLabelled: Bool, of file: borrowing TensorFile
    ) throws(FileError) -> TalkingFaceData.Part {
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
        guard isLabelled else { return part }
        part.labels = [Float](repeating: TalkingFaceData.missing, count: part.count * tasks.count)
        for (index, task) in tasks.enumerated() {
            let values = try file.finiteFloats("\(split.rawValue)/label/\(task)", shape: [.exactly(part.count)])
            for (sample, value) in values.enumerated() { part.labels[sample * tasks.count + index] = value }
        }
        return part
    }
}
