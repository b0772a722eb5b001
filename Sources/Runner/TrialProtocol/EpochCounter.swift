import Studies

/// Numbers the epochs of a program that numbers nothing: 1, 2, 3, …
///
/// Whatever numbers its epochs is taken at its word. A column `step` beside no `epoch` may be what was meant, and so is asked
/// about rather than counted over.
struct EpochCounter: Sendable {
    private let first: Int
    private var last: Int

    /// - Parameter start: the epoch before the first.
    init(after start: Int = 0) { (first, last) = (start + 1, start) }

    /// The next epoch, nil beyond the largest.
    mutating func next() -> Int? {
        guard last < EpochReport.largestEpoch else { return nil }
        last += 1
        return last
    }

    /// Whether nothing was counted so far.
    var isFresh: Bool { last < first }

    /// The one of `names` that is likely to number the epochs.
    static func numbering(among names: [String]) -> String? {
        let likely = [
            "epoch", "epochs", "step", "steps", "global_step", "globalstep", "iteration", "iterations", "iter", "round",
        ]
        return likely.lazy.compactMap { name in names.first { $0.lowercased() == name } }.first
    }
}
