/// Which trials a figure rests on, and why the others do not count.
public struct Basis: Sendable, Hashable {
    /// The trials that count.
    public internal(set) var used = 0
    /// Pruned ones that are left out: what they had reached by then is no value of a whole training.
    public internal(set) var pruned = 0
    /// Failed ones that are left out.
    public internal(set) var failed = 0
    /// Completed ones without a finite value.
    public internal(set) var nonFinite = 0
    /// Completed ones that broke the study's conditions.
    public internal(set) var infeasible = 0
    /// Ones with a value that the space lacks now, or without one that it asks for.
    public internal(set) var outside = 0
    /// Of those used, the ones so much worse than the rest that they count with the fence, not with their value.
    public internal(set) var fenced = 0

    /// Nothing.
    public init() {}
}

/// Why there is no figure.
public enum AnalysisGap: Error, Sendable, Hashable {
    /// Too few trials count.
    case tooFewTrials(found: Int, needed: Int)
    /// Too few trials have ended.
    case tooFewEnded(found: Int, needed: Int)
    /// All values are the same.
    case constantObjective(value: Double, trials: Int)
    /// No parameter has taken two values.
    case nothingVaries
    /// There is no objective of that index.
    case noObjective(index: Int)
    /// No parameter has that name.
    case noParameter(String)
}

extension AnalysisGap: CustomStringConvertible {
    /// The reason for people.
    public var description: String {
        switch self {
        case .tooFewTrials(let found, let needed):
            "too few trials: \(found) completed with a finite value, and at least \(needed) are needed"
        case .tooFewEnded(let found, let needed):
            "too few trials: \(found) have ended, and at least \(needed) are needed"
        case .constantObjective(let value, let trials): "all \(trials) trials have the same value, \(value)"
        case .nothingVaries: "no parameter has taken two values"
        case .noObjective(let index): "there is no objective \(index)"
        case .noParameter(let name): "`\(name)` is no parameter of the space"
        }
    }
}
