internal import SQLite

extension Migration {
    /// Version 3's history: with what was reported in place of something else.
    static let thirdChanges = """
        CREATE VIEW changes AS
            -- The history as samplers and pruners saw it, each change with its revision. Repetitions are no part of it.
            SELECT attempts.study AS study, started_revision AS revision, trial,
                   CASE attempts.attempt WHEN 1 THEN 'started' ELSE 'resumed' END AS change,
                   NULL AS epoch, NULL AS value, NULL AS violation, NULL AS reason
              FROM attempts CROSS JOIN trials ON trials.study = attempts.study AND number = trial
             WHERE repeats IS NULL
            UNION ALL
            SELECT attempts.study, ended_revision, trial, CASE WHEN paused_epoch IS NULL THEN outcome ELSE 'paused' END,
                   coalesce(pruned_epoch, paused_epoch), attempts.value, attempts.violation, reason
              FROM attempts CROSS JOIN trials ON trials.study = attempts.study AND number = trial
             WHERE ended_revision IS NOT NULL AND repeats IS NULL
            UNION ALL
            SELECT epochs.study, revision, trial, 'reported', epoch,
                   CASE WHEN epochs.violation > 0 THEN NULL ELSE objective END, NULL, NULL
              FROM epochs CROSS JOIN trials ON trials.study = epochs.study AND number = trial
             WHERE revision IS NOT NULL AND repeats IS NULL
            UNION ALL
            SELECT replaced_epochs.study, revision, trial, 'reported', epoch,
                   CASE WHEN replaced_epochs.violation > 0 THEN NULL ELSE objective END, NULL, NULL
              FROM replaced_epochs CROSS JOIN trials ON trials.study = replaced_epochs.study AND number = trial
             WHERE revision IS NOT NULL AND repeats IS NULL
            UNION ALL
            SELECT restarts.study, revision, trial, 'restarted', epoch, NULL, NULL, NULL
              FROM restarts CROSS JOIN trials ON trials.study = restarts.study AND number = trial
             WHERE repeats IS NULL;

        """
}
