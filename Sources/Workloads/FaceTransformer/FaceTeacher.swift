// The synthetic set: sequences of oscillations seen through a random mixture, and a target that asks for what happens
// over time.
//
// Each sample has three hidden oscillations with their own frequency, phase and size; a frame is a mixture of them, of
// their products, and noise. The target is a squashed mixture of sizes, frequencies, phases and products of pairs. A
// small model can learn the sizes, phases take positions and attention, products take depth; the noise and the few
// samples punish a model without dropout.

import Engine
import JSON
import System

/// A teacher with a seed of its own: every training of the workload sees the same data.
struct FaceTeacher {
    static let time = 8
    static let features = 24
    static let outputs = 8
    static let sizes: [Split: Int] = [.train: 480, .val: 192, .test: 192]
    private static let hidden = 3
    private static let frameNoise: Float = 0.3
    private static let targetNoise: Float = 0.1

    private let philox = Philox(seed: 0x6661_6365)  // "face"

    func data(splits: Set<Split>) -> FaceData.Raw {
        var raw = FaceData.Raw(
            time: Self.time, features: Self.features, outputs: Self.outputs, description: "synthetic")
        for split in splits { raw.parts[split] = part(split) }
        return raw
    }

    private func part(_ split: Split) -> FaceData.Part {
        let count = Self.sizes[split] ?? 0
        let mixture = normals(stream: 1, count: Self.features * (2 * Self.hidden), scale: 0.5)
        let readout = normals(stream: 2, count: Self.outputs * (5 * Self.hidden), scale: 0.5)
        let first: UInt64 = split == .train ? 1 << 20 : split == .val ? 2 << 20 : 3 << 20
        var part = FaceData.Part(count: count)
        part.frames.reserveCapacity(count * Self.time * Self.features)
        part.targets.reserveCapacity(count * Self.outputs)
        for sample in 0..<count {
            let stream = first + UInt64(sample)
            let oscillations = oscillations(stream: stream)
            let noise = normals(stream: stream, count: Self.time * Self.features, scale: Self.frameNoise, from: 64)
            for time in 0..<Self.time {
                let state = oscillations.map { $0.value(at: Float(time) / Float(Self.time)) }
                let seen = state + state.indices.map { state[$0] * state[($0 + 1) % state.count] }
                for feature in 0..<Self.features {
                    var sum = noise[time * Self.features + feature]
                    for (index, value) in seen.enumerated() { sum += mixture[feature * seen.count + index] * value }
                    part.frames.append(sum)
                }
            }
            part.targets += target(of: oscillations, readout: readout, stream: stream)
        }
        return part
    }

    private struct Oscillation {
        let size, frequency, phase: Float

        func value(at time: Float) -> Float { size * Mathematics.sine(2 * .pi * (frequency * time + phase)) }
        /// What can be asked of it, each about as large as the others.
        var facts: [Float] {
            [
                (size - 1) * 2, (frequency - 1.5) * 1.2, Mathematics.sine(2 * .pi * phase) * size,
                Mathematics.sine(2 * .pi * phase + .pi / 2) * size,
            ]
        }
    }

    private func oscillations(stream: UInt64) -> [Oscillation] {
        let draws = uniforms(stream: stream, count: 3 * Self.hidden)
        return (0..<Self.hidden).map {
            Oscillation(
                size: 0.4 + 1.2 * draws[3 * $0], frequency: 0.5 + 2 * draws[3 * $0 + 1], phase: draws[3 * $0 + 2])
        }
    }

    private func target(of oscillations: [Oscillation], readout: [Float], stream: UInt64) -> [Float] {
        let facts = oscillations.flatMap(\.facts)
        let products = oscillations.indices.map { index in
            let (this, next) = (oscillations[index].facts, oscillations[(index + 1) % oscillations.count].facts)
            return this[2] * next[3] * 1.5
        }
        let asked = facts + products
        let noise = normals(stream: stream, count: Self.outputs, scale: Self.targetNoise, from: 1 << 16)
        return (0..<Self.outputs).map { output in
            var sum: Float = 0
            for (index, value) in asked.enumerated() { sum += readout[output * asked.count + index] * value }
            return tanh(sum) + noise[output]
        }
    }

    private func normals(stream: UInt64, count: Int, scale: Float, from first: Int = 0) -> [Float] {
        (0..<count).map { scale * philox.normal(stream: stream, index: UInt64(first + $0)) }
    }

    private func uniforms(stream: UInt64, count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            let target = UnsafeMutableBufferPointer(rebasing: buffer[0..<count])
            philox.fill(target, stream: stream, uniform: 0, 1)
            initialized = count
        }
    }
}

/// The hyperbolic tangent, by an exponential in double precision.
private func tanh(_ value: Float) -> Float {
    let e = Mathematics.exponential(-2 * abs(Double(value)))
    let magnitude = (1 - e) / (1 + e)
    return Float(value < 0 ? -magnitude : magnitude)
}
