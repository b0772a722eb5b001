// What went wrong on the way: no numbers, exploding gradients, setbacks at restarts.

import Search

extension CurveFinding {
    /// The metrics with values that are no finite numbers, by the first epoch of those.
    static func nonFinite(in curves: TrialCurves) -> [CurveFinding] {
        let found = curves.metrics.compactMap { name, curve -> (epoch: Int, name: String, finding: CurveFinding)? in
            guard let place = curve.values.firstIndex(where: { !$0.isFinite }) else { return nil }
            let count = curve.values.count { !$0.isFinite }
            return (
                curve.epochs[place], name,
                .nonFinite(metric: name, epoch: curve.epochs[place], value: curve.values[place], epochs: count)
            )
        }
        return found.sorted { ($0.epoch, $0.name) < ($1.epoch, $1.name) }.map(\.finding)
    }

    /// Gradient norms that are more than ten times, and more than six deviations in the logarithm, above the middle of all
    /// before them, of which there are at least five, and of more than two hundred the last count.
    static func explosions(in curves: TrialCurves) -> [CurveFinding] {
        let names = curves.metrics.keys.filter { name in
            let words = MetricName(name).words
            return words.contains { $0.hasPrefix("grad") } && !words.contains("clip")
        }
        return names.sorted().compactMap { name in
            guard let curve = curves[name]?.finite else { return nil }
            var first: (place: Int, typical: Double)?
            var count = 0
            var calm: [Double] = []
            for (place, value) in curve.values.enumerated() {
                guard value > 0 else { continue }
                let logarithm = Elementary.log(value)
                if calm.count >= 5, let middle = calm.median,
                    let spread = calm.map({ abs($0 - middle) }).median,
                    logarithm - middle > max(Elementary.log(10), 6 * 1.4826 * spread)
                {
                    count += 1
                    first = first ?? (place, Elementary.exp(middle))
                } else {
                    calm.append(logarithm)
                    if calm.count > 200 { calm.removeFirst() }
                }
            }
            return first.map { place, typical in
                .explosion(
                    Explosion(
                        metric: name, epoch: curve.epochs[place], value: curve.values[place], typical: typical,
                        count: count))
            }
        }
    }

    /// Setbacks where the learning rate was set up again after it had gone down: of the objective, the validation and the
    /// training metrics those that got worse there, by more than two deviations of their noise, having got better before.
    static func bounces(
        in curves: TrialCurves, _ pairs: [MetricPair], _ objective: EvidenceObjective?
    ) -> [CurveFinding] {
        guard let rate = curves.metrics.keys.sorted().first(where: isLearningRate).flatMap({ curves[$0]?.finite })
        else {
            return []
        }
        var watched: [(name: String, direction: Direction)] = []
        if let objective, curves[objective.metric] != nil { watched.append((objective.metric, objective.direction)) }
        for pair in pairs {
            guard let direction = pair.direction else { continue }
            for name in [pair.validation, pair.train] where !watched.contains(where: { $0.name == name }) {
                watched.append((name, direction))
            }
        }
        return restarts(of: rate).flatMap { restart in
            watched.compactMap { name, direction in
                guard let curve = curves[name]?.finite else { return nil }
                return bounce(of: curve, name, direction, at: restart)
            }
        }
    }

    private typealias Restart = (epoch: Int, before: Double, after: Double)

    /// Where the rate jumps to more than one and a half times what it was, having gone down before.
    private static func restarts(of rate: MetricCurve) -> [Restart] {
        var hasFallen = false
        var restarts: [Restart] = []
        for place in rate.values.indices.dropFirst() {
            let (before, after) = (rate.values[place - 1], rate.values[place])
            if after < before { hasFallen = true }
            if hasFallen, before >= 0, after > 1.5 * before {
                restarts.append((rate.epochs[place], before, after))
                hasFallen = false
            }
        }
        return restarts
    }

    private static func bounce(
        of curve: MetricCurve, _ name: String, _ direction: Direction, at restart: Restart
    ) -> CurveFinding? {
        let losses = curve.losses(direction)
        let place = losses.epochs.partition { $0 >= restart.epoch }
        guard place >= 3, place < losses.epochs.count, losses.epochs[place] == restart.epoch else { return nil }
        let before = MetricCurve(
            epochs: Array(losses.epochs[..<place]), values: Array(losses.values[..<place]))
        let recent = before.suffix(from: max(0, place - 5))
        let setback = losses.values[place] - losses.values[place - 1]
        guard setback > 2 * (before.noise ?? 0), setback > 0, recent.middleSlope < 0 else { return nil }
        let recovered = losses.epochs.indices.dropFirst(place).first { losses.values[$0] <= losses.values[place - 1] }
        return .bounce(
            Bounce(
                metric: name, epoch: restart.epoch, before: curve.values[place - 1], after: curve.values[place],
                recovered: recovered.map { losses.epochs[$0] }, rateBefore: restart.before,
                rateAfter: restart.after))
    }

    /// Whether a metric is a learning rate by its name: `lr`, `learning_rate`, `lr/group0`, `optimizer/lr`.
    public static func isLearningRate(_ name: String) -> Bool {
        let words = MetricName(name).words
        return words.contains("lr") || words.contains("learningrate")
            || zip(words, words.dropFirst()).contains { $0 == ("learning", "rate") }
    }
}
