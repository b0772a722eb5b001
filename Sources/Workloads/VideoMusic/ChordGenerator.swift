// Chords for one item, each drawn from the model's probabilities given those before it.

import Engine
import System

/// Generates step by step with a recorded batch of one. Seeded: the same item, weights and seed give the same chords.
struct ChordGenerator {
    let task: VideoMusicTask
    let pool: ThreadPool

    /// - Parameters:
    ///   - temperature: divides the logits; 0 takes the likeliest chord always.
    ///   - seed: of the draws.
    func chords(for item: Int, of split: Split, temperature: Double, seed: UInt64) -> [Int] {
        let batch = task.record(size: 1, mode: .evaluation, pool: pool, seed: 0)
        task.load([item][...], of: split, epoch: 1, into: batch)
        let tape = batch.tape
        let previous = tape.values(of: batch.previous)
        for step in previous.indices { previous[step] = task.startSign }
        let philox = Philox(seed: seed)
        let width = task.data.chordCount
        var chords: [Int] = []
        for step in previous.indices {
            tape.forward()
            let logits = (0..<width).map { Double(tape.values(of: batch.logits)[step * width + $0]) }
            let draw = Double(philox.word(stream: UInt64(item), index: UInt64(step)) >> 11) * 0x1p-53
            let chord = Self.pick(logits, temperature: temperature, draw: draw)
            chords.append(chord)
            if step + 1 < previous.count { previous[step + 1] = task.sign(of: Int32(chord)) }
        }
        return chords
    }

    /// The likeliest at temperature 0, otherwise the one where the sum of probabilities passes `draw` in 0..<1.
    static func pick(_ logits: [Double], temperature: Double, draw: Double) -> Int {
        let largest = logits.indices.max { logits[$0] < logits[$1] } ?? 0
        guard temperature > 0 else { return largest }
        let weights = logits.map { Mathematics.exponential(($0 - logits[largest]) / temperature) }
        var rest = draw * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return largest
    }
}
