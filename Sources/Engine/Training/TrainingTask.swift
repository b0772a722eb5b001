// What the training loop needs to know of a problem: its model, its data and its measures.

public import JSON

/// The parts of a data set.
public enum Split: String, Sendable, Hashable, CaseIterable {
    case train, val, test
}

/// A trainable problem: the loop owns the order of things, the task what they are.
///
/// A task is used by one thread at a time. Everything it does is a function of its seed, the epoch and the sample, never
/// of what ran before, so that a resumed training goes on bit for bit.
public protocol TrainingTask {
    /// A model recorded for one batch size.
    associatedtype Batch: RecordedBatch
    /// What is measured over an epoch.
    associatedtype Meter: EpochMeter where Meter.Batch == Batch

    /// The model's parameters.
    var parameters: ParameterSet { get }
    /// What was fitted on the training set and goes with the weights: means, deviations, ranges.
    var statistics: JSONValue { get }

    /// How many samples a split has.
    func sampleCount(of split: Split) -> Int
    /// Records the model, and for training its loss, for batches of `size` samples.
    func record(size: Int, mode: Tape.Mode, pool: ThreadPool, seed: UInt64) -> Batch
    /// Writes samples to a batch's inputs; `samples` has as many as the batch. `epoch` counts from 1; augmentation may
    /// depend on it.
    func load(_ samples: ArraySlice<Int>, of split: Split, epoch: Int, into batch: Batch)
    /// A meter at zero.
    func meter(for split: Split) -> Meter
}

/// A tape with the loss at its end.
public protocol RecordedBatch {
    /// The recorded model.
    var tape: Tape { get }
    /// The loss [1].
    var loss: Variable { get }
}

/// Sums over an epoch's batches what its metrics are made of.
public protocol EpochMeter {
    /// The batch that is measured.
    associatedtype Batch

    /// Adds a batch after its forward pass; `samples` are those that were loaded.
    mutating func add(_ batch: Batch, samples: ArraySlice<Int>)
    /// The metrics by name without the split's prefix, `loss` among them. A metric that cannot be had is left out.
    func results() -> [(name: String, value: Double)]
}
