// Over- and underfitting, from a metric of both sets.

import Search

extension CurveFinding {
    /// So many last epochs are looked at together.
    private static let window = 5

    /// The middle ratio of the last epochs that both losses have; nil where one is not above 0.
    static func ratio(of pair: MetricPair, _ curves: TrialCurves) -> Ratio? {
        guard pair.isLoss, let both = both(pair, curves), both.epochs.count >= 3 else { return nil }
        let last = both.epochs.indices.suffix(window)
        let ratios = last.map { both.validation[$0] / both.train[$0] }
        guard last.allSatisfy({ both.train[$0] > 0 && both.validation[$0] > 0 }), let middle = ratios.median,
            let low = ratios.min(), let high = ratios.max(), let first = last.first, high.isFinite
        else { return nil }
        return Ratio(
            train: pair.train, validation: pair.validation, ratio: middle, range: low...high,
            epochs: both.epochs[first]...both.epochs[both.epochs.count - 1])
    }

    /// Whether the validation metric gets worse after its best epoch while the training metric gets better.
    ///
    /// The best epoch is the luckiest, so that the trend is asked of those after it alone: at least four, in an order that chance
    /// gives one time in twenty, and going up by more than three deviations of the noise.
    static func overfitting(of pair: MetricPair, _ curves: TrialCurves) -> Overfitting? {
        guard let direction = pair.direction, let validation = curves[pair.validation]?.finite.losses(direction),
            let train = curves[pair.train]?.finite.losses(direction),
            let best = validation.values.indices.min(by: { validation.values[$0] < validation.values[$1] }),
            validation.values.count - best > 4, let last = validation.values.last
        else { return nil }
        let tail = validation.suffix(from: best + 1)
        let chance = chanceOfAscent(tail.values)
        let rise = tail.middleSlope * Double(tail.epochs[tail.epochs.count - 1] - tail.epochs[0])
        let bestEpoch = validation.epochs[best]
        let trained = train.epochs.partition { $0 >= bestEpoch }
        let trainTail = train.suffix(from: trained)
        guard chance <= 0.05, rise > 3 * (validation.noise ?? 0),
            trainTail.values.count > 2, trainTail.middleSlope < 0
        else { return nil }
        let sign: Double = direction == .minimize ? 1 : -1
        return Overfitting(
            train: pair.train, validation: pair.validation, best: bestEpoch,
            bestValue: sign * validation.values[best], from: tail.epochs[0], lastValue: sign * last,
            validationSlope: sign * tail.middleSlope, trainSlope: sign * trainTail.middleSlope, chance: chance)
    }

    /// Whether the training metric is worse than the validation metric in nine of ten epochs, and in all of the last half.
    static func reversal(of pair: MetricPair, _ curves: TrialCurves) -> Reversal? {
        guard let direction = pair.direction, let both = both(pair, curves), both.epochs.count >= 4 else { return nil }
        let differences = both.epochs.indices.map {
            direction.loss(both.train[$0]) - direction.loss(both.validation[$0])
        }
        let worse = differences.count { $0 > 0 }
        guard Double(worse) >= 0.9 * Double(differences.count),
            differences.suffix((differences.count + 1) / 2).allSatisfy({ $0 > 0 }), let middle = differences.median
        else { return nil }
        return Reversal(
            train: pair.train, validation: pair.validation, worse: worse, epochs: differences.count,
            difference: middle)
    }

    /// The epochs at which both have a finite value.
    private static func both(
        _ pair: MetricPair, _ curves: TrialCurves
    ) -> (epochs: [Int], train: [Double], validation: [Double])? {
        guard let train = curves[pair.train]?.finite, let validation = curves[pair.validation]?.finite else {
            return nil
        }
        let values = Dictionary(uniqueKeysWithValues: zip(train.epochs, train.values))
        let shared = validation.epochs.indices.filter { values[validation.epochs[$0]] != nil }
        return (
            shared.map { validation.epochs[$0] }, shared.map { values[validation.epochs[$0]] ?? .nan },
            shared.map { validation.values[$0] }
        )
    }
}

extension [Int] {
    /// The first place whose element satisfies `isBehind`, in ascending numbers.
    func partition(where isBehind: (Int) -> Bool) -> Int { firstIndex(where: isBehind) ?? count }
}
