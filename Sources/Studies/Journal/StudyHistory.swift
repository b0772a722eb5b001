import Search
import Storage

/// A study's history as its sampler and its pruner see it.
///
/// The sampler may know of trials of other studies as well. The pruner judges by the study's own alone: a curve over other data
/// says nothing of how far a trial should be by now.
struct StudyHistory: Sendable {
    /// Knowledge and the study's own trials.
    private(set) var forSampler: History
    private var own: History?

    /// The study's own trials.
    var forPruner: History { own ?? forSampler }

    /// A history of nothing but what is known from other studies, its trials encoded for `space`.
    init(directions: [Direction], counting: TrialValue, space: Space, knowing known: [KnownTrial]) {
        forSampler = History(directions: directions, space: space, counting: counting)
        if !known.isEmpty { own = forSampler }
        for change in known.flatMap(\.changes) { forSampler.apply(change) }
    }

    /// Takes one change of the study in.
    mutating func apply(_ change: HistoryChange) {
        forSampler.apply(change)
        own?.apply(change)
    }

    /// What is kept of the study's own trials.
    var snapshot: HistorySnapshot? { HistorySnapshot(of: forPruner) }

    /// Takes in what was kept of the study's own trials, where there are none yet.
    ///
    /// - Returns: false where it is damaged.
    mutating func restore(_ snapshot: HistorySnapshot) -> Bool {
        forSampler.restore(snapshot) && own?.restore(snapshot) ?? true
    }
}
