/// What a search cannot do.
public enum SearchError: Error, Sendable, Hashable {
    /// No configuration that meets the constraints was found in `attempts` tries.
    case infeasible(attempts: Int)
    /// Something that every configuration needs cannot be calculated for any of those that were tried.
    case incalculable(SpaceError)
}

extension SearchError: CustomStringConvertible {
    /// The error for people.
    public var description: String {
        switch self {
        case .infeasible(let attempts): "no configuration that meets the constraints was found in \(attempts) tries"
        case .incalculable(let error): "no configuration can be calculated: \(error)"
        }
    }
}
