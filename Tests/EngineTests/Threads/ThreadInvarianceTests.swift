import Testing

@testable import Engine

@Suite("Threads")
struct ThreadInvarianceTests {
    /// Loss, all gradients and the output's bits of one step of a model with every kind of operation.
    func step(threads: Int, width: Int, time: Int) -> [UInt32] {
        let parameters = ParameterSet(seed: 4)
        let tape = Tape(parameters, mode: .training, pool: ThreadPool(threads: threads), seed: 9)
        let options = TransformerOptions(
            width: width, heads: 4, feedforward: 2 * width, dropout: 0.1, activation: .gelu, normFirst: true)
        let first = Linear("first", inputs: 21, outputs: width, in: parameters)
        let encoder = EncoderLayer("encoder", options, in: parameters)
        let decoder = DecoderLayer("decoder", options, relativeLength: time, in: parameters)
        let norm = BatchNorm("norm", channels: width, in: parameters)
        let depthwise = Convolution("depthwise", depthwise: width, kernel: 3, in: parameters)
        let x = tape.input([6, time, 21])
        let target = tape.input([6, width])
        let y = decoder(tape, encoder(tape, first(tape, x)), memory: first(tape, x))
        let image = depthwise(tape, norm(tape, tape.reshape(y, [6, time, 1, width])))
        let (loss, parts) = tape.mseCosineLoss(
            tape.meanOverTime(tape.reshape(image, [6, time, width])), target: target, mseWeight: 0.3,
            cosineWeight: 0.7)
        tape.finish(loss: loss, keeping: [parts])
        fill(tape, x)
        fill(tape, target, stream: 2)
        for number in 1...2 {
            tape.forward(step: UInt64(number))
            tape.backward(accumulate: number == 2)
        }
        return (Array(tape.values(of: parts)) + Array(parameters.flatGradients)).map(\.bitPattern)
    }

    @Test("2, 3 and 8 threads give the bits of one", arguments: [(32, 17), (64, 40)])
    func sameBits(width: Int, time: Int) {
        let alone = step(threads: 1, width: width, time: time)
        for threads in [2, 3, 8] { #expect(step(threads: threads, width: width, time: time) == alone) }
    }
}
