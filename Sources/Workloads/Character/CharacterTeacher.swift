// The synthetic set: characters of three strokes, written by hands that tilt, shift and shake.

import Engine
import JSON
import System

/// A teacher with a seed of its own: every training of the workload sees the same data.
struct CharacterTeacher {
    static let side = 24
    static let classes = 12
    static let sizes: [Split: Int] = [.train: 360, .val: 144, .test: 144]
    private let philox = Philox(seed: 0x6368_6172)  // "char"

    func data(splits: Set<Split>) -> CharacterData.Raw {
        var raw = CharacterData.Raw(
            height: Self.side, width: Self.side, channels: 1, classes: Self.classes, description: "synthetic")
        for split in splits { raw.parts[split] = part(split) }
        return raw
    }

    private func part(_ split: Split) -> CharacterData.Part {
        let count = Self.sizes[split] ?? 0
        let first: UInt64 = split == .train ? 1 << 20 : split == .val ? 2 << 20 : 3 << 20
        var part = CharacterData.Part(count: count)
        for sample in 0..<count {
            let label = sample % Self.classes
            part.labels.append(Int32(label))
            part.images += image(of: label, stream: first + UInt64(sample))
        }
        return part
    }

    /// The ends of a class's strokes, in -1...1, as a hand writes them.
    private func strokes(of label: Int, stream: UInt64) -> [(from: (Float, Float), to: (Float, Float))] {
        let angle = 0.25 * normal(stream, 0)
        let (sine, cosine) = (Mathematics.sine(angle), Mathematics.sine(angle + .pi / 2))
        let size = 0.6 + 0.08 * normal(stream, 1)
        let (dx, dy) = (0.12 * normal(stream, 2), 0.12 * normal(stream, 3))
        func point(_ index: Int) -> (Float, Float) {
            let x = uniform(UInt64(label), 2 * index) + 0.1 * normal(stream, 10 + 2 * index)
            let y = uniform(UInt64(label), 2 * index + 1) + 0.1 * normal(stream, 11 + 2 * index)
            return (size * (cosine * x - sine * y) + dx, size * (sine * x + cosine * y) + dy)
        }
        // Each stroke begins where the one before ended, but for the last.
        let points = (0..<5).map(point)
        return [(points[0], points[1]), (points[1], points[2]), (points[3], points[4])]
    }

    private func image(of label: Int, stream: UInt64) -> [UInt8] {
        let strokes = strokes(of: label, stream: stream)
        let thickness = 0.09 + 0.015 * normal(stream, 4)
        var pixels: [UInt8] = []
        for row in 0..<Self.side {
            for column in 0..<Self.side {
                let x = (Float(column) + 0.5) * 2 / Float(Self.side) - 1
                let y = (Float(row) + 0.5) * 2 / Float(Self.side) - 1
                let distance = strokes.map { Self.distance((x, y), $0.from, $0.to) }.min() ?? 1
                let ink = max(0, min(1, 1.5 - distance / thickness))
                let noise = 0.08 * normal(stream, 100 + row * Self.side + column)
                pixels.append(UInt8(max(0, min(255, 255 * (1 - ink + noise)))))
            }
        }
        return pixels
    }

    /// From a point to the nearest of a stroke.
    private static func distance(_ p: (Float, Float), _ a: (Float, Float), _ b: (Float, Float)) -> Float {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1)
        let along = ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / max(dx * dx + dy * dy, 1e-6)
        let t = max(0, min(1, along))
        let (ex, ey) = (p.0 - a.0 - t * dx, p.1 - a.1 - t * dy)
        return (ex * ex + ey * ey).squareRoot()
    }

    private func normal(_ stream: UInt64, _ index: Int) -> Float { philox.normal(stream: stream, index: UInt64(index)) }

    private func uniform(_ stream: UInt64, _ index: Int) -> Float {
        Float(philox.word(stream: stream, index: UInt64(index)) >> 40) * 0x1p-23 - 1
    }
}
