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

    /// Proposes the same configuration as `suggest`, and says how it came to it, for the trial's record.
    ///
    /// Only a sampler that has something to say implements it.
    func suggestion(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Suggestion
}

/// What a sampler proposes.
public struct Suggestion: Sendable, Hashable {
    /// The sampled parameters that are active.
    public let configuration: Configuration
    /// How the sampler came to it, in a few words for people: `gp: 57 trials, 3 running`; nil where its name says all.
    public let note: String?

    /// A proposal and how it came about.
    public init(_ configuration: Configuration, note: String? = nil) {
        self.configuration = configuration
        self.note = note
    }
}

extension Sampler {
    /// Proposes what `suggest` proposes, without a note.
    public func suggestion(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Suggestion {
        Suggestion(try suggest(in: space, after: history, using: &generator))
    }
}
