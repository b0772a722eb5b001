import JSON
import TestSupport

@testable import Engine

/// A small encoder with dropout on random sequences: everything that the loop has to keep straight, in milliseconds.
struct TinyTask: TrainingTask {
    struct Batch: RecordedBatch {
        let tape: Tape
        let loss: Variable
        let frames, target, parts: Variable
    }

    struct Meter: EpochMeter {
        var sum = 0.0
        var count = 0

        mutating func add(_ batch: Batch, samples: ArraySlice<Int>) {
            sum += Double(batch.tape.values(of: batch.loss)[0]) * Double(samples.count)
            count += samples.count
        }

        func results() -> [(name: String, value: Double)] { [("loss", sum / Double(count))] }
    }

    static let time = 3
    static let width = 4

    let parameters: ParameterSet
    let embedding: Linear
    let layer: EncoderLayer
    let head: Linear
    let frames: [Float]
    let targets: [Float]
    let trainCount = 10
    let statistics: JSONValue = ["mean": [0.5]]

    init(seed: UInt64, poison: Int? = nil) {
        parameters = ParameterSet(seed: seed)
        embedding = Linear("embedding", inputs: Self.width, outputs: 8, in: parameters)
        layer = EncoderLayer(
            "layer", TransformerOptions(width: 8, heads: 2, feedforward: 8, dropout: 0.2), in: parameters)
        head = Linear("head", inputs: 8, outputs: 2, in: parameters)
        var generator = SeededGenerator(seed: 99)
        frames = (0..<14 * Self.time * Self.width).map { _ in Float.random(in: -1...1, using: &generator) }
        var targets = (0..<14 * 2).map { _ in Float.random(in: -1...1, using: &generator) }
        if let poison { targets[poison * 2] = .nan }
        self.targets = targets
    }

    func sampleCount(of split: Split) -> Int { split == .train ? trainCount : 4 }

    func record(size: Int, mode: Tape.Mode, pool: ThreadPool, seed: UInt64) -> Batch {
        let tape = Tape(parameters, mode: mode, pool: pool, seed: seed)
        let frames = tape.input([size, Self.time, Self.width])
        let target = tape.input([size, 2])
        let encoded = layer(tape, embedding(tape, frames))
        let out = head(tape, tape.meanOverTime(encoded))
        let (loss, parts) = tape.mseCosineLoss(out, target: target, mseWeight: 1, cosineWeight: 0.1)
        tape.finish(loss: loss, keeping: [parts])
        return Batch(tape: tape, loss: loss, frames: frames, target: target, parts: parts)
    }

    func load(_ samples: ArraySlice<Int>, of split: Split, epoch: Int, into batch: Batch) {
        let first = split == .train ? 0 : trainCount
        let frames = batch.tape.values(of: batch.frames)
        let target = batch.tape.values(of: batch.target)
        let step = Self.time * Self.width
        for (row, sample) in samples.enumerated() {
            for i in 0..<step { frames[row * step + i] = self.frames[(first + sample) * step + i] }
            for i in 0..<2 { target[row * 2 + i] = targets[(first + sample) * 2 + i] }
        }
    }

    func meter(for split: Split) -> Meter { Meter() }

    /// Options with everything switched on, a last partial batch and a last partial group.
    static func options(epochs: Int) -> TrainingOptions {
        var options = TrainingOptions(
            epochs: epochs, batchSize: 3,
            schedule: WarmUp(
                epochs: 1, from: 1e-4, to: 1e-2, then: Cosine(base: 1e-2, etaMin: 1e-4, epochs: epochs - 1)),
            objective: "val_loss", mode: .minimize, seed: 5)
        options.accumulate = 3
        options.weightDecay = 0.01
        options.clip = 0.5
        options.patience = 50
        return options
    }
}
