// An attempt that begins with an epoch which an earlier attempt had reported, or passed, has started over: what the earlier one
// reported from there on does not count any more. It is kept among the replaced epochs.

internal import SQLite
internal import Search

extension Session {
    /// Where the epoch is the first of its attempt, takes those from there on away that earlier attempts had reported, as the
    /// change after `newest`.
    ///
    /// - Returns: the epoch; nil where nothing was taken away.
    mutating func restart(
        _ new: NewEpoch, having best: BestSoFar, after newest: inout Int, measure: ([Metric]) -> EpochWorth
    ) throws(StorageError) -> Int? {
        let attempt = new.attempt
        let (study, number) = (attempt.study.id, attempt.number)
        let isRestart = try first(
            """
            SELECT EXISTS (SELECT 1 FROM epochs WHERE study = ?1 AND trial = ?2 AND epoch >= ?4)
               AND NOT EXISTS (SELECT 1 FROM epochs WHERE study = ?1 AND trial = ?2 AND attempt = ?3)
            """, study, number, attempt.attempt, new.epoch
        ) { row throws(SQLiteError) in try row[0] as Bool }
        guard isRestart == true else { return nil }
        newest += 1
        try run(
            "INSERT INTO restarts VALUES (?, ?, ?, ?, ?)", study, number, attempt.attempt, new.epoch, newest)
        try keep(from: new.epoch, through: .max, of: attempt, replacedBy: newest)
        try run("DELETE FROM epochs WHERE study = ? AND trial = ? AND epoch >= ?", study, number, new.epoch)
        try countAgain(attempt, as: best, measure: measure)
        return new.epoch
    }
}
