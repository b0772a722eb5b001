/// Quasi-random search: the points of a scrambled Sobol sequence, spread more evenly than chance spreads them.
///
/// Trial number n takes the first point from n on that lies inside the space and was not tried. Parameters beyond the
/// sequence's 64 dimensions are drawn uniformly.
///
/// ```swift
/// let configuration = try SobolSampler().suggest(in: space, after: history, using: &generator)
/// ```
/// Owen, "Scrambling Sobol and Niederreiter-Xing points", 1998.
public struct SobolSampler: Sampler, Hashable {
    /// How many points in a row may break a constraint or repeat a trial before chance takes over.
    private static let attempts = 2_000

    /// A sampler; it has no options. The study's seed scrambles the sequence.
    public init() {}

    /// Proposes the next untried point of the sequence that meets the constraints.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        try suggest(Draw(in: space, after: history), from: generator.trial, using: &generator)
    }

    /// Proposes the first point from number `first` on that is untried and meets the constraints.
    func suggest(
        _ draw: Draw, from first: Int, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        let space = draw.space
        let sequence = SobolSequence(
            dimensions: min(space.axes.count, SobolSequence.dimensionLimit), scramble: generator.study)
        for offset in 0..<Self.attempts {
            let point = sequence.point(first &+ offset)
            let configuration = space.build { parameter in
                space.axes[parameter].value(
                    atFraction: parameter < point.count ? point[parameter] : generator.uniform())
            }
            if let configuration, !draw.table.hasTried(configuration) { return configuration }
        }
        return try draw.untried(using: &generator) { space.drawUniform(using: &$0) }
    }
}
