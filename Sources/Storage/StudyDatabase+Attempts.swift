// Attempts as values, for those who check what was recorded.

internal import SQLite

extension StudyDatabase {
    /// All attempts at the study's trials, in the order of the trials, each trial's in turn.
    public func attempts(of study: StudyID) throws(StorageError) -> [Attempt] {
        try read("read the attempts") { session throws(StorageError) in
            try session.rows(
                """
                SELECT trial, attempt, started_revision, saw_revision, ended_revision, outcome, value, pruned_epoch,
                       paused_epoch, promoted_by
                FROM attempts WHERE study = ? ORDER BY trial, attempt
                """, study.id
            ) { row throws(SQLiteError) in
                let outcome: String? = try row[5]
                let state: TrialState.Name? = outcome == nil ? nil : try row.name(at: 5)
                let value: Double? = try row[6]
                return Attempt(
                    trial: try row[0], number: try row[1], startedRevision: try row[2], sawRevision: try row[3],
                    promotedBy: try row[9], endedRevision: try row[4], state: state,
                    value: state == .completed ? value ?? .nan : nil,
                    prunedEpoch: try row[7], pausedEpoch: try row[8])
            }
        }
    }
}
