internal import SQLite

extension Migration {
    /// Version 4's views: a deletion is a change of the history, and what was deleted is in no table for people.
    static let fourthViews = """
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
             WHERE repeats IS NULL
            UNION ALL
            SELECT deletions.study, revision, trial, 'deleted', NULL, NULL, NULL, NULL
              FROM deletions CROSS JOIN trials ON trials.study = deletions.study AND number = trial
             WHERE repeats IS NULL AND attempt > 0;

        CREATE VIEW trial_table AS
            -- One line a trial.
            SELECT studies.name AS study, trials.number, trials.state, trials.value,
                   (SELECT group_concat(coalesce(value, 'nan'), ', ') FROM further_values
                     WHERE further_values.study = trials.study AND trial = number) AS further_values,
                   trials.violation, trials.best_epoch,
                   (SELECT count(*) FROM epochs
                     WHERE epochs.study = trials.study AND epochs.trial = trials.number) AS epochs,
                   trials.attempt AS attempts,
                   (SELECT round(sum(ended_at - started_at), 1) FROM attempts
                     WHERE attempts.study = trials.study AND attempts.trial = trials.number) AS seconds,
                   trials.origin, trials.sampler, trials.stage,
                   (SELECT json_group_object(name, CASE
                               WHEN type = 'bool' THEN json(CASE value WHEN 0 THEN 'false' ELSE 'true' END)
                               WHEN value IN (9e999, -9e999) THEN CAST(value AS TEXT)
                               ELSE value END)
                      FROM parameters
                     WHERE parameters.study = trials.study AND trial = number AND kind <> 'fixed') AS params,
                   last.reason
              FROM trials
              JOIN studies ON studies.id = trials.study
              LEFT JOIN attempts AS last ON last.study = trials.study
                   AND last.trial = trials.number AND last.attempt = trials.attempt
             WHERE NOT EXISTS (SELECT 1 FROM deletions WHERE deletions.study = trials.study AND trial = number);

        CREATE VIEW best_epochs AS
            -- Each trial's best epoch with all its metrics.
            SELECT studies.name AS study, trials.number, trials.state, trials.best_epoch AS epoch, trials.value,
                   (SELECT json_group_object(
                               name, CASE WHEN value IN (9e999, -9e999) THEN CAST(value AS TEXT) ELSE value END)
                      FROM metrics
                     WHERE metrics.study = trials.study AND trial = number AND epoch = best_epoch) AS metrics
              FROM trials JOIN studies ON studies.id = trials.study
             WHERE trials.best_epoch IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM deletions WHERE deletions.study = trials.study AND trial = number);

        CREATE VIEW study_table AS
            -- One line a study.
            SELECT name, direction, metric, count(number) AS trials,
                   count(number) FILTER (WHERE state = 'completed') AS completed,
                   count(number) FILTER (WHERE state = 'pruned') AS pruned,
                   count(number) FILTER (WHERE state = 'failed') AS failed,
                   -- Of several objectives, no one value is the best.
                   CASE WHEN EXISTS (SELECT 1 FROM further_objectives WHERE further_objectives.study = studies.id)
                       THEN NULL
                       WHEN direction = 'maximize'
                       THEN max(value) FILTER (WHERE state = 'completed' AND coalesce(violation, 0) = 0)
                       ELSE min(value) FILTER (WHERE state = 'completed' AND coalesce(violation, 0) = 0) END AS best,
                   (SELECT group_concat(direction || ' ' || metric, ', ') FROM further_objectives
                     WHERE further_objectives.study = studies.id) AS further_objectives
              FROM studies LEFT JOIN trials ON trials.study = studies.id AND repeats IS NULL
                   AND NOT EXISTS (SELECT 1 FROM deletions WHERE deletions.study = trials.study AND trial = number)
             GROUP BY studies.id;

        """
}
