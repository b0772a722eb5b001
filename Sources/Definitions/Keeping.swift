/// What of the files that trials leave is kept once they have ended: `keep: { checkpoints: "best 3", logs: "all" }`.
///
/// What it says nothing of is kept, but for the checkpoints of the built-in engine.
public struct Keeping: Sendable, Hashable {
    /// Of which trials files are kept.
    public enum Share: Sendable, Hashable {
        case all
        case none
        /// Of so many of the best; of several objectives, of the front.
        case best(Int)
    }

    /// What a training goes on from.
    public var checkpoints: Share?
    /// What a training has learned.
    public var weights: Share?
    /// What a program has printed.
    public var logs: Share?
    /// Files by patterns of their paths, as seen from the trial's folder; the first that matches counts.
    public var artifacts: [(pattern: String, share: Share)] = []

    /// A policy that says nothing.
    public init() {}

    /// Whether it says nothing.
    public var isEmpty: Bool { checkpoints == nil && weights == nil && logs == nil && artifacts.isEmpty }

    /// All that it says of, in the definition's words.
    public var shares: [(kind: String, share: Share)] {
        let kinds = [("checkpoints", checkpoints), ("weights", weights), ("logs", logs)]
        return kinds.compactMap { kind, share in share.map { (kind, $0) } } + artifacts.map { ($0.pattern, $0.share) }
    }

    /// Whether both say the same, in the same order.
    public static func == (left: Keeping, right: Keeping) -> Bool {
        left.shares.elementsEqual(right.shares) { $0 == $1 }
    }

    /// By all that it says.
    public func hash(into hasher: inout Hasher) {
        for (kind, share) in shares {
            hasher.combine(kind)
            hasher.combine(share)
        }
    }
}

extension Keeping.Share: CustomStringConvertible {
    /// As a definition says it.
    public var description: String {
        switch self {
        case .all: "all"
        case .none: "none"
        case .best(let count): count == 1 ? "best" : "best \(count)"
        }
    }

    /// The share that a definition's words mean, nil where they mean none.
    init?(_ words: String) {
        let parts = words.split(separator: " ")
        switch (parts.first, parts.count) {
        case ("all", 1): self = .all
        case ("none", 1): self = .none
        case ("best", 1): self = .best(1)
        case ("best", 2):
            guard let count = Int(parts[1]), 1...1_000_000 ~= count else { return nil }
            self = .best(count)
        default: return nil
        }
    }
}
