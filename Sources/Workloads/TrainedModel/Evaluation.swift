// `hpo evaluate`: what a trained model reaches on a split of its data.

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
    /// Parameters that the configuration has otherwise than the training had.
    public let differences: [String]

    /// Measures the model.
    public init(_ request: WeightsRequest) throws(WorkloadError) {
        let model = try TrainedModel(request)
        self = try Self.measure(model.workload, model)
    }

    private init(
        workload: String, split: Split, samples: Int, metrics: [(name: String, value: Double)], differences: [String]
    ) {
        (self.workload, self.split, self.samples) = (workload, split, samples)
        (self.metrics, self.differences) = (metrics, differences)
    }

    private static func measure(_ workload: some Workload, _ model: TrainedModel) throws(WorkloadError) -> Evaluation {
        let task = try model.task(workload, labels: true)
        var meter = task.meter(for: model.split)
        BatchWalk(model).run(over: task) { batch, samples in meter.add(batch, samples: samples) }
        return Evaluation(
            workload: workload.name, split: model.split, samples: task.sampleCount(of: model.split),
            metrics: meter.results().map { ("\(model.split.rawValue)_\($0.name)", $0.value) },
            differences: model.differences)
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
            task.predict(batch, of: model.split)
            body(batch, part)
        }
    }
}
