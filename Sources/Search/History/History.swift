/// Every trial of a study as samplers and pruners see it, indexed as changes arrive.
public struct History: Sendable {
    /// Whether larger objective values are better.
    public let direction: Direction

    /// An empty history.
    public init(direction: Direction) { self.direction = direction }
}
