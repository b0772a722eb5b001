internal import SQLite

extension Migration {
    /// Version 2: a claim keeps the handle of its job, whatever launched it, in place of a process of this machine.
    static let second = Migration(
        to: 2,
        // The table is made anew, so that `sqlite3 db/hpo.sqlite .schema` shows its comments where they belong.
        sql: """
            CREATE TABLE new_claims (
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
            INSERT INTO new_claims
                SELECT study, trial, attempt, host, boot, pid, pid_start, iif(child IS NULL, NULL, 'local'),
                       child || ' ' || child_start || ' ' || boot, heartbeat_at
                  FROM claims;
            DROP TABLE claims;
            ALTER TABLE new_claims RENAME TO claims;

            """)
}
