// What a gate may speak of: `best.val_cosine`, `best.params.d_model`, `completed`, `weights.best.epoch`, `study.failed`.

import Words

/// A name in a stage's gate, taken apart.
public struct GateName: Sendable, Hashable {
    /// Whose results are meant.
    public enum Scope: Sendable, Hashable {
        /// Those of the stage before.
        case before
        /// Those of all stages so far.
        case study
        /// Those of the stage of this name.
        case stage(String)
    }

    /// Which of them.
    public enum Quantity: Sendable, Hashable {
        /// How many trials there are, and of these how many ended in which way.
        case trials, completed, pruned, failed
        /// The best completed trial's number, its objective value, and the epoch of that value.
        case number, value, epoch
        /// What the best trial ran with.
        case parameter(String)
        /// What the best trial reported at its best epoch.
        case metric(String)
    }

    /// Whose.
    public let scope: Scope
    /// What.
    public let quantity: Quantity

    /// Words that cannot be a stage's name.
    static let reserved = ["best", "study", "end", "trials", "completed", "pruned", "failed"]

    /// Takes `name` apart; nil where it is none.
    public init?(_ name: String) {
        var parts = name.cut(at: ".")
        let counts: [String: Quantity] = [
            "trials": .trials, "completed": .completed, "pruned": .pruned, "failed": .failed,
        ]
        if parts[0] == "best" || counts[parts[0]] != nil {
            scope = .before
        } else {
            let first = parts.removeFirst()
            scope = first == "study" ? .study : .stage(first)
        }
        if parts.count == 1, let count = counts[parts[0]] {
            quantity = count
            return
        }
        guard parts.count >= 2, parts[0] == "best" else { return nil }
        let rest = parts.dropFirst().joined(separator: ".")
        switch rest {
        case "number": quantity = .number
        case "value": quantity = .value
        case "epoch": quantity = .epoch
        default:
            if parts[1] == "params" {
                guard parts.count >= 3 else { return nil }
                quantity = .parameter(parts[2...].joined(separator: "."))
            } else {
                quantity = .metric(rest)
            }
        }
    }
}
