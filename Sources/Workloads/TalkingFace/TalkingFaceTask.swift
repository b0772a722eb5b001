// A projection for each modality, their mean, an encoder, the mean over time, a head for each task.
//
// B batch, T time, D width, K tasks. Modality: Linear(F, h) ReLU dropout Linear(h, D); head: Linear(D, 256) ReLU dropout
// Linear(256, 128) ReLU Linear(128, 1) sigmoid.

public import Engine
public import JSON

/// The model of talking-face over its data.
public struct TalkingFaceTask: WorkloadTask {
    let data: TalkingFaceData
    let values: ParameterValues
    /// Named as PyTorch names the parts of `projections`, `encoder` and `heads`.
    public let parameters: ParameterSet
    private let projections: [(first: Linear, second: Linear)]
    private let layers: [EncoderLayer]
    private let heads: [[Linear]]
    private let weights: [Float]

    init(data: TalkingFaceData, values: ParameterValues, seed: UInt64) {
        self.data = data
        self.values = values
        let parameters = ParameterSet(seed: seed)
        self.parameters = parameters
        let width = values.int("d_model")
        projections = data.modalities.map { modality in
            let hidden = Self.hiddenWidth(of: modality.features)
            return (
                Linear("projections.\(modality.name).0", inputs: modality.features, outputs: hidden, in: parameters),
                Linear("projections.\(modality.name).3", inputs: hidden, outputs: width, in: parameters)
            )
        }
        let options = TransformerOptions(
            width: width, heads: values.int("heads"), feedforward: values.int("dim_feedforward"),
            dropout: Float(values.float("dropout")), normFirst: values.bool("norm_first"))
        layers = (0..<values.int("layers")).map { EncoderLayer("encoder.layers.\($0)", options, in: parameters) }
        heads = data.tasks.map { task in
            [
                Linear("heads.\(task).0", inputs: width, outputs: 256, in: parameters),
                Linear("heads.\(task).3", inputs: 256, outputs: 128, in: parameters),
                Linear("heads.\(task).5", inputs: 128, outputs: 1, in: parameters),
            ]
        }
        weights = data.tasks.map { task in
            TalkingFace.taskWeights.contains { $0.task == task } ? Float(values.float("\(task)_weight")) : 1
        }
    }

    /// The next power of two from `features` on, at least 128 and at most 512.
    static func hiddenWidth(of features: Int) -> Int {
        var width = 128
        while width < features, width < 512 { width *= 2 }
        return width
    }

    /// `d_model`
    public var dModel: Int { values.int("d_model") }
    /// The data's tensors.
    public var dataDescription: JSONValue { data.description }
    /// Medians, means and deviations of the inputs, ranges of the labels.
    public var statistics: JSONValue { data.statistics }

    /// Samples of a split.
    public func sampleCount(of split: Split) -> Int { data.parts[split]?.count ?? 0 }

    /// Records the model and its loss.
    public func record(size: Int, mode: Tape.Mode, pool: ThreadPool, seed: UInt64) -> Batch {
        let tape = Tape(parameters, mode: mode, pool: pool, seed: seed)
        let dropout = Float(values.float("dropout"))
        let inputs = data.modalities.map { modality in
            tape.input([size] + (modality.time.map { [$0] } ?? []) + [modality.features])
        }
        let projected = data.modalities.indices.map { index in
            let hidden = projections[index].first(tape, inputs[index], activation: .relu, dropout: dropout)
            let out = projections[index].second(tape, hidden)
            return data.modalities[index].time == nil ? tape.spreadOverTime(out, time: data.time) : out
        }
        var x = tape.weightedSum(projected.map { ($0, 1 / Float(projected.count)) })
        if values.bool("positions") { x = tape.addSinusoidalPositions(x) }
        for layer in layers { x = layer(tape, x) }
        let summary = tape.meanOverTime(x)
        let scores = heads.map { head in
            let first = head[0](tape, summary, activation: .relu, dropout: dropout)
            return head[2](tape, head[1](tape, first, activation: .relu), activation: .sigmoid)
        }
        let prediction = tape.concatenate(scores)
        let target = tape.input([size, data.tasks.count])
        let loss = tape.maskedMSELoss(
            prediction, target: target, weight: tape.constant(weights, [data.tasks.count]))
        tape.finish(loss: loss, keeping: [prediction])
        return Batch(tape: tape, loss: loss, inputs: inputs, target: target, prediction: prediction)
    }

    /// Copies samples to the tape.
    public func load(_ samples: ArraySlice<Int>, of split: Split, epoch: Int, into batch: Batch) {
        guard let part = data.parts[split] else { return }
        for (index, modality) in data.modalities.enumerated() {
            part.inputs[index].copyRows(
                samples, width: modality.width, to: batch.tape.values(of: batch.inputs[index]))
        }
        if part.targets.isEmpty { return }
        part.targets.copyRows(samples, width: data.tasks.count, to: batch.tape.values(of: batch.target))
    }

    /// Loss, and R2 and RMSE over valid labels.
    public func meter(for split: Split) -> TaskMeter { TaskMeter(data: data, split: split) }

    /// Predicted scores.
    public func predictions(count: Int) -> Predictions { Predictions(data: data, count: count) }

    /// A recorded model.
    public struct Batch: RecordedBatch {
        /// The tape.
        public let tape: Tape
        /// The weighted loss.
        public let loss: Variable
        let inputs: [Variable]
        let target: Variable
        /// [B,K]
        let prediction: Variable
    }

    /// Predicted scores in the labels' units.
    public struct Predictions: PredictionCollector {
        let data: TalkingFaceData
        private var scores: [[Float]]

        init(data: TalkingFaceData, count: Int) {
            self.data = data
            scores = data.tasks.map { _ in [Float](repeating: 0, count: count) }
        }

        /// Takes a batch's predictions.
        public mutating func add(_ batch: Batch, samples: ArraySlice<Int>) {
            let prediction = batch.tape.values(of: batch.prediction)
            for (row, sample) in samples.enumerated() {
                for task in scores.indices {
                    scores[task][sample] = data.label(prediction[row * scores.count + task], task: task)
                }
            }
        }

        /// `label/TASK` [N] for each task.
        public var tensors: [StoredTensor] {
            zip(data.tasks, scores).map { StoredTensor("label/\($0)", shape: [$1.count], .floats($1)) }
        }
    }
}
