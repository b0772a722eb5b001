import CAllocations
import Testing

@testable import Engine

@Suite("Allocations")
struct AllocationTests {
    /// Calls of malloc for a page or more in each of some steps of a training. (Smaller ones are left out because a debug
    /// build makes some of its own; `hpo-bench engine`, built for release, counts all.)
    private func allocations(
        _ parameters: ParameterSet, steps: Int, _ record: (Tape) -> (x: Variable, loss: Variable)
    ) -> [Int] {
        let pool = ThreadPool(threads: 1)
        let tape = Tape(parameters, mode: .training, pool: pool, seed: 3)
        let (x, loss) = record(tape)
        tape.finish(loss: loss)
        fill(tape, x)
        let optimizer = AdamW(parameters, weightDecay: 0.01, pool: pool)
        return (1...steps).map { step in
            let before = large_allocations_of_thread()
            tape.forward(step: UInt64(step))
            tape.backward()
            let clipping = GradientClipping(of: parameters, maximum: 1, pool: pool)
            optimizer.step(learningRate: 1e-3, gradientScale: clipping.scale)
            return large_allocations_of_thread() - before
        }
    }

    @Test("a transformer's step allocates no memory after the first", .enabled(if: allocations_are_counted()))
    func transformer() {
        let parameters = ParameterSet(seed: 1)
        let options = TransformerOptions(width: 64, heads: 4, feedforward: 96, dropout: 0.1, normFirst: true)
        let encoder = EncoderLayer("encoder", options, in: parameters)
        let decoder = DecoderLayer("decoder", options, relativeLength: 20, in: parameters)
        let counts = allocations(parameters, steps: 4) { tape in
            let x = tape.input([4, 20, 64])
            let y = decoder(tape, x, memory: encoder(tape, x))
            let target = tape.input([4, 64])
            return (
                x, tape.mseCosineLoss(tape.meanOverTime(y), target: target, mseWeight: 0.3, cosineWeight: 0.7).loss
            )
        }
        #expect(counts.dropFirst() == [0, 0, 0])
    }

    @Test("an image model's step allocates no memory after the first", .enabled(if: allocations_are_counted()))
    func images() {
        let parameters = ParameterSet(seed: 1)
        let stem = Convolution("stem", inputs: 3, outputs: 16, kernel: 3, stride: 2, in: parameters)
        let norm = BatchNorm("norm", channels: 16, in: parameters)
        let depthwise = Convolution("depthwise", depthwise: 16, kernel: 5, in: parameters)
        let excite = SqueezeExcite("excite", channels: 16, squeezed: 4, in: parameters)
        let project = Convolution("project", inputs: 16, outputs: 16, in: parameters)
        let counts = allocations(parameters, steps: 4) { tape in
            let x = tape.input([4, 12, 12, 3])
            let y = tape.activation(.silu, norm(tape, stem(tape, x)))
            let z = tape.add(y, project(tape, excite(tape, depthwise(tape, y))))
            let pooled = tape.meanOverTime(tape.reshape(z, [4, 36, 16]))
            return (x, tape.crossEntropyLoss(pooled, classes: tape.indices([4])).loss)
        }
        #expect(counts.dropFirst() == [0, 0, 0])
    }
}
