// A study as Optuna records it: what its storages are read into, and written from.

public import JSON
public import Search

/// A study of Optuna's.
public struct OptunaStudy: Sendable {
    /// Its name there, which may be any text.
    public var name: String
    /// Whether larger values are better, for each objective; empty where it was never said.
    public var directions: [Direction]
    /// What people have put to it.
    public var userAttributes = JSONObject()
    /// What Optuna has.
    public var systemAttributes = JSONObject()
    /// By their numbers, from 0.
    public var trials: [OptunaTrial] = []
    /// What of its records could not be read, in words: lines that were torn, steps below 0.
    public var unread: [String] = []

    /// A study without trials.
    public init(name: String, directions: [Direction]) {
        (self.name, self.directions) = (name, directions)
    }
}

/// A trial of Optuna's.
public struct OptunaTrial: Sendable {
    /// Where it stands, by the words of its database.
    public enum State: String, Sendable, CaseIterable {
        case running = "RUNNING"
        case complete = "COMPLETE"
        case pruned = "PRUNED"
        case failed = "FAIL"
        case waiting = "WAITING"
    }

    /// One parameter: the number that Optuna stores, which of a choice is its place.
    public struct Parameter: Sendable {
        /// Its name there.
        public var name: String
        /// As it is stored.
        public var stored: Double
        /// What it was drawn from.
        public var distribution: OptunaDistribution

        /// A parameter of its parts.
        public init(name: String, stored: Double, distribution: OptunaDistribution) {
            (self.name, self.stored, self.distribution) = (name, stored, distribution)
        }
    }

    /// From 0.
    public var number: Int
    /// Where it stands.
    public var state: State
    /// The value of each objective, never NaN; empty where it has none.
    public var values: [Double] = []
    /// In the order in which they were suggested.
    public var parameters: [Parameter] = []
    /// What was reported, by ascending steps; may be NaN or infinite.
    public var intermediate: [(step: Int, value: Double)] = []
    /// What people have put to it.
    public var userAttributes = JSONObject()
    /// What Optuna and its samplers have.
    public var systemAttributes = JSONObject()
    /// When it began, in seconds since 1970.
    public var startedAt: Double?
    /// When it ended.
    public var endedAt: Double?

    /// A trial of nothing yet.
    public init(number: Int, state: State) { (self.number, self.state) = (number, state) }
}
