// One trainable problem of the built-in engine. Each has a folder: its parameters, its data, its model, its measures.

public import Engine
public import JSON

/// The metric that a workload is judged by.
public struct Objective: Sendable, Hashable {
    /// Its name in the epochs' reports.
    public let metric: String
    /// Whether more or less of it is better.
    public let mode: EarlyStopping.Mode

    /// The best epoch is that of the most or the least of `metric`.
    public init(_ mode: EarlyStopping.Mode, _ metric: String) {
        self.metric = metric
        self.mode = mode
    }
}

/// What a task is made from.
public struct TaskRequest: Sendable {
    /// Where the data comes from.
    public var data: DataSource
    /// The splits that are needed; others may be left unread.
    var splits: Set<Split>
    /// Whether the splits' labels are needed: to predict, they are not.
    var needsLabels = true
    /// The parameters.
    public var values: ParameterValues
    /// The seed of the first weights and of augmentation.
    public var seed: UInt64
    /// Statistics of an earlier training, used instead of fitting them on `train`.
    var statistics: JSONValue?

    /// A request for a fresh training: `train` and `val`, statistics to be fitted.
    public init(data: DataSource, values: ParameterValues, seed: UInt64) {
        self.data = data
        self.values = values
        self.seed = seed
        splits = [.train, .val]
    }

    /// What is to be read of the data.
    var needs: DataNeeds { DataNeeds(splits, labels: needsLabels, statistics: statistics) }
}

/// A problem with its model, data and measures.
public protocol Workload: Sendable {
    /// The model over its data.
    associatedtype Task: WorkloadTask

    /// The name after `hpo train` and under `train.workload`.
    var name: String { get }
    /// What it is, in a line.
    var summary: String { get }
    /// All parameters, the common ones included.
    var parameters: [ParameterDescription] { get }
    /// Epochs when nothing is said.
    var epochs: Int { get }
    /// What tells the best epoch.
    var objective: Objective { get }
    /// What is measured on the training and the validation set, without `train_` and `val_`; nil where the data decide that.
    var measures: [String]? { get }

    /// Fills in parameters that others decide and refuses combinations that cannot be.
    func complete(_ values: inout ParameterValues, place: String) throws(WorkloadError)
    /// Reads or makes the data, fits or takes the statistics, and makes the model with its first weights.
    func makeTask(_ request: TaskRequest) throws(WorkloadError) -> Task
    /// What keeps further files in a training's folder; nil for nothing.
    func makeRecorder(folder: String) -> (any TrainingRecorder)?
}

extension Workload {
    /// The metrics of an epoch's report; nil where the data decide that.
    public var metrics: [String]? {
        measures.map { measures in
            ["train_", "val_"].flatMap { prefix in measures.map { prefix + $0 } } + EpochMetrics.common
        }
    }

    /// Nothing but checkpoint and weights.
    public func makeRecorder(folder: String) -> (any TrainingRecorder)? { nil }
}

/// A task that can also tell what its model predicts.
public protocol WorkloadTask: TrainingTask {
    /// The width that the noam schedule goes by.
    var dModel: Int { get }
    /// What identifies the data: names, types and shapes.
    var dataDescription: JSONValue { get }
    /// Runs a loaded evaluation batch, so that its outputs are what is predicted: one forward pass where nothing else is said.
    func predict(_ batch: Batch, of split: Split)
    /// Collects predictions from evaluation batches.
    associatedtype Predictions: PredictionCollector where Predictions.Batch == Batch
    /// A collector for `count` samples.
    func predictions(count: Int) -> Predictions
    /// What a split's metric would be without the model; nil where nothing simple can be said. It may fit on `train`, which
    /// must have been asked for.
    func baseline(on split: Split) -> Baseline?
}

extension WorkloadTask {
    /// One forward pass.
    public func predict(_ batch: Batch, of split: Split) { batch.tape.forward() }
}

/// Gathers a model's outputs over a split, in the data's own units.
public protocol PredictionCollector {
    /// The batch that is read.
    associatedtype Batch
    /// Takes the outputs of a batch after its forward pass.
    mutating func add(_ batch: Batch, samples: ArraySlice<Int>)
    /// The predictions as tensors of a file.
    var tensors: [StoredTensor] { get }
}
