internal import SQLite

extension Migration {
    /// Version 3: a study says of how many bits its trials' seeds are; epochs may start at 0, and what is
    /// reported of one later takes the place of what was.
    static let third = Migration(
        to: 3, sql: thirdStudies + thirdEpochs + thirdReplacedEpochs + thirdChanges + unchangedViews)

    private static let thirdStudies = """
        CREATE TABLE new_studies (
            -- One search each. All times in this database are seconds since 1970: datetime(created_at, 'unixepoch').
            id          INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, so that a deleted study's is not mistaken
            name        TEXT    NOT NULL UNIQUE CHECK (name <> ''),
            metric      TEXT    NOT NULL,                  -- the (first) objective: a metric's name, or an expression
            direction   TEXT    NOT NULL CHECK (direction IN ('minimize', 'maximize')),
            seed        INTEGER NOT NULL,                  -- all chance in the study follows from it
            seed_bits   INTEGER NOT NULL CHECK (seed_bits IN (32, 63)), -- its trials' seeds are below 2 to this power
            directory   TEXT    NOT NULL,                  -- where its trials run, seen from the project that holds this file
            revision    INTEGER NOT NULL DEFAULT 0,        -- of the history: each change that a sampler can see adds 1
            last_use    INTEGER NOT NULL,                  -- the study with the greatest was used last
            created_at  REAL    NOT NULL
        ) STRICT;
        INSERT INTO new_studies
            SELECT id, name, metric, direction, seed, 63, directory, revision, last_use, created_at FROM studies;
        DELETE FROM sqlite_sequence WHERE name = 'new_studies';
        INSERT INTO sqlite_sequence SELECT 'new_studies', seq FROM sqlite_sequence WHERE name = 'studies';
        DROP VIEW changes;
        DROP VIEW trial_table;
        DROP VIEW best_epochs;
        DROP VIEW study_table;
        DROP TABLE studies;
        ALTER TABLE new_studies RENAME TO studies;

        """

    private static let thirdEpochs = """
        CREATE TABLE new_epochs (
            -- Each epoch that a trial reported: what its reports say together, of each metric the last value.
            study            INTEGER NOT NULL,
            trial            INTEGER NOT NULL,
            epoch            INTEGER NOT NULL CHECK (epoch >= 0), -- as the program counts: from 0 or from 1
            attempt          INTEGER NOT NULL,
            revision         INTEGER, -- of the history; NULL where no sampler or pruner saw it (see objective)
            reported_at      REAL    NOT NULL,
            objective        REAL,    -- the (first) objective; no change of the history where it was not reported, where
                                      -- there are several, or where conditions are violated; with a revision, NULL is NaN.
                                      -- Where conditions came to be violated by a later report, the history has NaN
            violation        REAL,    -- of the study's conditions, 0: all are met; NULL: has none, or no objective
            verdict          TEXT     CHECK (verdict IN ('continue', 'stop', 'pause')), -- the pruner's; NULL: not asked
            verdict_revision INTEGER  CHECK ((verdict_revision IS NULL) = (verdict IS NULL)), -- the history it saw
            PRIMARY KEY (study, trial, epoch),
            FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_epochs SELECT * FROM epochs;
        DROP TABLE epochs;
        ALTER TABLE new_epochs RENAME TO epochs;
        CREATE UNIQUE INDEX epochs_by_revision ON epochs (study, revision) WHERE revision IS NOT NULL;

        """

    private static let thirdReplacedEpochs = """
        CREATE TABLE replaced_epochs (
            -- What an epoch was until something else was reported of it, or a later attempt began before it.
            study             INTEGER NOT NULL,
            trial             INTEGER NOT NULL,
            epoch             INTEGER NOT NULL,
            replaced_revision INTEGER NOT NULL, -- the change of the history that took its place
            attempt           INTEGER NOT NULL,
            revision          INTEGER,          -- this and the following as in epochs
            reported_at       REAL    NOT NULL,
            objective         REAL,
            violation         REAL,
            verdict           TEXT    CHECK (verdict IN ('continue', 'stop', 'pause')),
            verdict_revision  INTEGER CHECK ((verdict_revision IS NULL) = (verdict IS NULL)),
            metrics           TEXT    NOT NULL, -- all its metrics then, as JSON
            PRIMARY KEY (study, trial, epoch, replaced_revision),
            FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX replaced_epochs_by_revision ON replaced_epochs (study, revision) WHERE revision IS NOT NULL;

        CREATE TABLE restarts (
            -- Attempts that began with an epoch which an earlier one had reported or passed: its epochs from there on do not
            -- count any more, and are among the replaced ones.
            study    INTEGER NOT NULL,
            trial    INTEGER NOT NULL,
            attempt  INTEGER NOT NULL CHECK (attempt >= 2),
            epoch    INTEGER NOT NULL, -- the attempt's first
            revision INTEGER NOT NULL, -- the change of the history that this is
            PRIMARY KEY (study, trial, attempt),
            FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX restarts_by_revision ON restarts (study, revision);

        """
}
