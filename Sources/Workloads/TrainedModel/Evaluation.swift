// `hpo evaluate` and `hpo predict`: a trained model on a split of its data.

public import Engine

/// A trained model's measures on a split.
public struct Evaluation: Sendable {
    /// The workload's name.
    public let workload: String
    /// The split.
    public let split: Split
    /// How many samples were measured.
    public let samples: Int
    /// The metrics, with the split's name before each.
    public let metrics: [(name: String, value: Double)]

    /// Measures the model.
    public init(_ request: WeightsRequest) throws(WorkloadError) {
        let model = try TrainedModel(request)
        self = try Self.measure(model.workload, model)
    }

    private init(workload: String, split: Split, samples: Int, metrics: [(name: String, value: Double)]) {
        (self.workload, self.split, self.samples, self.metrics) = (workload, split, samples, metrics)
    }

    private static func measure(_ workload: some Workload, _ model: TrainedModel) throws(WorkloadError) -> Evaluation {
        let task = try model.task(workload)
        var meter = task.meter(for: model.split)
        BatchWalk(model).run(over: task) { batch, samples in meter.add(batch, samples: samples) }
        return Evaluation(
            workload: workload.name, split: model.split, samples: task.sampleCount(of: model.split),
            metrics: meter.results().map { ("\(model.split.rawValue)_\($0.name)", $0.value) })
    }
}

/// A file of a trained model's predictions.
public enum Prediction {
    /// Writes the predictions for a split as safetensors, in the data's own units.
    ///
    /// - Returns: how many samples were predicted.
    public static func write(_ request: WeightsRequest, to path: String) throws(WorkloadError) -> Int {
        let model = try TrainedModel(request)
        return try write(model.workload, model, to: path)
    }

    private static func write(
        _ workload: some Workload, _ model: TrainedModel, to path: String
    ) throws(WorkloadError) -> Int {
        let task = try model.task(workload)
        let count = task.sampleCount(of: model.split)
        var predictions = task.predictions(count: count)
        BatchWalk(model).run(over: task) { batch, samples in predictions.add(batch, samples: samples) }
        do {
            try SafetensorsWriter.write(
                predictions.tensors,
                metadata: [("workload", workload.name), ("split", model.split.rawValue), ("weights", model.path)],
                to: path)
        } catch {
            throw .file(error)
        }
        return count
    }
}

/// Runs a model over all samples of a split.
struct BatchWalk {
    let model: TrainedModel

    init(_ model: TrainedModel) { self.model = model }

    func run<Task: WorkloadTask>(over task: Task, body: (Task.Batch, ArraySlice<Int>) -> Void) {
        let samples = Array(0..<task.sampleCount(of: model.split))
        let size = model.values.int("batch_size")
        var batches: [Int: Task.Batch] = [:]
        for start in stride(from: 0, to: samples.count, by: size) {
            let part = samples[start..<min(start + size, samples.count)]
            let batch =
                batches[part.count]
                ?? task.record(size: part.count, mode: .evaluation, pool: model.pool, seed: 0)
            batches[part.count] = batch
            task.load(part, of: model.split, epoch: 1, into: batch)
            batch.tape.forward()
            body(batch, part)
        }
    }
}
