/// What a search cannot do.
public enum SearchError: Error, Sendable, Hashable {
    /// No configuration that meets the constraints was found in `attempts` tries.
    case infeasible(attempts: Int)
}
