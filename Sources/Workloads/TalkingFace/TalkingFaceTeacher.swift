// The synthetic set: hidden qualities that show in some modalities at some times.
//
// Each sample has five hidden qualities. The pictures show them at the moments when the sound is loud, the sound shows two
// of them all the time, and the single vector is a noisy hint of one. Scores are squashed mixtures of qualities and of
// their products; 28 % of the labels and 2 % of the pictures' features are missing.

import Engine
import JSON
import System

/// A teacher with a seed of its own: every training of the workload sees the same data.
struct TalkingFaceTeacher {
    static let time = 10
    static let sizes: [Split: Int] = [.train: 480, .val: 192, .test: 192]
    private static let qualities = 5
    private let philox = Philox(seed: 0x7461_6C6B)  // "talk"

    func data(splits: Set<Split>) -> TalkingFaceSource {
        var source = TalkingFaceSource(
            modalities: [
                .init(name: "audio", time: Self.time, features: 8),
                .init(name: "syncnet", time: nil, features: 2),
                .init(name: "visual", time: Self.time, features: 16),
            ], tasks: TalkingFace.taskWeights.map(\.task).sorted(), description: "synthetic")
        for split in splits { source.parts[split] = part(split, tasks: source.tasks.count) }
        return source
    }

    private func part(_ split: Split, tasks: Int) -> TalkingFaceData.Part {
        let count = Self.sizes[split] ?? 0
        let n = Self.qualities
        let pictures = normals(1, 16 * n, scale: 0.8)
        let sounds = normals(2, 8 * 3, scale: 0.8)
        let readout = normals(3, tasks * 2 * n, scale: 0.7)
        let first: UInt64 = split == .train ? 1 << 20 : split == .val ? 2 << 20 : 3 << 20
        var part = TalkingFaceData.Part(count: count, inputs: [[], [], []])
        for sample in 0..<count {
            let stream = first + UInt64(sample)
            let quality = normals(stream, n, scale: 1)
            let noise = normals(stream, Self.time * 24 + 2 + tasks, scale: 1, from: 64)
            let chance = uniforms(stream, Self.time * 16 + Self.time + tasks, from: 1 << 16)
            for time in 0..<Self.time {
                let loudness: Float = chance[Self.time * 16 + time] < 0.4 ? 1 : 0.1
                for feature in 0..<8 {
                    let hidden = [loudness * 2 - 1, quality[0], quality[1]]
                    part.inputs[0].append(
                        dot(sounds, feature * 3, hidden) + 0.4 * noise[time * 24 + feature])
                }
                for feature in 0..<16 {
                    let value = loudness * dot(pictures, feature * n, quality) + 0.4 * noise[time * 24 + 8 + feature]
                    part.inputs[2].append(chance[time * 16 + feature] < 0.02 ? .nan : value)
                }
            }
            for hint in 0..<2 { part.inputs[1].append(quality[2] + noise[Self.time * 24 + hint]) }
            let asked = quality + (0..<n).map { quality[$0] * quality[($0 + 1) % n] }
            for task in 0..<tasks {
                let score = 1 / (1 + Mathematics.exponential(-dot(readout, task * 2 * n, asked)))
                let label = 1 + 4 * score + 0.2 * noise[Self.time * 24 + 2 + task]
                let isMissing = chance[Self.time * 17 + task] < 0.28
                part.labels.append(isMissing ? TalkingFaceData.missing : max(0, label))
            }
        }
        return part
    }

    private func dot(_ matrix: [Float], _ offset: Int, _ vector: [Float]) -> Float {
        var sum: Float = 0
        for index in vector.indices { sum += matrix[offset + index] * vector[index] }
        return sum
    }

    private func normals(_ stream: UInt64, _ count: Int, scale: Float, from first: Int = 0) -> [Float] {
        (0..<count).map { scale * philox.normal(stream: stream, index: UInt64(first + $0)) }
    }

    private func uniforms(_ stream: UInt64, _ count: Int, from first: Int) -> [Float] {
        (0..<count).map {
            Float(philox.word(stream: stream, index: UInt64(first + $0)) >> 40) * 0x1p-24
        }
    }
}
