internal import SQLite

extension Migration {
    /// Version 1: studies, definitions, trials, attempts, parameters, epochs, metrics, claims, and views for people.
    static let first = Migration(to: 1, sql: firstTables + firstViews)

    // The comments are kept in the file: `sqlite3 db/hpo.sqlite .schema` shows them.
    private static let firstTables = """
        CREATE TABLE studies (
            -- One search each. All times in this database are seconds since 1970: datetime(created_at, 'unixepoch').
            id          INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, so that a deleted study's is not mistaken
            name        TEXT    NOT NULL UNIQUE CHECK (name <> ''),
            metric      TEXT    NOT NULL,                  -- the (first) objective: a metric's name, or an expression
            direction   TEXT    NOT NULL CHECK (direction IN ('minimize', 'maximize')),
            seed        INTEGER NOT NULL,                  -- all chance in the study follows from it
            directory   TEXT    NOT NULL,                  -- where the study was created; its trials run there
            revision    INTEGER NOT NULL DEFAULT 0,        -- of the history: each change that a sampler can see adds 1
            last_use    INTEGER NOT NULL,                  -- the study with the greatest was used last
            created_at  REAL    NOT NULL
        ) STRICT;

        CREATE TABLE further_objectives (
            -- The second and any further objective of a study that has several; the first is in the study's row.
            study     INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
            position  INTEGER NOT NULL CHECK (position >= 2),
            metric    TEXT    NOT NULL,
            direction TEXT    NOT NULL CHECK (direction IN ('minimize', 'maximize')),
            PRIMARY KEY (study, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE definitions (
            -- The study's definition, whole, each time it was changed.
            study            INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
            revision         INTEGER NOT NULL CHECK (revision >= 1), -- of the definition: 1, 2, 3, …
            text             TEXT    NOT NULL,                       -- JSON5
            history_revision INTEGER NOT NULL,                       -- studies.revision when it was stored
            created_at       REAL    NOT NULL,
            PRIMARY KEY (study, revision)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE trials (
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
            repetition   INTEGER,                  -- the how manieth time, from 1
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
        CREATE INDEX trials_by_state ON trials (study, state, number);
        CREATE UNIQUE INDEX trials_by_repetition ON trials (study, repeats, repetition) WHERE repeats IS NOT NULL;

        CREATE TABLE further_values (
            -- A trial's values at its best_epoch of the study's further objectives; the first one's is in its row.
            study    INTEGER NOT NULL,
            trial    INTEGER NOT NULL,
            position INTEGER NOT NULL CHECK (position >= 2),
            value    REAL, -- NULL is NaN
            PRIMARY KEY (study, trial, position),
            FOREIGN KEY (study, trial) REFERENCES trials (study, number) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attempts (
            -- Each time that a trial's program ran: the first, and one for each resumption.
            study            INTEGER NOT NULL,
            trial            INTEGER NOT NULL,
            attempt          INTEGER NOT NULL CHECK (attempt >= 1),
            started_revision INTEGER NOT NULL,
            started_at       REAL    NOT NULL,
            saw_revision     INTEGER CHECK (saw_revision IS NULL OR attempt > 1), -- the history that the pruner saw when it
                                     -- promoted the paused trial; NULL: the first attempt, or resumed after an interruption
            promoted_by      INTEGER CHECK ((promoted_by IS NULL) = (saw_revision IS NULL)), -- definitions.revision, whose
                                     -- pruner promoted it
            ended_revision   INTEGER CHECK ((ended_revision IS NULL) = (outcome IS NULL)), -- NULL while it runs
            ended_at         REAL    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
            outcome          TEXT    CHECK (outcome IN ('completed', 'pruned', 'failed', 'stopped')),
            value            REAL    CHECK (value IS NULL OR outcome IS 'completed'), -- completed with NULL: with NaN
            violation        REAL    CHECK (violation IS NULL OR outcome IS 'completed'), -- NULL: it met the conditions
            pruned_epoch     INTEGER CHECK ((pruned_epoch IS NOT NULL) = (outcome IS 'pruned')),
            paused_epoch     INTEGER CHECK (paused_epoch IS NULL OR outcome IS 'stopped'), -- where the pruner set it aside
            reason           TEXT    CHECK (reason IS NOT NULL OR outcome IS NOT 'failed'), -- why it failed or stopped
            PRIMARY KEY (study, trial, attempt),
            FOREIGN KEY (study, trial) REFERENCES trials (study, number) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX attempts_by_start ON attempts (study, started_revision);
        CREATE UNIQUE INDEX attempts_by_end ON attempts (study, ended_revision) WHERE ended_revision IS NOT NULL;

        CREATE TABLE parameters (
            -- What each trial runs with.
            study INTEGER NOT NULL,
            trial INTEGER NOT NULL,
            name  TEXT    NOT NULL,
            kind  TEXT    NOT NULL CHECK (kind IN ('sampled', 'derived', 'fixed')),
            type  TEXT    NOT NULL CHECK (type IN ('int', 'float', 'string', 'bool')),
            value ANY     CHECK (value IS NOT NULL OR type = 'float'), -- bool: 0 or 1; float: NULL is NaN
            PRIMARY KEY (study, trial, name),
            FOREIGN KEY (study, trial) REFERENCES trials (study, number) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE epochs (
            -- Each epoch that a trial reported; a repeated epoch changes nothing, the first report counts.
            study            INTEGER NOT NULL,
            trial            INTEGER NOT NULL,
            epoch            INTEGER NOT NULL CHECK (epoch >= 1),
            attempt          INTEGER NOT NULL,
            revision         INTEGER, -- of the history; NULL where no sampler or pruner saw it (see objective)
            reported_at      REAL    NOT NULL,
            objective        REAL,    -- the (first) objective; no change of the history where it was not reported, where
                                      -- there are several, or where conditions are violated; with a revision, NULL is NaN
            violation        REAL,    -- of the study's conditions, 0: all are met; NULL: has none, or no objective
            verdict          TEXT     CHECK (verdict IN ('continue', 'stop', 'pause')), -- the pruner's; NULL: not asked
            verdict_revision INTEGER  CHECK ((verdict_revision IS NULL) = (verdict IS NULL)), -- the history it saw
            PRIMARY KEY (study, trial, epoch),
            FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX epochs_by_revision ON epochs (study, revision) WHERE revision IS NOT NULL;

        CREATE TABLE metrics (
            -- Every number that was reported with an epoch.
            study INTEGER NOT NULL,
            trial INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            name  TEXT    NOT NULL,
            value REAL, -- NULL is NaN, which SQLite cannot hold
            PRIMARY KEY (study, trial, epoch, name),
            FOREIGN KEY (study, trial, epoch) REFERENCES epochs (study, trial, epoch) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE knowledge (
            -- Trials of other studies that the study's sampler knows of: copied when the study was made.
            study        INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
            number       INTEGER NOT NULL CHECK (number < 0), -- before the study's own
            source       TEXT    NOT NULL,                    -- the other study's name
            source_trial INTEGER NOT NULL,
            pruned_epoch INTEGER,                             -- NULL: it completed
            value        REAL,                                -- completed: its value; pruned: that of its last epoch; NULL is NaN
            PRIMARY KEY (study, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE known_parameters (
            -- What those trials tried, as values of this study's parameters.
            study  INTEGER NOT NULL,
            number INTEGER NOT NULL,
            name   TEXT    NOT NULL,
            type   TEXT    NOT NULL CHECK (type IN ('int', 'float', 'string', 'bool')),
            value  ANY     CHECK (value IS NOT NULL OR type = 'float'),
            PRIMARY KEY (study, number, name),
            FOREIGN KEY (study, number) REFERENCES knowledge (study, number) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE stages (
            -- The way of a study with stages: each that runs, or was passed over because its gate was not true, and the end.
            study        INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
            step         INTEGER NOT NULL CHECK (step >= 1), -- 1, 2, 3, …
            decision     TEXT    NOT NULL CHECK (decision IN ('run', 'skip', 'end')),
            stage        TEXT    CHECK ((stage IS NULL) = (decision = 'end')),
            gate         TEXT,             -- the expression that decided; NULL where there is none
            best         INTEGER,          -- the trial that the stage starts from; NULL for the first, and where it is skipped
            saw_revision INTEGER NOT NULL, -- the history that was decided by: all changes up to this revision
            definition   INTEGER NOT NULL, -- definitions.revision that it was decided by
            decided_at   REAL    NOT NULL,
            PRIMARY KEY (study, step)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE stage_readings (
            -- The values that each gate read.
            study INTEGER NOT NULL,
            step  INTEGER NOT NULL,
            name  TEXT    NOT NULL,
            type  TEXT    CHECK (type IN ('int', 'float', 'string', 'bool')), -- NULL: there was no such value
            value ANY     CHECK (value IS NULL OR type IS NOT NULL),          -- as in parameters
            PRIMARY KEY (study, step, name),
            FOREIGN KEY (study, step) REFERENCES stages (study, step) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE claims (
            -- Which process runs which trial; a row is here only as long as it does.
            study        INTEGER NOT NULL,
            trial        INTEGER NOT NULL,
            attempt      INTEGER NOT NULL,
            host         TEXT    NOT NULL,
            boot         TEXT    NOT NULL, -- which start of that machine, and which numbering of processes on it
            pid          INTEGER NOT NULL,
            pid_start    INTEGER NOT NULL, -- when the process began, in the system's ticks: a pid is used again
            child        INTEGER,          -- the trial's program, leader of its process group
            child_start  INTEGER,
            heartbeat_at REAL    NOT NULL, -- what other machines go by
            PRIMARY KEY (study, trial),
            FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        """
}
