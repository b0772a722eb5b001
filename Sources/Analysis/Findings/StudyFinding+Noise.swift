import Search

extension StudyFinding {
    /// Whether the best trials are closer to each other than one value's noise would put them.
    ///
    /// The noise is that of repetitions with other seeds and of trials of the same configuration, the deviations within each taken
    /// together; where there are none, how the five best trials' own curves waver. A trial is not told from the best where it is
    /// behind by less than 1.64 deviations of a difference, √2 that of one value: chance gives that one time in twenty.
    static func noise(in evidence: Evidence) throws(AnalysisGap) -> [StudyFinding] {
        guard evidence.objectives.count == 1 else { return [] }
        let ranked = ranked(evidence)
        guard ranked.count >= 5 else { throw .tooFewTrials(found: ranked.count, needed: 5) }
        guard let (deviation, source) = deviation(of: evidence, ranked), deviation > 0, let best = ranked[0].value()
        else {
            return []
        }
        let limit = 1.64 * 2.0.squareRoot() * deviation
        let close = ranked.prefix { trial in trial.value().map { abs($0 - best) < limit } ?? false }
        // That a second one is near is no wonder among many; that five are is one.
        guard close.count >= 5, let last = close.last?.value() else { return [] }
        return [
            .noise(
                Noise(deviation: deviation, source: source, trials: close.map(\.number), gap: abs(last - best)))
        ]
    }

    private static func deviation(
        of evidence: Evidence, _ ranked: [EvidenceTrial]
    ) -> (deviation: Double, source: Noise.Source)? {
        var groups = Dictionary(grouping: evidence.trials.filter { $0.repeats != nil }) { $0.repeats ?? 0 }
            .sorted { $0.key < $1.key }.map { $0.value.compactMap { $0.value() } }
        groups += Dictionary(grouping: evidence.searched, by: \.configuration).values
            .sorted { ($0.first?.number ?? 0) < ($1.first?.number ?? 0) }.map { $0.compactMap { $0.value() } }
        let repeated = groups.filter { $0.count > 1 }
        let freedom = repeated.reduce(0) { $0 + $1.count - 1 }
        if freedom >= 2 {
            let squares = repeated.reduce(0) { $0 + $1.deviation * $1.deviation * Double($1.count - 1) }
            return ((squares / Double(freedom)).squareRoot(), .repetitions(freedom))
        }
        let wavers = ranked.prefix(5).compactMap { trial in
            MetricCurve(epochs: trial.curve.epochs, values: trial.curve.values).finite.noise
        }
        guard wavers.count >= 3, let middle = wavers.median else { return nil }
        return (middle, .curves(wavers.count))
    }
}
