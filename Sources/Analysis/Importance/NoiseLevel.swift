import Search

/// How much a parameter would seem to matter if it did not matter at all.
///
/// Each parameter has a shadow: the same values, shuffled over the trials. Forests are grown on all parameters and all shadows, and
/// what the best of the shadows gets is what chance gives. Kursa and Rudnicki, "Feature selection with the Boruta package", 2010.
///
/// The same evidence and seed give the same bits.
public struct NoiseLevel: Sendable, Hashable {
    /// What the best of the shadows gets in nineteen of twenty shufflings, as a share of the variance.
    public let level: Double
    /// By parameter, its share of the variance, alone and in pairs with the other parameters, beside the shadows.
    public let totals: [String: Double]

    /// Of more trials so many are drawn: they say enough, and each shuffling takes time.
    public static let mostTrials = 1000

    /// Shuffles `rounds` times; where that is nil, twenty times, of more than twenty parameters less often.
    ///
    /// - Throws: why there is nothing to say, such as too few trials.
    public init(
        of evidence: Evidence, objective: Int = 0, rounds: Int? = nil, trees: Int = 16, seed: UInt64 = 0
    ) throws(AnalysisGap) {
        let sample = try ImportanceSample(evidence, objective: objective, seed: seed, most: Self.mostTrials)
        let names = sample.names
        let count = names.count
        var totals: [[Double]] = []
        var best: [Double] = []
        let rounds = rounds ?? max(5, min(20, 400 / max(1, evidence.space.parameters.count)))
        for round in 0..<max(1, rounds) {
            let key = Generator(seed: seed, trial: round).study &+ UInt64(round) &* 0x9e37_79b9_7f4a_7c15
            let forest = RandomForest(sample.shadowed(seed: key), count: trees, seed: key)
            let shares = VarianceShares(of: forest, dimensions: 2 * count) { first, second in
                // A parameter with the others, and its shadow with the others.
                first < count && (second < count || second - count != first)
            }
            totals.append((0..<count).map { shares.total(of: $0, among: 0..<count) })
            best.append((0..<count).map { shares.total(of: count + $0, among: 0..<count) }.max() ?? 0)
        }
        level = best.sorted().quantile(0.95)
        self.totals = Dictionary(
            uniqueKeysWithValues: names.indices.map { index in
                (names[index], totals.map { $0[index] }.mean ?? 0)
            })
    }

    /// Whether no more is seen of the parameter `name` than of a shadow; nil where there is none of that name.
    public func isNoise(_ name: String) -> Bool? { totals[name].map { $0 <= level } }
}
