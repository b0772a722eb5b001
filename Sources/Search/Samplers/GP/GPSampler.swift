/// Bayesian optimisation with a Gaussian process: proposes where the expected improvement over the best is largest.
///
/// The first trial is the middle of the space and a few more are drawn at random. Then a Gaussian process with a
/// Matern 5/2 kernel, one length a parameter, is fitted to the trials' scores by its marginal likelihood, and the
/// untried configuration with the largest log expected improvement is proposed. The longer a search lasts, the smaller
/// the improvements that the best few places still promise, and a model that learnt most from those is too sure of the
/// rest: so in time every third suggestion is the one with the largest upper confidence bound. Running trials take
/// uncertainty away where they are, so that parallel workers keep apart. Failed trials count as the worst, pruned ones
/// by the rank that they had. While the values tell nothing, since they are equal or no better predicted from one another
/// than by chance, points that fill the space are proposed instead. Beyond `modelTrials` trials the model sees the best of
/// them and a sample of the others, so that a suggestion's cost stays bounded.
///
/// ```swift
/// var generator = Generator(seed: 42, trial: 17)
/// let configuration = try GPSampler().suggest(in: space, after: history, using: &generator)
/// ```
/// Snoek and others, "Practical Bayesian optimization of machine learning algorithms", 2012; Ament and others,
/// "Unexpected improvements to expected improvement", 2023; Cowen-Rivers and others, "HEBO", 2022.
public struct GPSampler: Sampler, Hashable {
    /// How many trials must have ended before the model is used.
    public let startupTrials: Int
    /// How many ended trials the model sees at most.
    public let modelTrials: Int

    /// After how many ended trials some suggestions explore, and every how many do.
    private static let explorationStart = 25
    private static let explorationInterval = 3
    private static let pendingLimit = 64
    private static let fitTrials = 96
    /// Evaluations of the likelihood: so many up to `fullFitTrials`, then fewer, as each costs the square or more.
    private static let fitEvaluations = 40
    private static let fullFitTrials = 64

    /// A sampler; numbers below what makes sense are raised to it.
    ///
    /// - Parameters:
    ///   - startupTrials: how many trials must have ended before the model is used.
    ///   - modelTrials: how many ended trials the model sees at most.
    public init(startupTrials: Int = 5, modelTrials: Int = 128) {
        self.startupTrials = max(1, startupTrials)
        self.modelTrials = max(8, modelTrials)
    }

    /// Proposes the most promising configuration that lies inside the space and was not tried.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        try suggestion(in: space, after: history, using: &generator).configuration
    }

    /// Proposes the same and notes whether the middle of the space, chance or the model proposed it.
    public func suggestion(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Suggestion {
        let draw = Draw(in: space, after: history)
        let coordinates = ModelCoordinates(space)
        if history.trials.isEmpty, let center = coordinates.center() { return Suggestion(center, note: "middle") }
        if history.ranking.count >= startupTrials, history.rankedSuccesses > 0, !coordinates.free.isEmpty {
            let knowledge = Knowledge(
                scores: OutcomeScores(of: history), history: history, table: draw.table, coordinates: coordinates)
            if let learnt = try learn(from: knowledge, draw, using: &generator) { return learnt }
        }
        let drawn = try draw.untried(using: &generator) { space.drawUniform(using: &$0) }
        return Suggestion(drawn, note: "random")
    }

    /// What the model proposes, or what fills the space while there is nothing for it to explain; nil where it finds
    /// nothing untried.
    private func learn(
        from knowledge: Knowledge, _ draw: Draw, using generator: inout Generator
    ) throws(SearchError) -> Suggestion? {
        let (scores, history) = (knowledge.scores, knowledge.history)
        let place = "over \(scores.rows.count) trials, \(history.trials.count - scores.rows.count) running"
        let plateau = Plateau(of: history)
        if let plateau, plateau.isLevelAtTheTop {
            let filling = try fill(plateau, knowledge, draw, using: &generator)
            return Suggestion(filling, note: "gp, filling, \(place)")
        }
        let fit = fit(knowledge, targets: scores.values)
        if let plateau, fit.leavesToFilling(generator.trial, plateau, knowledge) {
            let filling = try fill(plateau, knowledge, draw, using: &generator)
            return Suggestion(filling, note: "gp, filling, \(place)")
        }
        guard let model = model(fit, knowledge, targets: scores.values) else { return nil }
        let explores =
            scores.rows.count >= Self.explorationStart && history.trials.count % Self.explorationInterval == 0
        let search = AcquisitionSearch(coordinates: knowledge.coordinates) {
            explores ? model.upperConfidenceBound($0) : model.logExpectedImprovement($0)
        }
        let best = scores.order.prefix(8).map { scores.rows[$0] }
        return search.best(after: best, in: draw.table, using: &generator).map {
            Suggestion($0, note: "\(explores ? "gp, exploring," : "gp") \(place)")
        }
    }

    /// What a suggestion is made from.
    struct Knowledge {
        let scores: OutcomeScores
        let history: History
        let table: TrialTable
        let coordinates: ModelCoordinates

        /// What the model sees of the trials at rows of the table.
        func points(_ rows: [Int]) -> [[Double]] {
            rows.map { coordinates.model(coordinates.point(row: $0, of: table)) }
        }
    }

    /// A kernel, and the positions in the scores that it was fitted to.
    struct Fit {
        let positions: [Int]
        let model: ImprovementModel.Fit
    }

    /// The kernel that explains `targets`, one for each score, best.
    func fit(_ knowledge: Knowledge, targets: [Double]) -> Fit {
        let fitted = Self.selection(of: knowledge.scores.order, count: min(Self.fitTrials, modelTrials))
        let full = Self.fullFitTrials * Self.fullFitTrials
        let evaluations = Self.fitEvaluations * full / max(full, fitted.count * fitted.count)
        let model = ImprovementModel.fit(
            knowledge.points(fitted.map { knowledge.scores.rows[$0] }), targets: fitted.map { targets[$0] },
            isCategory: knowledge.coordinates.isCategory, evaluations: evaluations)
        return Fit(positions: fitted, model: model)
    }

    /// The model of all that it is to see; nil where it cannot be computed.
    func model(_ fit: Fit, _ knowledge: Knowledge, targets: [Double]) -> ImprovementModel? {
        let seen = Self.selection(of: knowledge.scores.order, count: modelTrials)
        let trials = knowledge.history.trials
        let running = trials.indices.filter { trials[$0].outcome == nil }.suffix(Self.pendingLimit)
        return ImprovementModel(
            kernel: fit.model.kernel, noise: fit.model.noise,
            observed: knowledge.points(seen.map { knowledge.scores.rows[$0] }), targets: seen.map { targets[$0] },
            pending: knowledge.points(Array(running)))
    }

    /// At most `count` of the positions `order`, the best first: the better half of them are the best, the others lie
    /// evenly among the rest.
    static func selection(of order: [Int], count: Int) -> [Int] {
        guard order.count > count else { return order }
        let best = count / 2
        let others = count - best
        let rest = order.count - best
        return Array(order[..<best]) + (0..<others).map { order[best + ($0 * rest + rest / 2) / others] }
    }
}
