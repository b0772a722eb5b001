// Linear(F, d_model), sinusoidal positions, encoder layers, mean over time, Linear(d_model, D).
//
// B batch, T frames, F features, D the target's width.

import Engine
import JSON

/// The model of face-transformer over its data.
struct FaceTask: WorkloadTask {
    let data: FaceData
    let values: ParameterValues
    /// The model's parameters, named as PyTorch names those of `input`, `encoder` and `output`.
    let parameters: ParameterSet
    private let input: Linear
    private let layers: [EncoderLayer]
    private let output: Linear

    init(data: FaceData, values: ParameterValues, seed: UInt64) {
        self.data = data
        self.values = values
        parameters = ParameterSet(seed: seed)
        let width = values.int("d_model")
        let options = TransformerOptions(
            width: width, heads: values.int("heads"), feedforward: values.int("dim_feedforward"),
            dropout: Float(values.float("dropout")), normFirst: values.bool("norm_first"))
        let parameters = parameters
        input = Linear("input", inputs: data.features, outputs: width, in: parameters)
        layers = (0..<values.int("layers")).map { EncoderLayer("encoder.layers.\($0)", options, in: parameters) }
        output = Linear("output", inputs: width, outputs: data.outputs, in: parameters)
    }

    /// `d_model`
    var dModel: Int { values.int("d_model") }
    /// The data's tensors.
    var dataDescription: JSONValue { data.description }
    /// Means and deviations of frames and targets.
    var statistics: JSONValue { data.statistics }

    /// Samples of a split.
    func sampleCount(of split: Split) -> Int { data.parts[split]?.count ?? 0 }

    /// Records the model and its loss.
    func record(size: Int, mode: Tape.Mode, pool: ThreadPool, seed: UInt64) -> Batch {
        let tape = Tape(parameters, mode: mode, pool: pool, seed: seed)
        let frames = tape.input([size, data.time, data.features])
        let target = tape.input([size, data.outputs])
        var x = tape.addSinusoidalPositions(input(tape, frames))
        for layer in layers { x = layer(tape, x) }
        let prediction = output(tape, tape.meanOverTime(x))
        let (loss, parts) = tape.mseCosineLoss(
            prediction, target: target, mseWeight: Float(values.float("mse_weight")),
            cosineWeight: Float(values.float("cosine_weight")))
        tape.finish(loss: loss, keeping: [parts, prediction])
        return Batch(tape: tape, loss: loss, frames: frames, target: target, parts: parts, prediction: prediction)
    }

    /// Copies samples to the tape.
    func load(_ samples: ArraySlice<Int>, of split: Split, epoch: Int, into batch: Batch) {
        guard let part = data.parts[split] else { return }
        part.frames.copyRows(samples, width: data.time * data.features, to: batch.tape.values(of: batch.frames))
        if part.targets.isEmpty { return }
        part.targets.copyRows(samples, width: data.outputs, to: batch.tape.values(of: batch.target))
    }

    /// Loss, cosine similarity and mean squared error.
    func meter(for split: Split) -> Meter { Meter() }

    /// Predicted targets.
    func predictions(count: Int) -> Predictions {
        Predictions(scale: data.targetScale, width: data.outputs, count: count)
    }

    /// A recorded model.
    struct Batch: RecordedBatch {
        /// The tape.
        let tape: Tape
        /// The weighted loss.
        let loss: Variable
        let frames, target: Variable
        /// [3]: loss, mean squared error, mean cosine similarity
        let parts: Variable
        /// [B,D]
        let prediction: Variable
    }

    /// Means over an epoch's samples.
    struct Meter: EpochMeter {
        private var sums = [0.0, 0, 0]
        private var count = 0

        /// Adds a batch's means by its size.
        mutating func add(_ batch: Batch, samples: ArraySlice<Int>) {
            let parts = batch.tape.values(of: batch.parts)
            for index in sums.indices { sums[index] += Double(parts[index]) * Double(samples.count) }
            count += samples.count
        }

        /// `loss`, `cosine` and `mse`.
        func results() -> [(name: String, value: Double)] {
            let means = sums.map { $0 / Double(max(count, 1)) }
            return [("loss", means[0]), ("cosine", means[2]), ("mse", means[1])]
        }
    }

    /// Predicted targets in their own units.
    struct Predictions: PredictionCollector {
        let scale: ZScore
        let width: Int
        private var values: [Float]

        init(scale: ZScore, width: Int, count: Int) {
            self.scale = scale
            self.width = width
            values = [Float](repeating: 0, count: count * width)
        }

        /// Takes a batch's predictions.
        mutating func add(_ batch: Batch, samples: ArraySlice<Int>) {
            let prediction = batch.tape.values(of: batch.prediction)
            for (row, sample) in samples.enumerated() {
                for column in 0..<width { values[sample * width + column] = prediction[row * width + column] }
            }
        }

        /// `target` [N,D].
        var tensors: [StoredTensor] {
            var values = values
            scale.undo(on: &values)
            return [StoredTensor("target", shape: [values.count / max(width, 1), width], .floats(values))]
        }
    }
}
