// The history: every change that samplers and pruners can see, as of any revision.

internal import SQLite
public import Search

extension StudyDatabase {
    /// The changes with revisions in (`revision`, `last`], ascending; up to the newest when `last` is nil.
    ///
    /// Applied in order to a `History` of the changes up to `revision`, they give the history as of `last`: what a
    /// sampler saw that recorded `last`. Waiting trials are not in it. Revisions may skip numbers.
    public func changes(
        of study: StudyID, after revision: Int, through last: Int? = nil
    ) throws(StorageError) -> [(revision: Int, change: HistoryChange)] {
        let changes = try read("read the history") { session throws(StorageError) in
            try session.changes(of: study, after: revision, through: last ?? .max)
        }
        return changes.map { ($0.revision, $0.change) }
    }
}

struct RevisedChange: Sendable, Hashable {
    let revision: Int
    let change: HistoryChange
}

extension Session {
    /// An attempt that failed and is tried again has stopped its trial, whatever came after.
    static let changesQuery = """
        SELECT revision, trial,
               CASE WHEN change = 'failed' AND EXISTS (
                   SELECT 1 FROM attempts JOIN trials ON trials.study = attempts.study AND number = attempts.trial
                   WHERE attempts.study = ?1 AND ended_revision = changes.revision
                     AND (attempts.attempt < trials.attempt OR state = 'stopped')) THEN 'stopped' ELSE change END,
               epoch, value, violation, reason FROM changes
        WHERE study = ?1 AND revision > ?2 AND revision <= ?3 ORDER BY revision
        """

    mutating func changes(
        of study: StudyID, after revision: Int, through last: Int
    ) throws(StorageError) -> [RevisedChange] {
        let configurations = try configurations(of: study, startedAfter: revision, through: last)
        let furtherValues = try furtherValues(of: study, endedAfter: revision, through: last)
        return try rows(Self.changesQuery, study.id, revision, last) { row throws(SQLiteError) in
            let number: Int = try row[1]
            let value: Double? = try row[4]
            let change: HistoryChange =
                switch try row[2] as String {
                case "started": .started(number: number, configuration: configurations[number] ?? Configuration())
                case "resumed": .resumed(number: number)
                case "deleted": .deleted(number: number)
                case "restarted": .restarted(number: number, epoch: try row[3])
                case "reported": .reported(number: number, epoch: try row[3], value: value ?? .nan)
                case "completed":
                    .ended(
                        number: number,
                        outcome: Self.outcome(value ?? .nan, furtherValues[number] ?? [], try row[5] as Double? ?? 0))
                case "pruned": .ended(number: number, outcome: .pruned(epoch: try row[3]))
                case "paused": .ended(number: number, outcome: .paused(epoch: try row[3]))
                case "failed": .ended(number: number, outcome: .failed(reason: try row[6]))
                default: .ended(number: number, outcome: .stopped)
                }
            return RevisedChange(revision: try row[0], change: change)
        }
    }

    private static func outcome(_ first: Double, _ further: [Double], _ violation: Double) -> Outcome {
        .completed(Score(values: [first] + further, violation: violation))
    }

    /// The sampled parameters of the trials that began in (`revision`, `last`].
    private mutating func configurations(
        of study: StudyID, startedAfter revision: Int, through last: Int
    ) throws(StorageError) -> [Int: Configuration] {
        let parameters = try rows(
            """
            SELECT parameters.trial, parameters.name, parameters.type, parameters.value FROM attempts
            JOIN parameters ON parameters.study = attempts.study AND parameters.trial = attempts.trial
            WHERE attempts.study = ? AND started_revision > ? AND started_revision <= ? AND attempt = 1
              AND kind = 'sampled'
            """, study.id, revision, last
        ) { row throws(SQLiteError) in
            (trial: try row[0] as Int, name: try row[1] as String, value: try row.value(at: 3))
        }
        return Dictionary(grouping: parameters, by: \.trial).mapValues { parameters in
            Configuration(Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) }))
        }
    }
}
