internal import SQLite

extension Migration {
    /// Version 4: what a history came to is kept, so that a new process need not read all of it; trials can be deleted.
    static let fourth = Migration(to: 4, sql: fourthTrials + fourthTables + fourthViews)

    // Nothing but a comment has changed in it: what `repetition` is.
    private static let fourthTrials = """
        DROP VIEW changes;
        DROP VIEW trial_table;
        DROP VIEW best_epochs;
        DROP VIEW study_table;
        CREATE TABLE new_trials (
            -- One configuration each, tried in one or more attempts.
            study        INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
            number       INTEGER NOT NULL CHECK (number >= 0),
            state        TEXT    NOT NULL
                         CHECK (state IN ('waiting', 'running', 'completed', 'pruned', 'failed', 'stopped')),
            attempt      INTEGER NOT NULL CHECK ((attempt = 0) = (state = 'waiting')), -- how often it was begun
            definition   INTEGER NOT NULL,         -- definitions.revision that it was made by
            seed         INTEGER NOT NULL,         -- what the trial's program is given
            origin       TEXT    NOT NULL CHECK (origin IN ('sampler', 'start', 'ask', 'enqueued', 'confirm')),
            repeats      INTEGER,                  -- the trial whose configuration it runs again, with another seed
            repetition   INTEGER,                  -- which repetition of it, from 1
            stage        TEXT,                     -- which of the study's stages it belongs to; NULL where there are none
            sampler      TEXT,                     -- which sampler made it; NULL where a person did
            note         TEXT,                     -- how the sampler came to it, where it said so
            saw_revision INTEGER,                  -- the history that the sampler saw: all changes up to this revision
            value        REAL,                     -- the best objective so far; NULL with a best_epoch, or completed: NaN
            best_epoch   INTEGER,                  -- the epoch of that value: of several objectives, the last of all
            violation    REAL,                     -- of the study's conditions at that epoch, 0: all are met; NULL: has none
            audited_epoch INTEGER,                 -- the first verdict to stop that was not carried out, for the audit
            PRIMARY KEY (study, number),
            FOREIGN KEY (study, definition) REFERENCES definitions (study, revision),
            CHECK ((origin = 'confirm') = (repeats IS NOT NULL) AND (repeats IS NULL) = (repetition IS NULL))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_trials SELECT * FROM trials;
        DROP TABLE trials;
        ALTER TABLE new_trials RENAME TO trials;
        CREATE INDEX trials_by_state ON trials (study, state, number);
        CREATE UNIQUE INDEX trials_by_repetition ON trials (study, repeats, repetition) WHERE repeats IS NOT NULL;

        """

    private static let fourthTables = """
        CREATE TABLE snapshots (
            -- What the history had come to at some change. It follows from the rest of this file: it may be deleted at any
            -- time, and is only ever read to save time. hpo study verify does without it, and compares it.
            study    INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
            stage    TEXT    NOT NULL, -- empty where the study has no stages
            revision INTEGER NOT NULL, -- all changes up to this one are in it; the same for all stages
            trials   BLOB    NOT NULL,
            PRIMARY KEY (study, stage)
        ) STRICT;

        CREATE TABLE deletions (
            -- Trials that were deleted: they count for nothing from this change on, and are kept because of what was decided
            -- before.
            study      INTEGER NOT NULL,
            trial      INTEGER NOT NULL,
            revision   INTEGER NOT NULL, -- the change that this is
            deleted_at REAL    NOT NULL,
            PRIMARY KEY (study, trial),
            FOREIGN KEY (study, trial) REFERENCES trials (study, number) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX deletions_by_revision ON deletions (study, revision);

        CREATE TABLE runs (
            -- How each attempt's program was run, where this tool ran it.
            study        INTEGER NOT NULL,
            trial        INTEGER NOT NULL,
            attempt      INTEGER NOT NULL,
            host         TEXT    NOT NULL, -- the machine that it was started from
            user         TEXT    NOT NULL,
            version      TEXT    NOT NULL, -- this tool's
            command      TEXT    NOT NULL, -- the program and its arguments, as a JSON array
            directory    TEXT    NOT NULL, -- where it ran
            git_commit   TEXT,             -- that this directory was at then; NULL where git says none
            git_diff     TEXT CHECK (git_diff IS NULL OR git_commit IS NOT NULL), -- the SHA-256 of the changes to files
                                           -- that git knows since that commit; NULL: there were none
            gpu          TEXT,             -- the machine's GPUs; NULL: none, or it ran on another machine
            cpu_seconds  REAL,             -- of the program and what it waited for; NULL while it runs, and where unknown
            peak_memory  INTEGER,          -- bytes
            PRIMARY KEY (study, trial, attempt),
            FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tags (
            -- Words that people have put to trials.
            study INTEGER NOT NULL,
            trial INTEGER NOT NULL,
            tag   TEXT    NOT NULL,
            PRIMARY KEY (study, trial, tag),
            FOREIGN KEY (study, trial) REFERENCES trials (study, number) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE remarks (
            -- What people have noted about trials; trials.note is the sampler's.
            study  INTEGER NOT NULL,
            trial  INTEGER NOT NULL,
            remark TEXT    NOT NULL,
            PRIMARY KEY (study, trial),
            FOREIGN KEY (study, trial) REFERENCES trials (study, number) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        """
}
