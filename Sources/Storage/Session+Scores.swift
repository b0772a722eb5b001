// What trials reached where there is more to say of it than one value.

internal import SQLite
internal import Search

extension Session {
    /// Notes the values of a trial's objectives, by how much it violates the study's conditions, and at which epoch.
    ///
    /// - Parameter epoch: nil leaves it as it is.
    mutating func setScore(
        _ values: [Double], _ violation: Double?, at epoch: Int? = nil, of number: Int, in study: StudyID
    ) throws(StorageError) {
        try run(
            """
            UPDATE trials SET value = ?, violation = ?, best_epoch = coalesce(?, best_epoch)
            WHERE study = ? AND number = ?
            """, values.first, violation, epoch, study.id, number)
        for (index, value) in values.enumerated().dropFirst() {
            try run(
                """
                INSERT INTO further_values VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (study, trial, position) DO UPDATE SET value = ?4
                """, study.id, number, index + 1, value)
        }
    }

    /// Has a trial count with the mean of its last `count` values.
    mutating func countMean(of count: Int, _ attempt: TrialAttempt) throws(StorageError) {
        let last = try rows(
            """
            SELECT epoch, objective FROM epochs WHERE study = ? AND trial = ?
                AND (revision IS NOT NULL OR objective IS NOT NULL) ORDER BY epoch DESC LIMIT ?
            """, attempt.study.id, attempt.number, count
        ) { row throws(SQLiteError) in (epoch: try row[0] as Int, value: try row[1] as Double? ?? .nan) }
        let values = last.reversed().map(\.value)
        guard let epoch = last.first?.epoch, let mean = TrialValue.mean(of: values) else { return }
        try setScore([mean], nil, at: epoch, of: attempt.number, in: attempt.study)
    }

    /// The values of the second and any further objective by trial; of one trial where `number` is given.
    mutating func furtherValues(of study: StudyID, number: Int?) throws(StorageError) -> [Int: [Double]] {
        let values = try rows(
            """
            SELECT trial, value FROM further_values WHERE study = ? AND trial >= ? AND trial <= ?
            ORDER BY trial, position
            """, study.id, number ?? 0, number ?? .max
        ) { row throws(SQLiteError) in (trial: try row[0] as Int, value: try row[1] as Double? ?? .nan) }
        return Dictionary(grouping: values, by: \.trial).mapValues { $0.map(\.value) }
    }

    /// The same of the trials that completed in (`revision`, `last`].
    mutating func furtherValues(
        of study: StudyID, endedAfter revision: Int, through last: Int
    ) throws(StorageError) -> [Int: [Double]] {
        let values = try rows(
            """
            SELECT further_values.trial, further_values.value FROM attempts
            JOIN further_values ON further_values.study = attempts.study AND further_values.trial = attempts.trial
            WHERE attempts.study = ? AND ended_revision > ? AND ended_revision <= ? AND outcome = 'completed'
            ORDER BY further_values.trial, position
            """, study.id, revision, last
        ) { row throws(SQLiteError) in (trial: try row[0] as Int, value: try row[1] as Double? ?? .nan) }
        return Dictionary(grouping: values, by: \.trial).mapValues { $0.map(\.value) }
    }
}
