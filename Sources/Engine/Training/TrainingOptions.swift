/// How the loop trains, whatever the model.
public struct TrainingOptions: Sendable {
    /// Epochs at most.
    public var epochs: Int
    /// Samples a batch.
    public var batchSize: Int
    /// Batches whose gradients are averaged for one step of the optimiser.
    public var accumulate = 1
    /// The learning rate.
    public var schedule: any Schedule
    /// AdamW's decay.
    public var weightDecay = 0.0
    /// The largest global norm of the gradients; nil clips nothing.
    public var clip: Double?
    /// The metric that tells the best epoch, such as `val_cosine`.
    public var objective: String
    /// Whether more or less of it is better.
    public var mode: EarlyStopping.Mode
    /// Epochs without improvement that end the training; 0 for never.
    public var patience = 0
    /// What counts as an improvement.
    public var minDelta = 0.0
    /// Names of parameters, or their first parts up to a point, that are not trained; batch norms whose parameters are all
    /// among them keep their running statistics and normalise by them.
    public var frozen: [String] = []
    /// Decides first weights, order and dropout.
    public var seed: UInt64

    /// Options with nothing but what must be said.
    public init(
        epochs: Int, batchSize: Int, schedule: any Schedule, objective: String, mode: EarlyStopping.Mode,
        seed: UInt64
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.schedule = schedule
        self.objective = objective
        self.mode = mode
        self.seed = seed
    }
}

/// What one epoch gave.
public struct EpochMetrics: Sendable {
    /// The epoch, from 1.
    public let epoch: Int
    /// All metrics in the order in which they are printed: the splits', then the `common` ones.
    public let metrics: [(name: String, value: Double)]

    /// The metrics of every training, whatever it trains: the learning rate, the gradient's norm before clipping (mean and
    /// largest over the epoch's steps), the epoch's seconds, training samples a second, and how many numbers are trained.
    public static let common = [
        "lr", "grad_norm", "grad_norm_max", "seconds", "samples_per_second", "parameters",
    ]

    /// A report of these metrics.
    public init(epoch: Int, metrics: [(name: String, value: Double)]) {
        self.epoch = epoch
        self.metrics = metrics
    }

    /// The value of a metric.
    public subscript(name: String) -> Double? { metrics.first { $0.name == name }?.value }
}

/// What is to happen after an epoch's report.
public enum EpochVerdict: Sendable, Hashable {
    /// The next epoch.
    case goOn
    /// Save and end: the trial is pruned or the study is stopping.
    case stop
    /// Whoever should have recorded the report is gone: end, so that a resumed training reports this epoch again.
    case abandoned
}

/// How a training ended.
public enum TrainingOutcome: Sendable, Hashable {
    /// All epochs are done.
    case completed(epoch: Int)
    /// The objective stopped improving.
    case stoppedEarly(epoch: Int)
    /// A verdict or a signal ended it after `epoch`, and it can be resumed.
    case interrupted(epoch: Int)
}

/// Why a training failed.
public enum TrainingError: Error, Sendable, Hashable {
    /// A value is NaN or infinite; the checkpoint is that of the epoch before.
    case nonFinite(what: String, epoch: Int, batch: Int)
    /// A split that is needed has no samples.
    case noSamples(Split)
    /// No parameter's name begins with one that is to be frozen; `names` are the first parts that there are.
    case nothingToFreeze(String, names: [String])
    /// All parameters are frozen.
    case nothingToTrain
    /// The checkpoint was made by a training with other values.
    case otherConfiguration(path: String, differences: [String])
    /// A file cannot be read or written.
    case file(FileError)
}

extension TrainingError: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch self {
        case .nonFinite(let what, let epoch, let batch):
            "the \(what) is not finite in epoch \(epoch), batch \(batch); try a smaller learning rate or clipping"
        case .noSamples(let split):
            "the data has no samples in \(split.rawValue)"
        case .nothingToFreeze(let name, let names):
            "freeze: no parameter is called \(name) or \(name).…; there are \(names.joined(separator: ", "))"
        case .nothingToTrain:
            "freeze: all parameters are frozen, and nothing is left to train"
        case .otherConfiguration(let path, let differences):
            "\(path): the checkpoint belongs to another configuration: \(differences.joined(separator: "; "))"
        case .file(let error):
            error.description
        }
    }
}
