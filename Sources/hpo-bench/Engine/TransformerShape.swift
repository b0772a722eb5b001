import Engine
import JSON

/// A transformer over 84 features a moment, as face-transformer has it, and batches of 32.
struct TransformerShape: Sendable {
    let width, layers, heads, feedforward, time: Int
    private let batch = 32
    private let features = 84

    init(width: Int, layers: Int, heads: Int, feedforward: Int, time: Int) {
        (self.width, self.layers, self.heads) = (width, layers, heads)
        (self.feedforward, self.time) = (feedforward, time)
    }

    var step: StepCase {
        StepCase(
            name: "step d\(width)", batch: batch,
            shape: [
                "d_model": .int(width), "layers": .int(layers), "heads": .int(heads), "ff": .int(feedforward),
                "time": .int(time),
            ], prepare: prepare)
    }

    private func prepare(dropout: Float, pool: ThreadPool) -> PreparedStep {
        let parameters = ParameterSet(seed: 1)
        let options = TransformerOptions(width: width, heads: heads, feedforward: feedforward, dropout: dropout)
        let first = Linear("inputs", inputs: features, outputs: width, in: parameters)
        let encoder = (0..<layers).map { EncoderLayer("encoder.layers.\($0)", options, in: parameters) }
        let last = Linear("outputs", inputs: width, outputs: features, in: parameters)
        let tape = Tape(parameters, mode: .training, pool: pool, seed: 1)
        let x = tape.input([batch, time, features])
        let target = tape.input([batch, features])
        var y = tape.addSinusoidalPositions(first(tape, x))
        for layer in encoder { y = layer(tape, y) }
        let (loss, _) = tape.mseCosineLoss(
            last(tape, tape.meanOverTime(y)), target: target, mseWeight: 0.2, cosineWeight: 0.8)
        tape.finish(loss: loss)
        let philox = Philox(seed: 1)
        philox.fill(tape.values(of: x), stream: 1, uniform: -1.7, 1.7)
        philox.fill(tape.values(of: target), stream: 2, uniform: -1.7, 1.7)
        return PreparedStep(tape: tape, parameters: parameters)
    }
}
