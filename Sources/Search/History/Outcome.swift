/// How a trial ended.
public enum Outcome: Sendable, Hashable {
    /// It ran to its end: what it counts with, of one objective the best value over its epochs (NaN when all were NaN).
    case completed(Score)
    /// The pruner stopped it after it had reported `epoch`.
    case pruned(epoch: Int)
    /// It crashed, timed out, reported no objective, …
    case failed(reason: String)
    /// The pruner set it aside after it had reported `epoch`; it goes on when the pruner promotes it.
    case paused(epoch: Int)
    /// It was interrupted and may be resumed.
    case stopped
}

extension Outcome {
    /// It ran to its end, and counts with this value of the one objective.
    public static func completed(value: Double) -> Outcome { .completed(Score(values: [value])) }
}

/// Whether larger or smaller objective values are better. NaN is worse than everything in both.
public enum Direction: String, Sendable, Hashable, CaseIterable {
    case minimize
    case maximize
}

extension Direction {
    /// `value` turned so that less is better; NaN is the worst loss of all, `infinity`.
    public func loss(_ value: Double) -> Double {
        if value.isNaN { return .infinity }
        return self == .minimize ? value : -value
    }
}
