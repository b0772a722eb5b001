// What pruning has come to in a study, counted by the database: of a hundred thousand trials nobody wants to read each one.

internal import SQLite
import Search

/// A study's trials as far as pruning is concerned, without those that repeat others and those that were deleted.
public struct PruningTally: Sendable, Hashable {
    /// Trials that the pruner stopped or paused after the same epoch.
    public struct Stop: Sendable, Hashable {
        /// The stage that they belong to, nil where there are none.
        public let stage: String?
        /// After which epoch.
        public let epoch: Int
        /// Whether they are set aside, and may be promoted.
        public let isPaused: Bool
        /// Whether they count from 0: epoch 2 is their third.
        public let countsFromZero: Bool
        /// How many they are.
        public let trials: Int
    }

    /// A trial that has run on against a verdict to stop.
    public struct Audited: Sendable, Hashable {
        /// Its number.
        public let number: Int
        /// Whether it has ended for good.
        public let isFinal: Bool
    }

    /// A trial that completed with a number and met the conditions.
    public struct Completed: Sendable, Hashable {
        /// Its number.
        public let number: Int
        /// What it reached.
        public let value: Double
    }

    /// How many trials have begun, by stage.
    public let begun: [String?: Int]
    /// Those that the pruner stopped or paused.
    public let stops: [Stop]
    /// Those that ran on.
    public let audited: [Audited]
    /// What they are compared with, in the order in which they ended; empty where none ran on, and of several objectives.
    public let completed: [Completed]
}

extension StudyDatabase {
    /// What pruning has come to in the study.
    public func pruningTally(of study: StudyID) throws(StorageError) -> PruningTally {
        try read("count the pruned trials") { session throws(StorageError) in
            let searched = "trials.study = ? AND repeats IS NULL AND \(Session.isKept)"
            let begun = try session.rows(
                "SELECT stage, count(*) FROM trials WHERE \(searched) AND trials.attempt > 0 GROUP BY stage", study.id
            ) { row throws(SQLiteError) in (try row[0] as String?, try row[1] as Int) }
            let stops = try session.rows(
                """
                SELECT stage, coalesce(pruned_epoch, paused_epoch) AS stopped, pruned_epoch IS NULL AS paused,
                       EXISTS (SELECT 1 FROM epochs WHERE epochs.study = trials.study AND epochs.trial = number AND epoch = 0)
                       AS from_zero, count(*)
                FROM trials JOIN attempts
                    ON attempts.study = trials.study AND trial = number AND attempts.attempt = trials.attempt
                WHERE \(searched) AND state IN ('pruned', 'stopped') AND stopped IS NOT NULL
                GROUP BY stage, stopped, paused, from_zero
                """, study.id
            ) { row throws(SQLiteError) in
                PruningTally.Stop(
                    stage: try row[0], epoch: try row[1], isPaused: try row[2], countsFromZero: try row[3],
                    trials: try row[4])
            }
            let audited = try session.rows(
                "SELECT number, state FROM trials WHERE \(searched) AND audited_epoch IS NOT NULL ORDER BY number",
                study.id
            ) { row throws(SQLiteError) in
                let state: TrialState.Name = try row.name(at: 1)
                return PruningTally.Audited(
                    number: try row[0], isFinal: [.completed, .pruned, .failed].contains(state))
            }
            let completed = try audited.isEmpty ? [] : session.completedInOrder(of: study, searched)
            return PruningTally(
                begun: Dictionary(begun) { $0 + $1 }, stops: stops, audited: audited, completed: completed)
        }
    }
}

extension Session {
    fileprivate mutating func completedInOrder(
        of study: StudyID, _ searched: String
    ) throws(StorageError) -> [PruningTally.Completed] {
        try rows(
            """
            SELECT number, trials.value FROM trials JOIN attempts
                ON attempts.study = trials.study AND trial = number AND attempts.attempt = trials.attempt
            WHERE \(searched) AND state = 'completed' AND trials.value IS NOT NULL AND coalesce(trials.violation, 0) = 0
                AND NOT EXISTS (SELECT 1 FROM further_objectives WHERE further_objectives.study = trials.study)
            ORDER BY ended_revision
            """, study.id
        ) { row throws(SQLiteError) in PruningTally.Completed(number: try row[0], value: try row[1]) }
    }
}
