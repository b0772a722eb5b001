import Engine

/// The measures of video-music over an epoch, each step and element counted once.
struct ChordMeter: EpochMeter {
    private let chordWeight, emotionWeight: Double
    private var chordLoss = 0.0
    private var steps = 0.0
    private var emotionLoss = 0.0
    private var elements = 0.0
    private var firsts = 0
    private var hits = 0
    private var ranked = 0

    init(values: ParameterValues) {
        chordWeight = values.float("chord_weight")
        emotionWeight = values.float("emotion_weight")
    }

    /// Adds a batch's losses by what they count, and the ranks of its chords.
    mutating func add(_ batch: VideoMusicTask.Batch, samples: ArraySlice<Int>) {
        let chord = batch.tape.values(of: batch.chordParts)
        let emotion = batch.tape.values(of: batch.emotionParts)
        chordLoss += Double(chord[0]) * Double(chord[1])
        steps += Double(chord[1])
        emotionLoss += Double(emotion[0]) * Double(emotion[1])
        elements += Double(emotion[1])
        let logits = batch.tape.values(of: batch.logits)
        let target = batch.tape.values(of: batch.target)
        let width = logits.count / max(target.count, 1)
        for (row, chord) in target.enumerated() where chord >= 0 {
            let own = logits[row * width + Int(chord)]
            var above = 0
            for other in 0..<width where logits[row * width + other] > own { above += 1 }
            ranked += 1
            if above == 0 { firsts += 1 }
            if above < 5 { hits += 1 }
        }
    }

    /// `loss`, `chord_loss`, `emotion_loss`, `accuracy` and `hits5`.
    func results() -> [(name: String, value: Double)] {
        let chord = chordLoss / max(steps, 1)
        let emotion = emotionLoss / max(elements, 1)
        return [
            ("loss", chordWeight * chord + emotionWeight * emotion), ("chord_loss", chord), ("emotion_loss", emotion),
            ("accuracy", Double(firsts) / Double(max(ranked, 1))), ("hits5", Double(hits) / Double(max(ranked, 1))),
        ]
    }
}
