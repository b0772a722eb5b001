public import Storage

/// How a study stands.
public struct StudySummary: Sendable, Hashable {
    /// The study, and how many trials are in each state.
    public let counts: StudyCounts
    /// The best of its trials.
    public let best: BestTrials

    init(_ counts: StudyCounts, best: BestTrials) {
        self.counts = counts
        self.best = best
    }

    /// The study.
    public var study: Study { counts.study }
    /// How many trials there are, repetitions aside.
    public var trials: Int { counts.trials }
}
