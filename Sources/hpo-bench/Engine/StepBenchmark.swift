// Whole training steps of a transformer: forward, loss, backward, clipping and AdamW.

import Engine
import JSON

/// A model and a batch.
struct StepShape {
    let width, layers, heads, feedforward, time: Int
    let batch = 32
    /// Input and output width.
    let features = 84

    static let all = [
        StepShape(width: 64, layers: 2, heads: 4, feedforward: 128, time: 32),
        StepShape(width: 128, layers: 4, heads: 8, feedforward: 512, time: 64),
        StepShape(width: 512, layers: 4, heads: 8, feedforward: 2048, time: 30),
    ]

    /// Billions of additions and multiplications of a step, three forward passes' worth.
    var work: Double {
        let layer = 4 * width * width + 2 * width * feedforward + 2 * time * width
        let position = layers * layer + features * width
        return 6e-9 * Double(batch * time * position + batch * width * features)
    }
}

/// One shape with one number of threads.
struct StepBenchmark {
    let shape: StepShape
    let dropout: Float
    let threads: Int
    let seconds: Double

    func run() {
        let parameters = ParameterSet(seed: 1)
        let pool = ThreadPool(threads: threads)
        let options = TransformerOptions(
            width: shape.width, heads: shape.heads, feedforward: shape.feedforward, dropout: dropout)
        let first = Linear("inputs", inputs: shape.features, outputs: shape.width, in: parameters)
        let layers = (0..<shape.layers).map { EncoderLayer("encoder.layers.\($0)", options, in: parameters) }
        let last = Linear("outputs", inputs: shape.width, outputs: shape.features, in: parameters)
        let tape = Tape(parameters, mode: .training, pool: pool, seed: 1)
        let x = tape.input([shape.batch, shape.time, shape.features])
        let target = tape.input([shape.batch, shape.features])
        var y = tape.addSinusoidalPositions(first(tape, x))
        for layer in layers { y = layer(tape, y) }
        let (loss, _) = tape.mseCosineLoss(
            last(tape, tape.meanOverTime(y)), target: target, mseWeight: 0.2, cosineWeight: 0.8)
        tape.finish(loss: loss)
        let philox = Philox(seed: 1)
        philox.fill(tape.values(of: x), stream: 1, uniform: -1.7, 1.7)
        philox.fill(tape.values(of: target), stream: 2, uniform: -1.7, 1.7)
        let optimizer = AdamW(parameters, weightDecay: 1e-4, pool: pool)
        var step: UInt64 = 0
        let times = measure(seconds: seconds) {
            step += 1
            tape.forward(step: step)
            tape.backward()
            let clipping = GradientClipping(of: parameters, maximum: 1, pool: pool)
            optimizer.step(learningRate: 1e-4, gradientScale: clipping.scale)
        }
        let median = times[times.count / 2]
        printLine([
            "name": .string("step d\(shape.width)"), "d_model": .int(shape.width), "layers": .int(shape.layers),
            "heads": .int(shape.heads), "ff": .int(shape.feedforward), "batch": .int(shape.batch),
            "time": .int(shape.time), "dropout": rounded(Double(dropout), 2), "threads": .int(threads),
            "kernels": .string(ThreadPool.instructionSet), "median_ms": rounded(median), "min_ms": rounded(times[0]),
            "samples_per_second": rounded(1e3 * Double(shape.batch) / median, 1),
            "gflops": rounded(1e3 * shape.work / median, 1), "peak_mb": .int(peakMemory()),
        ])
    }
}
