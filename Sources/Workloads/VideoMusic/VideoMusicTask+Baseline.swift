import Engine

extension VideoMusicTask {
    /// A bigram model: the chord that followed the one before most often in the training set.
    func baseline(on split: Split) -> Baseline? {
        guard let train = data.parts[.train], let part = data.parts[split] else { return nil }
        let width = data.chordCount
        var counts = [Int](repeating: 0, count: (width + 2) * width)
        for (before, chord) in pairs(of: train) { counts[before * width + chord] += 1 }
        let likeliest = (0..<width + 2).map { before in
            (0..<width).max { counts[before * width + $0] < counts[before * width + $1] } ?? 0
        }
        let chords = pairs(of: part)
        let right = chords.reduce(0) { $0 + (likeliest[$1.before] == $1.chord ? 1 : 0) }
        return Baseline(
            name: "bigram model", metric: "accuracy", value: Double(right) / Double(max(chords.count, 1)))
    }

    /// Every chord with the decoder's sign of what stands before it.
    private func pairs(of part: VideoMusicData.Part) -> [(before: Int, chord: Int)] {
        part.chords.indices.compactMap { index in
            guard part.chords[index] >= 0 else { return nil }
            let before = index.isMultiple(of: data.steps) ? startSign : sign(of: part.chords[index - 1])
            return (Int(before), Int(part.chords[index]))
        }
    }
}
