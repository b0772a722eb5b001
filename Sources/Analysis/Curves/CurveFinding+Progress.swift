// Progress, and the want of it.

import Search

extension CurveFinding {
    /// A stretch up to the end in which the running median stays where it is: within three deviations of the noise, or 3 % of the
    /// progress made before, of its best.
    ///
    /// It is at least a quarter of the training and five epochs; half of the training is a plateau.
    static func flat(_ losses: MetricCurve, of name: String, _ direction: Direction) -> CurveFinding? {
        let count = losses.values.count
        guard count >= 8, let noise = losses.noise else { return nil }
        let smooth = losses.smoothed(count >= 15 ? 5 : 3)
        guard let best = smooth.values.min(), let first = smooth.values.first, first > best else { return nil }
        let tolerance = max(3 * noise, stillness * (first - best))
        // Where the noise is as large as all progress, nothing can be told apart.
        guard first - best > 2 * tolerance else { return nil }
        let outside = smooth.values.lastIndex { $0 - best > tolerance }
        let start = outside.map { $0 + 1 } ?? 0
        let tail = smooth.suffix(from: min(start, count - 1))
        guard count - start >= 5, 4 * (count - start) >= count, start > 0,
            // A curve that still gets better, if slowly, is not at its end.
            !isSteady(losses.suffix(from: start), beyond: stillness * (first - best)),
            let low = tail.values.min(), let high = tail.values.max(), let level = tail.values.median
        else { return nil }
        let sign: Double = direction == .minimize ? 1 : -1
        let flat = Flat(
            metric: name, since: losses.epochs[start], last: losses.epochs[count - 1], level: sign * level,
            range: sign > 0 ? low...high : -high ... -low, progress: first - level, tolerance: tolerance)
        return 2 * (count - start) >= count ? .plateau(flat) : .converged(flat)
    }

    /// Such a part of the progress made before is none.
    private static let stillness = 0.03

    /// Whether a curve moves by more than `distance` over its length, in an order that chance gives one time in a hundred.
    private static func isSteady(_ curve: MetricCurve, beyond distance: Double) -> Bool {
        guard let first = curve.epochs.first, let last = curve.epochs.last else { return false }
        return abs(curve.middleSlope) * Double(last - first) > distance
            && min(chanceOfAscent(curve.values), chanceOfAscent(curve.values.map { -$0 })) <= 0.01
    }

    /// The best epoch being the last, and the last fifth of the epochs, at least five, getting better in an order that chance
    /// gives one time in twenty.
    ///
    /// A trial that was stopped before the end of its training says nothing of how long that should be.
    static func improving(
        _ losses: MetricCurve, of name: String, _ direction: Direction, _ planned: Int?
    ) -> Improving? {
        let count = losses.values.count
        guard count >= 4, let best = losses.values.min(), losses.values[count - 1] == best,
            losses.values.firstIndex(of: best) == count - 1
        else { return nil }
        let ran = losses.epochs[count - 1] + (losses.epochs[0] == 0 ? 1 : 0)
        if let planned, ran < planned { return nil }
        let tail = losses.suffix(from: max(0, count - max(5, count / 5)))
        let chance = chanceOfAscent(tail.values.map { -$0 })
        guard chance <= 0.05 else { return nil }
        let sign: Double = direction == .minimize ? 1 : -1
        return Improving(
            metric: name, epoch: losses.epochs[count - 1], value: sign * best, gain: -tail.middleSlope,
            epochs: tail.values.count, chance: chance)
    }
}
