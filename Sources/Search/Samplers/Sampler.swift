/// A method that proposes the next configuration: a function of values, with no storage and no clock.
public protocol Sampler: Sendable {
    /// Proposes a configuration for the next trial.
    ///
    /// - Parameters:
    ///   - space: what may be proposed.
    ///   - history: every trial so far, running ones included.
    ///   - generator: keyed by (study seed, trial number): the only source of chance.
    /// - Returns: the sampled parameters that are active; inside `space`, its constraints met.
    /// - Throws: `SearchError.infeasible` when no configuration that meets the constraints can be found.
    func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration
}
