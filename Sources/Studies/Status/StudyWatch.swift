// What happens in a study, told to whoever keeps asking.
//
//     var watch = StudyWatch(of: "mine", in: store, since: 120)
//     let news = try watch.next()      // nil as long as nothing has happened

public import Storage

/// What has happened in a study.
public struct StudyNews: Sendable {
    /// How it stands now.
    public let summary: StudySummary
    /// What it is doing.
    public let status: StudyStatus
    /// The trials that have begun, reported or ended since the last news.
    public let trials: [Trial]
    /// Whether those are too many to be told one by one: not all of them are here.
    public let isCut: Bool

    /// The newest change that is in it.
    public var revision: Int { summary.study.revision }
}

/// Sees what happens in a study.
public struct StudyWatch: Sendable {
    private let store: StudyStore
    private let name: String
    private var revision: Int?
    private var count: Int?
    private var seen: Standing?

    /// More trials than these are not told one by one.
    private static let mostTrials = 200

    /// What news are about: what differs when there are any.
    private struct Standing: Hashable {
        let revision: Int
        let counts: StudyCounts
        let epochs: [Int: Int?]
    }

    /// Watches the study `name`.
    ///
    /// - Parameter revision: the changes that are known already; nil where none need be told.
    public init(of name: String, in store: StudyStore, since revision: Int? = nil) {
        (self.name, self.store, self.revision) = (name, store, revision)
    }

    /// What has happened since the last call; nil for nothing. The first call always says how the study stands.
    ///
    /// - Throws: `storage(unknownStudy)` once it is there no more, `storage(moved)` once the database is.
    public mutating func next() throws(StudyError) -> StudyNews? {
        let database = store.database
        try store.checkPlace()
        let count = try storing { () throws(StorageError) in try database.changeCount() }
        guard count != self.count else { return nil }
        let study = try store.study(named: name)
        let status = try study.status()
        let standing = Standing(
            revision: study.record.revision, counts: status.counts,
            epochs: Dictionary(status.running.map { ($0.trial.attempt.number, $0.trial.epoch) }) { first, _ in first })
        self.count = count
        guard standing != seen else { return nil }
        let since = revision ?? study.record.revision
        let changed = try storing { () throws(StorageError) in
            try database.changedTrials(of: study.record.id, after: since, limit: Self.mostTrials + 1)
        }
        var trials: [Trial] = []
        for number in changed.prefix(Self.mostTrials) {
            // One that was deleted meanwhile is no news.
            if let trial = try? study.trial(number) { trials.append(trial) }
        }
        seen = standing
        revision = study.record.revision
        return StudyNews(
            summary: try study.summary(), status: status, trials: trials, isCut: changed.count > Self.mostTrials)
    }
}
