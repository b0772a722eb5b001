public import Search

/// A sampler of somebody else's: at random, but every other trial differs from the best so far in one parameter alone.
public struct LatestBest: Sampler {
    /// The sampler, which has no options.
    public init() {}

    /// Proposes a configuration.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        var drawn = try RandomSampler().suggest(in: space, after: history, using: &generator)
        guard generator.uniform() < 0.5, let best = history.best?.configuration, !space.parameters.isEmpty else {
            return drawn
        }
        // The order of the parameters is to make no difference.
        let names = space.parameters.map(\.name).sorted()
        let changed = names[generator.index(below: names.count)]
        var near = space.filled(best)
        near[changed] = drawn[changed] ?? near[changed]
        if space.contains(near), !history.trials.contains(where: { space.filled($0.configuration) == near }) {
            drawn = near
        }
        return drawn
    }
}

/// A pruner of somebody else's: stops what is worse at an epoch than the worst that completed was by then.
public struct WorseThanAll: Pruner {
    /// The pruner, which has no options.
    public init() {}

    /// Says whether a trial goes on.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        guard let mine = curve.best(history.direction, through: epoch)?.value, !mine.isNaN else { return .continue }
        let others = history.trials.compactMap { other -> Double? in
            guard other.number != trial, case .completed? = other.outcome else { return nil }
            return other.curve.best(history.direction, through: epoch).map { history.direction.loss($0.value) }
        }.filter { !$0.isNaN }
        guard others.count > 2, let worst = others.max() else { return .continue }
        return history.direction.loss(mine) > worst ? .stop : .continue
    }
}
