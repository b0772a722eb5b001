// Attempts as values, for those who show or check what was recorded.

internal import SQLite

extension StudyDatabase {
    /// How often trial `number` has failed, its last attempt included.
    public func failures(of number: Int, in study: StudyID) throws(StorageError) -> Int {
        try read("count the failures of trial \(number)") { session throws(StorageError) in
            try session.first(
                "SELECT count(*) FROM attempts WHERE study = ? AND trial = ? AND outcome = 'failed'", study.id, number
            ) { row throws(SQLiteError) in try row[0] as Int } ?? 0
        }
    }

    /// All attempts at the study's trials, in the order of the trials, each trial's in turn; of one trial where `number` is
    /// given.
    public func attempts(of study: StudyID, trial number: Int? = nil) throws(StorageError) -> [Attempt] {
        try read("read the attempts") { session throws(StorageError) in
            try session.rows(
                """
                SELECT trial, attempt, started_revision, saw_revision, ended_revision, outcome, value, pruned_epoch,
                       paused_epoch, promoted_by, reason, started_at, ended_at
                FROM attempts WHERE study = ?1 AND (?2 IS NULL OR trial = ?2) ORDER BY trial, attempt
                """, study.id, number
            ) { row throws(SQLiteError) in
                let outcome: String? = try row[5]
                let state: TrialState.Name? = outcome == nil ? nil : try row.name(at: 5)
                let value: Double? = try row[6]
                return Attempt(
                    trial: try row[0], number: try row[1], startedRevision: try row[2], sawRevision: try row[3],
                    promotedBy: try row[9], endedRevision: try row[4], state: state,
                    value: state == .completed ? value ?? .nan : nil,
                    prunedEpoch: try row[7], pausedEpoch: try row[8], reason: try row[10], startedAt: try row[11],
                    endedAt: try row[12])
            }
        }
    }

    /// How many trials of the stage of trial `number` waited after `epoch`, it among them, when `revision` was the last change.
    public func waitingTrials(
        with number: Int, after epoch: Int, at revision: Int, in study: StudyID
    ) throws(StorageError) -> Int {
        try read("count the trials that waited with trial \(number)") { session throws(StorageError) in
            try session.first(
                """
                SELECT count(*) FROM attempts AS a JOIN trials ON trials.study = a.study AND number = a.trial
                WHERE a.study = ?1 AND paused_epoch = ?3 AND ended_revision <= ?4
                AND stage IS (SELECT stage FROM trials WHERE study = ?1 AND number = ?2)
                AND NOT EXISTS (
                    SELECT 1 FROM attempts AS b
                    WHERE b.study = a.study AND b.trial = a.trial AND b.attempt = a.attempt + 1 AND b.started_revision <= ?4)
                """, study.id, number, epoch, revision
            ) { row throws(SQLiteError) in try row[0] as Int } ?? 0
        }
    }
}
