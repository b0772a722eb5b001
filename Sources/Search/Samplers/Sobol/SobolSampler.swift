/// Quasi-random search: the points of a scrambled Sobol sequence, spread more evenly than chance spreads them.
///
/// Trial number n takes the first point from n on that lies inside the space and was not tried. Parameters beyond the
/// sequence's 64 dimensions are drawn uniformly.
///
/// ```swift
/// let configuration = try SobolSampler(seed: 7).suggest(in: space, after: history, using: &generator)
/// ```
/// Owen, "Scrambling Sobol and Niederreiter-Xing points", 1998.
public struct SobolSampler: Sampler, Hashable {
    /// What scrambles the sequence; it must stay the same throughout a study.
    public let seed: UInt64

    /// How many points in a row may break a constraint or repeat a trial before chance takes over.
    private static let attempts = 2_000

    /// A sampler whose sequence is scrambled by `seed`.
    public init(seed: UInt64 = 0) { self.seed = seed }

    /// Proposes the next untried point of the sequence that meets the constraints.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        let draw = Draw(in: space, after: history)
        let sequence = SobolSequence(
            dimensions: min(space.axes.count, SobolSequence.dimensionLimit), scramble: seed)
        let first = history.trials.count
        for index in first..<(first + Self.attempts) {
            let point = sequence.point(index)
            let configuration = space.build { parameter in
                space.axes[parameter].value(
                    atFraction: parameter < point.count ? point[parameter] : generator.uniform())
            }
            if let configuration, !draw.table.hasTried(configuration) { return configuration }
        }
        return try draw.untried(using: &generator) { space.drawUniform(using: &$0) }
    }
}
