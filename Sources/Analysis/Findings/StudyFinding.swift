public import Expressions
public import Search

/// What a whole study's trials say of its search, each with the numbers that say so.
public enum StudyFinding: Sendable, Hashable {
    /// The best trials lie at the end of a parameter's range.
    case edge(Edge)
    /// A parameter shows no effect above what chance gives.
    case idle(Idle)
    /// No parameter shows an effect above what chance gives.
    case nothingMatters(parameters: Int, level: Double, trials: Int)
    /// There are fewer completed trials than ten for each parameter.
    case tooFewTrials(completed: Int, parameters: Int, wanted: Int)
    /// Where the pruner judges, the order of the trials is not that of their ends.
    case lateBloomers(LateBloomers)
    /// Configurations that were run more than once.
    case duplicates(Duplicates)
    /// Failures that share a value.
    case failures(Failures)
    /// The best trials are closer to each other than the noise.
    case noise(Noise)

    /// A range that may end too soon.
    public struct Edge: Sendable, Hashable {
        /// The parameter.
        public let parameter: String
        /// Whether it is the upper end.
        public let isHigh: Bool
        /// The end.
        public let end: Value
        /// The best trial, and its value of the parameter.
        public let best: Int
        /// The best trial's value.
        public let value: Value
        /// How many of the best trials are near the end, of those that have the parameter.
        public let near: Proportion
        /// The share of the range that counts as near.
        public let share: Double
        /// How likely a draw of so many would have as many there.
        public let chance: Double
        /// The domain that goes further; nil of choices after which nobody can say what comes.
        public let wider: Domain?
    }

    /// A parameter that could be left alone.
    public struct Idle: Sendable, Hashable {
        /// The parameter.
        public let parameter: String
        /// Its share of the variance, alone and with others.
        public let importance: Double
        /// What chance gives.
        public let level: Double
        /// How many trials say so.
        public let trials: Int
        /// The value of the best trial; nil where the parameter is inactive in it.
        public let value: Value?
    }

    /// A pruner that judges too soon.
    public struct LateBloomers: Sendable, Hashable {
        /// The middle epoch at which trials were pruned.
        public let epoch: Int
        /// How many were pruned.
        public let pruned: Int
        /// How well the order at `epoch` agrees with that at the end among completed trials: Spearman's correlation.
        public let correlation: Double
        /// Of the best quarter of completed trials, those that were in the worse half at `epoch`.
        public let overtakers: Proportion
        /// The first epoch from which on the orders agree well; nil where there is none before the end.
        public let settled: Int?
    }

    /// Configurations that were run again.
    public struct Duplicates: Sendable, Hashable {
        /// The trials of each configuration that has several, ascending.
        public let groups: [[Int]]
        /// How many trials were run again.
        public let repeated: Int
        /// How many trials there are.
        public let trials: Int
        /// How many configurations there are at all, where that is known.
        public let configurations: Int?
    }

    /// Values that fail more often than others.
    public struct Failures: Sendable, Hashable {
        /// Some of a parameter's values.
        public enum Region: Sendable, Hashable {
            /// This one.
            case value(Value)
            /// This one and those below.
            case upTo(Value)
            /// This one and those above.
            case from(Value)
        }

        /// The parameter.
        public let parameter: String
        /// The values.
        public let region: Region
        /// How many trials with them failed, or ended without a finite value.
        public let inside: Proportion
        /// How many of the others did.
        public let outside: Proportion
        /// How likely that is by chance, all regions that were looked at counted (Fisher's exact test, Bonferroni).
        public let chance: Double
        /// The domain without them; nil where nothing would be left.
        public let rest: Domain?
    }

    /// Differences that may be chance.
    public struct Noise: Sendable, Hashable {
        /// What the noise is known from.
        public enum Source: Sendable, Hashable {
            /// Repetitions with other seeds, or trials of the same configuration; how many values there are beyond one each.
            case repetitions(Int)
            /// How the best trials' own curves waver from epoch to epoch.
            case curves(Int)
        }

        /// The standard deviation of one value.
        public let deviation: Double
        /// What it is known from.
        public let source: Source
        /// The trials that cannot be told from the best one, which comes first.
        public let trials: [Int]
        /// How far the last of them is behind the best.
        public let gap: Double
    }
}
