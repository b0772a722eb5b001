// `hpo predict`: a trained model's outputs for a split of its data, as a file.

internal import Engine
internal import System

/// A file of a trained model's predictions.
public enum Prediction {
    /// The formats that predictions are written in, by the ends of files' names.
    static let formats = ["safetensors", "csv"]

    /// Writes the predictions for a split, in the data's own units: as CSV where the path ends in `.csv`, otherwise as
    /// safetensors. The file is written beside its place and renamed.
    ///
    /// - Returns: how many samples were predicted.
    public static func write(_ request: WeightsRequest, to path: String) throws(WorkloadError) -> Int {
        guard formats.contains(where: { path.hasSuffix(".\($0)") }) else {
            throw .wrongValue(
                place: "--output", name: "file", expected: "a name that ends in .safetensors or .csv", found: path)
        }
        let model = try TrainedModel(request)
        return try write(model.workload, model, to: path)
    }

    private static func write(
        _ workload: some Workload, _ model: TrainedModel, to path: String
    ) throws(WorkloadError) -> Int {
        let task = try model.task(workload, labels: false)
        let count = task.sampleCount(of: model.split)
        var predictions = task.predictions(count: count)
        BatchWalk(model).run(over: task) { batch, samples in predictions.add(batch, samples: samples) }
        do {
            if path.hasSuffix(".csv") {
                try PredictionTable(predictions.tensors, rows: count).write(to: path)
            } else {
                try SafetensorsWriter.write(
                    predictions.tensors,
                    metadata: [("workload", workload.name), ("split", model.split.rawValue), ("weights", model.path)],
                    to: path)
            }
        } catch {
            throw .file(error)
        }
        return count
    }
}

/// Predictions as a table: a row for each sample, a column for each number of it.
struct PredictionTable {
    private let tensors: [StoredTensor]
    private let rows: Int

    /// Tensors whose first dimension is `rows`.
    init(_ tensors: [StoredTensor], rows: Int) {
        (self.tensors, self.rows) = (tensors, rows)
    }

    /// `sample,label,probability_0,…`: a tensor [N] is one column, [N,K] has K of them.
    var header: String {
        let names = tensors.flatMap { tensor in
            tensor.shape.count == 1 ? [tensor.name] : (0..<width(of: tensor)).map { "\(tensor.name)_\($0)" }
        }
        return (["sample"] + names).joined(separator: ",")
    }

    /// One sample's numbers, each with all its digits.
    func line(_ row: Int) -> String {
        let cells = tensors.flatMap { tensor in
            let width = width(of: tensor)
            return (row * width..<(row + 1) * width).map { index in
                switch tensor.contents {
                case .floats(let values): "\(values[index])"
                case .doubles(let values): "\(values[index])"
                case .integers(let values): "\(values[index])"
                case .bytes(let values): "\(values[index])"
                }
            }
        }
        return (["\(row)"] + cells).joined(separator: ",")
    }

    func write(to path: String) throws(FileError) {
        try FileError.during("write", path) { () throws(SystemError) in
            var file = try ReplacedFile(at: path)
            try file.append(header + "\n")
            for row in 0..<rows { try file.append(line(row) + "\n") }
            try file.commit()
        }
    }

    private func width(of tensor: StoredTensor) -> Int { tensor.shape.dropFirst().reduce(1, *) }
}
