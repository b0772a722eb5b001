import Testing

@testable import Engine

@Suite("Linear with dropout")
struct LinearDropoutTests {
    /// Outputs and gradients of a layer for a cotangent.
    private func step(
        rows: Int, inputs: Int, outputs: Int, activation: Activation, dropout: Float, cotangent: (Int) -> Float
    ) -> (y: [Float], gradients: [Float], dx: [Float]) {
        let parameters = ParameterSet(seed: 6)
        let layer = Linear("l", inputs: inputs, outputs: outputs, in: parameters)
        let tape = Tape(parameters, mode: .training, pool: ThreadPool(threads: 2), seed: 8)
        let x = tape.input([rows, inputs], gradient: true)
        let y = layer(tape, x, activation: activation, dropout: dropout)
        tape.finish(loss: y)
        fill(tape, x)
        tape.forward(step: 5)
        let values = Array(tape.values(of: y))
        tape.backward(cotangent: values.indices.map(cotangent))
        return (values, Array(parameters.flatGradients), Array(tape.gradients(of: x)!))
    }

    @Test(
        "its output and gradients are those of the layer times one mask", arguments: [(5, 7, 9), (70, 48, 37)],
        Activation.allCases)
    func mask(shape: (Int, Int, Int), activation: Activation) {
        let (rows, inputs, outputs) = shape
        let cotangent: (Int) -> Float = { Float(($0 * 37) % 101) / 50 - 1 }
        let dropped = step(
            rows: rows, inputs: inputs, outputs: outputs, activation: activation, dropout: 0.25, cotangent: cotangent)
        let whole = step(
            rows: rows, inputs: inputs, outputs: outputs, activation: activation, dropout: 0, cotangent: cotangent)
        var share = 0.0
        let mask = dropped.y.indices.map { index -> Float in
            let isDropped = dropped.y[index] == 0 && whole.y[index] != 0
            share += isDropped ? 1 : 0
            #expect(isDropped || abs(dropped.y[index] - whole.y[index] / 0.75) <= 1e-5)
            return isDropped ? 0 : 1 / 0.75
        }
        // Of relu's zeros nobody can say whether they were dropped.
        share /= Double(whole.y.count { $0 != 0 })
        #expect(abs(share - 0.25) < 5 * (0.25 * 0.75 / Double(mask.count / 2)).squareRoot())
        let masked = step(
            rows: rows, inputs: inputs, outputs: outputs, activation: activation, dropout: 0,
            cotangent: { cotangent($0) * mask[$0] })
        let largest = masked.gradients.reduce(0) { max($0, abs($1)) }
        for (one, other) in zip(dropped.gradients + dropped.dx, masked.gradients + masked.dx) {
            #expect(abs(one - other) <= 2e-5 * max(largest, 1))
        }
    }
}
