-- A database of version 4 with the rows of version-3.sql, as sqlite3's .dump with the two marks of the file
-- at the end. Never edited: MigrationTests.swift holds the tables that are made today to these.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO "attempts" VALUES(1,0,1,1,1800000000.25,NULL,NULL,5,1800000000.25,'completed',0.75,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(1,1,1,6,1800000000.25,NULL,NULL,8,1800000000.25,'pruned',NULL,NULL,1,NULL,NULL);
INSERT INTO "attempts" VALUES(1,2,1,9,1800000000.25,NULL,NULL,10,1800000000.25,'failed',NULL,NULL,NULL,NULL,'exit status 1
no such file: ''data''');
INSERT INTO "attempts" VALUES(1,3,1,11,1800000000.25,NULL,NULL,13,1800000000.25,'stopped',NULL,NULL,NULL,1,'paused by the pruner at epoch 1');
INSERT INTO "attempts" VALUES(1,3,2,14,1800000000.25,13,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(2,0,1,1,1800000000.25,NULL,NULL,2,1800000000.25,'completed',0.5,0.25,NULL,NULL,NULL);
CREATE TABLE "claims" (
    -- Which process runs which trial; a row is here only as long as it does.
    study        INTEGER NOT NULL,
    trial        INTEGER NOT NULL,
    attempt      INTEGER NOT NULL,
    host         TEXT    NOT NULL,
    boot         TEXT    NOT NULL, -- which start of that machine, and which numbering of processes on it
    pid          INTEGER NOT NULL,
    pid_start    INTEGER NOT NULL, -- when the process began, in the system's ticks: a pid is used again
    launcher     TEXT,             -- where the trial's program runs; NULL: not yet told
    handle       TEXT CHECK ((handle IS NULL) = (launcher IS NULL)), -- what the launcher knows the job by
    heartbeat_at REAL    NOT NULL, -- what other machines go by
    PRIMARY KEY (study, trial),
    FOREIGN KEY (study, trial, attempt) REFERENCES attempts (study, trial, attempt) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO "claims" VALUES(1,3,2,'workstation','boot-1/0',4242,99,'local','4343 101 boot-1/0',1800000000.25);
CREATE TABLE definitions (
    -- The study's definition, whole, each time it was changed.
    study            INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
    revision         INTEGER NOT NULL CHECK (revision >= 1), -- of the definition: 1, 2, 3, …
    text             TEXT    NOT NULL,                       -- JSON5
    history_revision INTEGER NOT NULL,                       -- studies.revision when it was stored
    created_at       REAL    NOT NULL,
    PRIMARY KEY (study, revision)
) STRICT, WITHOUT ROWID;
INSERT INTO "definitions" VALUES(1,1,'{
  name: "face",  // the first
}
',0,1800000000.25);
INSERT INTO "definitions" VALUES(1,2,'{ name: "face" }',15,1800000000.25);
INSERT INTO "definitions" VALUES(2,1,'{}',0,1800000000.25);
CREATE TABLE "epochs" (
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
INSERT INTO "epochs" VALUES(1,0,1,1,2,1800000000.25,0.25,NULL,'continue',2);
INSERT INTO "epochs" VALUES(1,0,2,1,3,1800000000.25,0.75,NULL,'continue',3);
INSERT INTO "epochs" VALUES(1,0,3,1,4,1800000000.25,0.5,NULL,'continue',4);
INSERT INTO "epochs" VALUES(1,1,1,1,7,1800000000.25,0.125,NULL,'stop',7);
INSERT INTO "epochs" VALUES(1,3,1,1,12,1800000000.25,0.5,NULL,NULL,NULL);
INSERT INTO "epochs" VALUES(1,3,2,2,15,1800000000.25,NULL,NULL,NULL,NULL);
INSERT INTO "epochs" VALUES(2,0,1,1,NULL,1800000000.25,0.5,0.25,NULL,NULL);
CREATE TABLE further_objectives (
    -- The second and any further objective of a study that has several; the first is in the study's row.
    study     INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
    position  INTEGER NOT NULL CHECK (position >= 2),
    metric    TEXT    NOT NULL,
    direction TEXT    NOT NULL CHECK (direction IN ('minimize', 'maximize')),
    PRIMARY KEY (study, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "further_objectives" VALUES(2,2,'size','minimize');
CREATE TABLE further_values (
    -- A trial's values at its best_epoch of the study's further objectives; the first one's is in its row.
    study    INTEGER NOT NULL,
    trial    INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 2),
    value    REAL, -- NULL is NaN
    PRIMARY KEY (study, trial, position),
    FOREIGN KEY (study, trial) REFERENCES trials (study, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO "further_values" VALUES(2,0,2,3.0);
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
INSERT INTO "knowledge" VALUES(2,-1,'face',0,NULL,0.75);
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
INSERT INTO "known_parameters" VALUES(2,-1,'lr','float',0.001);
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
INSERT INTO "metrics" VALUES(1,0,1,'loss',-9.0e+999);
INSERT INTO "metrics" VALUES(1,0,1,'rate',NULL);
INSERT INTO "metrics" VALUES(1,0,1,'val_cosine',0.25);
INSERT INTO "metrics" VALUES(1,0,2,'loss',-9.0e+999);
INSERT INTO "metrics" VALUES(1,0,2,'rate',NULL);
INSERT INTO "metrics" VALUES(1,0,2,'val_cosine',0.75);
INSERT INTO "metrics" VALUES(1,0,3,'loss',-9.0e+999);
INSERT INTO "metrics" VALUES(1,0,3,'rate',NULL);
INSERT INTO "metrics" VALUES(1,0,3,'val_cosine',0.5);
INSERT INTO "metrics" VALUES(1,1,1,'val_cosine',0.125);
INSERT INTO "metrics" VALUES(1,3,1,'val_cosine',0.5);
INSERT INTO "metrics" VALUES(1,3,2,'val_cosine',NULL);
INSERT INTO "metrics" VALUES(2,0,1,'accuracy',0.5);
INSERT INTO "metrics" VALUES(2,0,1,'size',3.0);
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
INSERT INTO "parameters" VALUES(1,0,'activation','sampled','string','gelü''s');
INSERT INTO "parameters" VALUES(1,0,'batch_size','fixed','int',32);
INSERT INTO "parameters" VALUES(1,0,'clip','fixed','float',9.0e+999);
INSERT INTO "parameters" VALUES(1,0,'dim_feedforward','derived','int',256);
INSERT INTO "parameters" VALUES(1,0,'layers','sampled','int',4);
INSERT INTO "parameters" VALUES(1,0,'lr','sampled','float',0.001);
INSERT INTO "parameters" VALUES(1,0,'norm_first','sampled','bool',1);
INSERT INTO "parameters" VALUES(1,1,'lr','sampled','float',0.1);
INSERT INTO "parameters" VALUES(1,2,'lr','sampled','float',0.2);
INSERT INTO "parameters" VALUES(1,3,'lr','sampled','float',0.3);
INSERT INTO "parameters" VALUES(1,4,'lr','sampled','float',0.4);
INSERT INTO "parameters" VALUES(2,0,'lr','sampled','float',0.5);
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
CREATE TABLE snapshots (
    -- What the history had come to at some change. It follows from the rest of this file: it may be deleted at any
    -- time, and is only ever read to save time. hpo study verify does without it, and compares it.
    study    INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
    stage    TEXT    NOT NULL, -- empty where the study has no stages
    revision INTEGER NOT NULL, -- all changes up to this one are in it; the same for all stages
    trials   BLOB    NOT NULL,
    PRIMARY KEY (study, stage)
) STRICT;
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
INSERT INTO "stage_readings" VALUES(2,2,'best.accuracy',NULL,NULL);
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
INSERT INTO "stages" VALUES(2,1,'run','wide',NULL,NULL,0,1,1800000000.25);
INSERT INTO "stages" VALUES(2,2,'skip','deep','best.accuracy > 0.9',NULL,2,1,1800000000.25);
INSERT INTO "stages" VALUES(2,3,'end',NULL,NULL,NULL,2,1,1800000000.25);
CREATE TABLE "studies" (
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
INSERT INTO "studies" VALUES(1,'face','val_cosine','maximize',-2,63,'/home/ada/face',15,1,1800000000.25);
INSERT INTO "studies" VALUES(2,'two','accuracy','maximize',7,63,'/home/ada/face',2,2,1800000000.25);
CREATE TABLE "trials" (
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
INSERT INTO "trials" VALUES(1,0,'completed',1,1,1000,'start',NULL,NULL,NULL,NULL,NULL,NULL,0.75,2,NULL,NULL);
INSERT INTO "trials" VALUES(1,1,'pruned',1,1,1001,'sampler',NULL,NULL,NULL,'tpe','expected improvement 0.1',5,0.125,1,NULL,NULL);
INSERT INTO "trials" VALUES(1,2,'failed',1,1,1002,'sampler',NULL,NULL,NULL,'tpe','expected improvement 0.1',8,NULL,NULL,NULL,NULL);
INSERT INTO "trials" VALUES(1,3,'running',2,1,1003,'sampler',NULL,NULL,NULL,'tpe','expected improvement 0.1',10,0.5,1,NULL,NULL);
INSERT INTO "trials" VALUES(1,4,'waiting',0,2,1004,'enqueued',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "trials" VALUES(2,0,'completed',1,1,2000,'ask',NULL,NULL,'wide',NULL,NULL,0,0.5,1,0.25,NULL);
CREATE INDEX trials_by_state ON trials (study, state, number);
CREATE UNIQUE INDEX trials_by_repetition ON trials (study, repeats, repetition) WHERE repeats IS NOT NULL;
CREATE UNIQUE INDEX attempts_by_start ON attempts (study, started_revision);
CREATE UNIQUE INDEX attempts_by_end ON attempts (study, ended_revision) WHERE ended_revision IS NOT NULL;
CREATE UNIQUE INDEX epochs_by_revision ON epochs (study, revision) WHERE revision IS NOT NULL;
CREATE UNIQUE INDEX replaced_epochs_by_revision ON replaced_epochs (study, revision) WHERE revision IS NOT NULL;
CREATE UNIQUE INDEX restarts_by_revision ON restarts (study, revision);
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('studies',2);
PRAGMA application_id = 1752198945;
PRAGMA user_version = 4;
COMMIT;
