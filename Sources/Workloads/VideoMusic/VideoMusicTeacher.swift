// The synthetic set: songs that walk through chords by rules which the video's mood and the key decide.
//
// The video shows, with noise, a mood that changes a few times. Each mood has its own progression of scale degrees in a
// loop of four; the key says where the scale begins; now and then a song leaves the loop. Chords suit an emotion when they
// belong to the mood's progressions in that key.

import Engine
import JSON

/// A teacher with a seed of its own: every training of the workload sees the same data.
struct VideoMusicTeacher {
    static let steps = 24
    static let features = 8
    static let sizes: [Split: Int] = [.train: 240, .val: 96, .test: 96]
    /// Scale degrees as (semitones above the key, minor?) of each mood's loop.
    private static let loops: [[(semitones: Int, isMinor: Bool)]] = [
        [(0, false), (7, false), (9, true), (5, false)],
        [(9, true), (5, false), (0, false), (7, false)],
        [(0, false), (5, false), (7, false), (5, false)],
        [(2, true), (7, false), (0, false), (9, true)],
    ]
    private let philox = Philox(seed: 0x6368_6F72)  // "chor"

    func data(splits: Set<Split>) -> VideoMusicData.Raw {
        var raw = VideoMusicData.Raw(
            steps: Self.steps, videoSteps: Self.steps, features: Self.features, chordCount: ChordName.count,
            description: "synthetic")
        for split in splits { raw.parts[split] = part(split) }
        return raw
    }

    private func part(_ split: Split) -> VideoMusicData.Part {
        let count = Self.sizes[split] ?? 0
        let first: UInt64 = split == .train ? 1 << 20 : split == .val ? 2 << 20 : 3 << 20
        var part = VideoMusicData.Part(count: count)
        let looks = (0..<Self.loops.count * Self.features).map { philox.normal(stream: 1, index: UInt64($0)) }
        for sample in 0..<count {
            let stream = first + UInt64(sample)
            let key = draw(stream, 0, below: 12)
            let length = Self.steps - draw(stream, 1, below: Self.steps / 3)
            part.key.append(Float(key) / 11)
            var mood = draw(stream, 2, below: Self.loops.count)
            for step in 0..<Self.steps {
                if draw(stream, 100 + step, below: 8) == 0 { mood = draw(stream, 200 + step, below: Self.loops.count) }
                for feature in 0..<Self.features {
                    let noise = philox.normal(stream: stream, index: UInt64(1000 + step * Self.features + feature))
                    part.video.append(looks[mood * Self.features + feature] + 0.5 * noise)
                }
                let loop = Self.loops[mood]
                let strays = draw(stream, 300 + step, below: 10) == 0
                let degree = loop[strays ? draw(stream, 400 + step, below: loop.count) : step % loop.count]
                part.chords.append(step < length ? Int32(chord(key, degree)) : -1)
                var suits = [UInt8](repeating: 0, count: ChordName.count)
                if step < length { for degree in loop { suits[chord(key, degree)] = 1 } }
                part.emotion += suits
            }
        }
        return part
    }

    private func chord(_ key: Int, _ degree: (semitones: Int, isMinor: Bool)) -> Int {
        ChordName.number(root: (key + degree.semitones) % 12, isMinor: degree.isMinor)
    }

    private func draw(_ stream: UInt64, _ index: Int, below limit: Int) -> Int {
        Int(philox.word(stream: stream, index: UInt64(index)).multipliedFullWidth(by: UInt64(limit)).high)
    }
}
