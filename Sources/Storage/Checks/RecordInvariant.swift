/// What holds of the rows of every study after each transaction, beyond what the tables' own constraints say.
struct RecordInvariant {
    /// What is wrong of a row that the query finds; `%` stands for its third column.
    let words: String
    /// Finds the rows of which it is not true: the study's number, the trial's or NULL, and whatever the words are to name.
    let query: String

    init(_ words: String, _ query: String) { (self.words, self.query) = (words, query) }

    static let all = history + trials + attempts + epochs + definitions

    /// Each change of a study's history is one row; none is missing, none is there twice.
    private static let revisions = """
        SELECT study, started_revision AS revision, trial FROM attempts
        UNION ALL SELECT study, ended_revision, trial FROM attempts WHERE ended_revision IS NOT NULL
        UNION ALL SELECT study, revision, trial FROM epochs WHERE revision IS NOT NULL
        UNION ALL SELECT study, revision, trial FROM replaced_epochs WHERE revision IS NOT NULL
        UNION ALL SELECT study, revision, trial FROM restarts
        UNION ALL SELECT study, revision, trial FROM deletions
        """

    private static let history = [
        RecordInvariant(
            "the change % of its history is recorded twice",
            "SELECT study, min(trial), revision FROM (\(revisions)) GROUP BY study, revision HAVING count(*) > 1"),
        RecordInvariant(
            "changes of its history are missing: %",
            """
            SELECT id, NULL, missing FROM (
                SELECT studies.id, studies.revision - count(DISTINCT changes.revision) AS missing
                FROM studies LEFT JOIN (\(revisions)) AS changes
                    ON study = studies.id AND changes.revision BETWEEN 1 AND studies.revision
                GROUP BY studies.id) WHERE missing > 0
            """),
        RecordInvariant(
            "the change % is beyond the study's history",
            """
            SELECT study, trial, changes.revision FROM (\(revisions)) AS changes JOIN studies ON id = study
            WHERE changes.revision NOT BETWEEN 1 AND studies.revision
            """),
        RecordInvariant(
            "its stages are not counted 1, 2, 3, …",
            "SELECT study, NULL, NULL FROM stages GROUP BY study HAVING max(step) <> count(*)"),
        RecordInvariant(
            "its stage % was decided by changes that its history does not have",
            "SELECT study, NULL, step FROM stages JOIN studies ON id = study WHERE saw_revision > revision"),
    ]

    private static let trials = [
        RecordInvariant(
            "trials are missing: there are %, which are not numbered 0, 1, 2, …",
            "SELECT study, NULL, count(*) FROM trials GROUP BY study HAVING max(number) + 1 <> count(*)"),
        RecordInvariant(
            "it has begun %",
            """
            SELECT study, number, attempt || ' times, and there are '
                || (SELECT count(*) FROM attempts WHERE attempts.study = trials.study AND trial = number) || ' attempts'
            FROM trials WHERE attempt <>
                (SELECT count(*) FROM attempts WHERE attempts.study = trials.study AND trial = number)
            """),
        RecordInvariant(
            "it is %",
            """
            SELECT trials.study, number, state || ', and its last attempt is ' || coalesce(outcome, 'running')
            FROM trials JOIN attempts
                ON attempts.study = trials.study AND trial = number AND attempts.attempt = trials.attempt
            WHERE state <> coalesce(outcome, 'running') AND NOT (state = 'stopped' AND outcome IS 'failed')
            """),
        RecordInvariant(
            "its best epoch, %, is not there",
            """
            SELECT study, number, best_epoch FROM trials WHERE best_epoch IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM epochs WHERE epochs.study = trials.study AND trial = number AND epoch = best_epoch)
            """),
        RecordInvariant(
            "it repeats trial %, which is not there",
            """
            SELECT study, number, repeats FROM trials WHERE repeats IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM trials AS other WHERE other.study = trials.study AND other.number = trials.repeats)
            """),
        RecordInvariant(
            "it was suggested from changes that the history does not have",
            """
            SELECT study, number, NULL FROM trials JOIN studies ON id = study WHERE saw_revision > revision
            """),
    ]

    private static let attempts = [
        RecordInvariant(
            "its attempt % has not ended, and a later one has begun",
            """
            SELECT attempts.study, trial, attempts.attempt FROM attempts JOIN trials
                ON trials.study = attempts.study AND number = trial
            WHERE outcome IS NULL AND attempts.attempt < trials.attempt
            """),
        RecordInvariant(
            "its attempt % ended before it began",
            "SELECT study, trial, attempt FROM attempts WHERE ended_revision <= started_revision"),
        RecordInvariant(
            "a process is recorded as running its attempt %, which is not the one that runs",
            """
            SELECT claims.study, trial, claims.attempt FROM claims JOIN trials
                ON trials.study = claims.study AND number = trial
            WHERE state <> 'running' OR claims.attempt <> trials.attempt
            """),
    ]

    private static let epochs = [
        RecordInvariant(
            "its epoch % was judged by changes that the history does not have",
            """
            SELECT study, trial, epoch FROM epochs JOIN studies ON id = study
            WHERE verdict_revision > studies.revision
            """),
        RecordInvariant(
            "its epoch % was replaced by a change that the history does not have",
            """
            SELECT study, trial, epoch FROM replaced_epochs JOIN studies ON id = study
            WHERE replaced_revision > studies.revision
            """),
        RecordInvariant(
            "its epoch % has an objective and no metrics",
            """
            SELECT study, trial, epoch FROM epochs WHERE revision IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM metrics WHERE metrics.study = epochs.study AND metrics.trial = epochs.trial
                    AND metrics.epoch = epochs.epoch)
            """),
    ]

    private static let definitions = [
        RecordInvariant(
            "revisions of its definition are missing",
            """
            SELECT id, NULL, NULL FROM studies LEFT JOIN definitions ON study = id
            GROUP BY id HAVING count(study) = 0 OR max(definitions.revision) <> count(study)
            """),
        RecordInvariant(
            "the revision % of its definition is of a later history than there is",
            """
            SELECT study, NULL, definitions.revision FROM definitions JOIN studies ON id = study
            WHERE history_revision > studies.revision
            """),
    ]
}
