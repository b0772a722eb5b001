// Compares a tape's gradients with finite differences.

import Testing

@testable import Engine

/// Fills every input with numbers in ±1 and checks the gradients of sum(loss * cotangent) at up to `samples` places of
/// every parameter and of every input of `variables`.
func expectGradients(
    of tape: Tape, loss: Variable, inputs: [Variable] = [], samples: Int = 6, step: Float = 1e-2,
    tolerance: Double = 2e-2, sourceLocation: SourceLocation = #_sourceLocation
) {
    let philox = Philox(seed: 99)
    var cotangent = [Float](repeating: 0, count: loss.count)
    cotangent.withUnsafeMutableBufferPointer { philox.fill($0, stream: 1, uniform: -1, 1) }

    func objective() -> Double {
        tape.forward(step: 3)
        return zip(tape.values(of: loss), cotangent).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    _ = objective()
    tape.backward(cotangent: cotangent)

    var places: [(name: String, values: UnsafeMutableBufferPointer<Float>, gradient: [Float])] = []
    for (name, parameter) in tape.parameters.all {
        places.append(
            (name, tape.parameters.values(of: parameter), Array(tape.parameters.gradients(of: parameter))))
    }
    for (number, input) in inputs.enumerated() {
        guard let gradient = tape.gradients(of: input) else { continue }
        places.append(("input \(number)", tape.values(of: input), Array(gradient)))
    }
    for (number, place) in places.enumerated() {
        let largest = place.gradient.reduce(0) { max($0, abs(Double($1))) }
        for sample in 0..<min(samples, place.values.count) {
            let index = Int(philox.word(stream: 2 + UInt64(number), index: UInt64(sample)) % UInt64(place.values.count))
            let before = place.values[index]
            place.values[index] = before + step
            let above = objective()
            place.values[index] = before - step
            let below = objective()
            place.values[index] = before
            let numeric = (above - below) / (2 * Double(step))
            let difference = abs(numeric - Double(place.gradient[index]))
            #expect(
                difference <= tolerance * max(largest, 0.05),
                "\(place.name)[\(index)]: \(place.gradient[index]), numerically \(numeric)",
                sourceLocation: sourceLocation)
        }
    }
}

/// Fills a variable of a finished tape with seeded numbers in ±1.
func fill(_ tape: Tape, _ variable: Variable, stream: UInt64 = 17) {
    Philox(seed: 5).fill(tape.values(of: variable), stream: stream, uniform: -1, 1)
}
