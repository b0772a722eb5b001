import Testing

@testable import Engine

@Suite("Operations' gradients, at odd shapes")
struct OperationGradientTests {
    let parameters = ParameterSet(seed: 2)
    let pool = ThreadPool(threads: 3)

    func tape() -> Tape { Tape(parameters, mode: .training, pool: pool, seed: 11) }

    func check(_ tape: Tape, _ out: Variable, _ inputs: [Variable], step: Float = 1e-2) {
        tape.finish(loss: out)
        for (number, input) in inputs.enumerated() { fill(tape, input, stream: UInt64(number)) }
        expectGradients(of: tape, loss: out, inputs: inputs, samples: 12, step: step)
    }

    @Test("linear with every activation", arguments: Activation.allCases)
    func linear(_ activation: Activation) {
        let layer = Linear("l", inputs: 37, outputs: 19, in: parameters)
        let tape = tape()
        let x = tape.input([3, 7, 37], gradient: true)
        check(tape, layer(tape, x, activation: activation), [x], step: activation == .relu ? 1e-3 : 1e-2)
    }

    @Test(
        "attention over itself, causal and not, with dropout and padding", arguments: [false, true], [Float(0), 0.4])
    func attention(causal: Bool, dropout: Float) {
        let tape = tape()
        let x = tape.input([2, 41, 3 * 15], gradient: true)
        let mask = tape.constant((0..<82).map { $0 % 41 > 36 ? 0 : 1 }, [2, 41])
        let out = tape.selfAttention(x, heads: 3, causal: causal, keyMask: mask, dropout: dropout)
        check(tape, out, [x])
    }

    @Test("attention over a memory of another length")
    func crossAttention() {
        let tape = tape()
        let query = tape.input([2, 5, 34], gradient: true)
        let memory = tape.input([2, 19, 68], gradient: true)
        check(tape, tape.crossAttention(query: query, memory: memory, heads: 2, dropout: 0.2), [query, memory])
    }

    @Test("attention with relative positions from a longer table")
    func relativeAttention() {
        let layer = RelativeAttention("r", width: 18, heads: 2, length: 45, in: parameters)
        let tape = tape()
        let x = tape.input([3, 37, 18], gradient: true)
        check(tape, layer(tape, x, dropout: 0.1), [x])
    }

    @Test("a decoder layer, before and after its norms", arguments: [false, true])
    func decoderLayer(normFirst: Bool) {
        let options = TransformerOptions(
            width: 12, heads: 2, feedforward: 21, dropout: 0.2, activation: .silu, normFirst: normFirst)
        let layer = DecoderLayer("d", options, relativeLength: 9, in: parameters)
        let tape = tape()
        let x = tape.input([2, 9, 12], gradient: true)
        let memory = tape.input([2, 5, 12], gradient: true)
        check(tape, layer(tape, x, memory: memory), [x, memory])
    }

    @Test("convolutions", arguments: [(3, 1), (3, 2), (5, 2), (1, 1), (1, 2)])
    func convolution(kernel: Int, stride: Int) {
        let layer = Convolution("c", inputs: 3, outputs: 5, kernel: kernel, stride: stride, in: parameters)
        let depthwise = Convolution("d", depthwise: 5, kernel: kernel, stride: stride, in: parameters)
        let tape = tape()
        let x = tape.input([2, 11, 8, 3], gradient: true)
        check(tape, depthwise(tape, layer(tape, x)), [x])
    }

    @Test("batch norm, squeeze and excitation, and the mean of pixels")
    func imageLayers() {
        let norm = BatchNorm("n", channels: 19, in: parameters)
        let gate = SqueezeExcite("s", channels: 19, squeezed: 4, in: parameters)
        let tape = tape()
        let x = tape.input([3, 5, 7, 19], gradient: true)
        check(tape, gate(tape, tape.activation(.silu, norm(tape, x))), [x])
    }

    @Test("joining, spreading, summing, dropping and adding rows")
    func shapes() {
        let row = parameters.add("row", [7, 8], .normal())
        let tape = tape()
        let a = tape.input([3, 7, 5], gradient: true)
        let b = tape.input([3, 3], gradient: true)
        let joined = tape.concatenate([a, tape.spreadOverTime(b, time: 7)])
        let moved = tape.addRow(joined, tape.variable(row))
        let dropped = tape.dropout(moved, rate: 0.3)
        let sum = tape.weightedSum([(dropped, 0.5), (joined, -2), (dropped, 1)])
        check(tape, tape.add(sum, sum), [a, b])
    }

    @Test("an embedding's table and two losses summed")
    func losses() {
        let table = Embedding("e", count: 6, width: 9, in: parameters)
        let tape = tape()
        let numbers = tape.indices([4, 5])
        let x = tape.input([20, 9], gradient: true)
        let y = tape.add(x, tape.reshape(table(tape, numbers), [20, 9]))
        let classes = tape.indices([20])
        let target = tape.input([20, 9])
        let loss = tape.weightedSum([
            (tape.crossEntropyLoss(y, classes: classes, labelSmoothing: 0.1).loss, 0.4),
            (tape.binaryCrossEntropyLoss(y, target: target).loss, 0.6),
        ])
        tape.finish(loss: loss)
        for index in 0..<20 {
            tape.values(of: numbers)[index] = Int32(index % 7) - 1
            tape.values(of: classes)[index] = Int32(index % 10) - 1
        }
        fill(tape, x)
        expectGradients(of: tape, loss: loss, inputs: [x], samples: 12)
    }
}
