/// The tree-structured Parzen estimator: proposes what is likely among the good trials and unlikely among the others.
///
/// The best tenth of the ended trials (25 at most) makes a density l, all other trials a density g; of some candidates
/// drawn from l the one with the largest l / g is proposed. Parameters that are active together share one joint kernel
/// for each trial. Running trials count among the others, so that parallel workers keep apart (the constant liar);
/// pruned trials rank by how far they came, those that broke the outcome constraints by how far; failed ones are never
/// good. While the values differ no more than chance explains, points that fill the space are proposed instead of the
/// neighbours of equals (`Plateau`). Of several objectives, the good trials are the first non-dominated fronts, and of the front that is too large
/// those that together dominate most.
///
/// ```swift
/// var generator = Generator(seed: 42, trial: 17)
/// let configuration = try TPESampler().suggest(in: space, after: history, using: &generator)
/// ```
/// Bergstra and others, "Algorithms for hyper-parameter optimization", 2011; Watanabe, "Tree-structured Parzen
/// estimator: understanding its algorithm components", 2023; Ozaki and others, "Multiobjective tree-structured Parzen
/// estimator for computationally expensive optimization problems", 2020. The defaults are Optuna 5's.
public struct TPESampler: Sampler, Hashable {
    /// How many trials must have ended before the estimators are used; the first are drawn uniformly.
    public let startupTrials: Int
    /// How many candidates are compared for one suggestion; nil means as many as a bounded amount of work allows: 96
    /// after up to 250 trials, fewer after more, 24 from 1,000 on.
    public let candidates: Int?
    /// The share of the ended trials that is good, rounded up.
    public let goodShare: Double
    /// How many trials are good at most.
    public let goodLimit: Int
    /// Whether parameters that are active together are modelled together.
    public let multivariate: Bool
    /// Whether running trials count as not good.
    public let constantLiar: Bool
    private let options: ParzenEstimator.Options

    /// A sampler; numbers below what makes sense are raised to it.
    ///
    /// - Parameters:
    ///   - startupTrials: how many trials are drawn uniformly first.
    ///   - candidates: how many candidates are compared; nil lets their number fall with that of the trials.
    ///   - goodShare: the share of the ended trials that is good, 0 … 1.
    ///   - goodLimit: how many are good at most.
    ///   - priorWeight: the weight of the uniform-like prior beside each trial's 1.
    ///   - magicClip: keep kernels from becoming narrower than range / min(100, kernels + 1).
    ///   - endpoints: count the range's ends as neighbours of the outermost trials.
    ///   - fullWeightTrials: how many of the newest trials have the full weight.
    ///   - multivariate: model parameters that are active together together.
    ///   - constantLiar: count running trials as not good.
    public init(
        startupTrials: Int = 10, candidates: Int? = nil, goodShare: Double = 0.1, goodLimit: Int = 25,
        priorWeight: Double = 1, magicClip: Bool = true, endpoints: Bool = false, fullWeightTrials: Int = 25,
        multivariate: Bool = true, constantLiar: Bool = true
    ) {
        self.startupTrials = max(1, startupTrials)
        self.candidates = candidates.map { max(1, $0) }
        self.goodShare = goodShare > 0 ? min(goodShare, 1) : 0
        self.goodLimit = max(1, goodLimit)
        self.multivariate = multivariate
        self.constantLiar = constantLiar
        options = ParzenEstimator.Options(
            priorWeight: priorWeight > 0 && priorWeight.isFinite ? priorWeight : 0, magicClip: magicClip,
            endpoints: endpoints, fullWeightTrials: max(0, fullWeightTrials))
    }

    /// Proposes the most promising of the candidates that lie inside the space and were not tried.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        let draw = Draw(in: space, after: history)
        if history.ranking.count >= startupTrials {
            if let filling = try Plateau.fill(space, after: history, draw, using: &generator) { return filling }
            let split = Split(of: history, goodCount: goodCount(of: history), withRunning: constantLiar)
            var search = TPESearch(space: space, table: draw.table, split: split, sampler: self, options: options)
            if let configuration = search.propose(using: &generator) { return configuration }
        }
        return try draw.untried(using: &generator) { space.drawUniform(using: &$0) }
    }

    /// How many candidates are compared after `trials` trials. More of them find better ones, and cost in proportion to
    /// the trials.
    func candidateCount(after trials: Int) -> Int { candidates ?? min(max(24_000 / max(1, trials), 24), 96) }

    /// How many of the best trials are good; no failed one is.
    private func goodCount(of history: History) -> Int {
        let share = Int((goodShare * Double(history.ranking.count)).rounded(.up))
        return min(max(1, share), goodLimit, history.rankedSuccesses)
    }

    /// The rows of a history's table as good and other ones, each ascending.
    struct Split {
        let good: [Int32]
        let others: [Int32]

        init(of history: History, goodCount: Int, withRunning: Bool) {
            var isGood = [Bool](repeating: false, count: history.trials.count)
            for row in history.leading(goodCount) { isGood[row] = true }
            var good: [Int32] = []
            var others: [Int32] = []
            others.reserveCapacity(history.trials.count)
            for row in isGood.indices {
                if isGood[row] {
                    good.append(Int32(row))
                } else if withRunning || history.trials[row].outcome != nil {
                    others.append(Int32(row))
                }
            }
            self.good = good
            self.others = others
        }
    }
}
