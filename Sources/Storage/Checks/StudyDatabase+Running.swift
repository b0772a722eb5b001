// What runs now, and for whom.

internal import SQLite

/// A trial that runs, as far as the database knows.
public struct RunningTrial: Sendable, Hashable {
    /// The attempt that runs.
    public let attempt: TrialAttempt
    /// When it began, in seconds since 1970.
    public let startedAt: Double
    /// The last epoch that the trial has reported, nil before the first.
    public let epoch: Int?
    /// When that was reported, in seconds since 1970.
    public let reportedAt: Double?
    /// Who runs it as which job; nil for a trial by hand.
    public let claim: Claim?
}

extension StudyDatabase {
    /// The study's trials that run, by number.
    public func runningTrials(of study: StudyID) throws(StorageError) -> [RunningTrial] {
        try read("look for running trials") { session throws(StorageError) in
            let claims = Dictionary(
                uniqueKeysWithValues: try session.claims(of: study).map { ($0.attempt.number, $0) })
            return try session.rows(
                """
                SELECT number, trials.attempt, started_at, last.epoch, last.reported_at
                FROM trials JOIN attempts
                    ON attempts.study = trials.study AND attempts.trial = number AND attempts.attempt = trials.attempt
                LEFT JOIN epochs AS last ON last.study = trials.study AND last.trial = number AND last.epoch =
                    (SELECT max(epoch) FROM epochs WHERE epochs.study = trials.study AND epochs.trial = number)
                WHERE trials.study = ? AND trials.state = 'running' ORDER BY number
                """, study.id
            ) { row throws(SQLiteError) in
                let number: Int = try row[0]
                return RunningTrial(
                    attempt: TrialAttempt(study: study, number: number, attempt: try row[1]), startedAt: try row[2],
                    epoch: try row[3], reportedAt: try row[4], claim: claims[number])
            }
        }
    }
}
