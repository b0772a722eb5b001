public import Search
import Storage

/// A trial that another program has made, in the words of the study here that it is imported into.
public struct ForeignTrial: Sendable, Hashable {
    /// Where it stood there.
    public enum State: Sendable, Hashable {
        /// It counts with these values, one for each objective.
        case completed([Double])
        /// It was stopped early.
        case pruned
        /// It ended badly.
        case failed(reason: String)
        /// It had begun and not ended.
        case unfinished
        /// It had not begun; the sampled values are those that were given of it, all or some.
        case waiting
    }

    /// Where it is from, in a few words: `trial 7 of mnist`.
    public var source: String
    /// Where it stood.
    public var state: State
    /// What was sampled.
    public var sampled: Configuration
    /// What it reported, by ascending epochs, each once.
    public var epochs: [EpochReport] = []
    /// When it began, in seconds since 1970, where that is known.
    public var startedAt: Double?
    /// When it ended.
    public var endedAt: Double?
    /// What was noted about it.
    public var remark: String?

    /// A trial of no epochs.
    public init(_ source: String, _ state: State, sampled: Configuration) {
        (self.source, self.state, self.sampled) = (source, state, sampled)
    }

    /// What the note of every imported trial begins with.
    static let mark = "imported from "
    /// What comes behind it where that is a table of a run, of which everything here is derived again.
    private static let table = mark + "a table "

    /// Whether `trial` was made by another program, whose decisions cannot be derived again, and whose space may have been
    /// another.
    static func isRecord(_ trial: Trial) -> Bool {
        guard trial.origin == .enqueued, let note = trial.note else { return false }
        return note.hasPrefix(mark) && !note.hasPrefix(table)
    }
}
