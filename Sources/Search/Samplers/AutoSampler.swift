/// Chooses the method for each trial by the space and the history, and notes its choice in the trial's record.
///
/// A Gaussian process over the bent losses has the least regret from the first trials to some hundreds on every kind of
/// recorded training that `hpo-bench search` reads, mixed and discrete spaces included, but its cost grows with the number
/// of parameters, and lengths for very many parameters cannot be learnt from few trials. So `auto` is `gp` up to 32 parameters that can
/// vary and 2,000 ended trials, and `tpe` beyond, whose suggestions stay in the order of a millisecond.
/// Of several objectives it is `tpe`, which comes nearer to known fronts than `nsga2` does in 50 to 400 trials (`hpo-bench
/// front`).
///
/// ```swift
/// let suggestion = try AutoSampler().suggestion(in: space, after: history, using: &generator)
/// suggestion.note  // "gp over 57 trials, 3 running"
/// ```
public struct AutoSampler: Sampler, Hashable {
    /// Beyond this many parameters that can vary, `tpe`.
    static let parameterLimit = 32
    /// Beyond this many ended trials, `tpe`.
    static let trialLimit = 2_000

    private let process = GPSampler()
    private let estimator = TPESampler()

    /// A sampler; it has no options.
    public init() {}

    /// Proposes what the method of its choice proposes.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        try suggestion(in: space, after: history, using: &generator).configuration
    }

    /// Proposes what the method of its choice proposes, and names the method.
    public func suggestion(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Suggestion {
        let varying = space.axes.count { $0.count != 1 }
        if history.directions.count == 1, varying <= Self.parameterLimit, history.ranking.count <= Self.trialLimit {
            return try process.suggestion(in: space, after: history, using: &generator)
        }
        let configuration = try estimator.suggest(in: space, after: history, using: &generator)
        let method = history.ranking.count < estimator.startupTrials ? "random" : "tpe"
        return Suggestion(configuration, note: "\(method) over \(history.ranking.count) trials")
    }
}
