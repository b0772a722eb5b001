import Testing

@testable import Engine

@Suite("Encoder")
struct EncoderTests {
    @Test("an encoder's gradients agree with finite differences", arguments: [false, true], [Float(0), 0.3])
    func gradients(normFirst: Bool, dropout: Float) {
        let parameters = ParameterSet(seed: 1)
        let pool = ThreadPool(threads: 2)
        let tape = Tape(parameters, mode: .training, pool: pool, seed: 7)
        let options = TransformerOptions(
            width: 12, heads: 3, feedforward: 20, dropout: dropout, activation: .gelu, normFirst: normFirst)
        let first = Linear("first", inputs: 5, outputs: 12, in: parameters)
        let layers = (0..<2).map { EncoderLayer("layers.\($0)", options, in: parameters) }
        let last = Linear("last", inputs: 12, outputs: 4, in: parameters)
        let x = tape.input([3, 7, 5], gradient: true)
        let target = tape.input([3, 4])
        var y = tape.addSinusoidalPositions(first(tape, x))
        for layer in layers { y = layer(tape, y) }
        let (loss, _) = tape.mseCosineLoss(
            last(tape, tape.meanOverTime(y)), target: target, mseWeight: 0.2, cosineWeight: 0.8)
        tape.finish(loss: loss)
        fill(tape, x)
        fill(tape, target, stream: 18)
        expectGradients(of: tape, loss: loss, inputs: [x])
    }
}
