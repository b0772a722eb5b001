/// What can be had of a metric without the workload's model: a training that does not beat it has learnt nothing.
public struct Baseline: Sendable, Hashable {
    /// What it is, in a few words.
    public let name: String
    /// The metric without the split's prefix.
    public let metric: String
    /// What it reaches on the split.
    public let value: Double
}
