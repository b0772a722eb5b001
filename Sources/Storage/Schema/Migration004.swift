internal import SQLite

extension Migration {
    /// Version 4: what a history came to is kept, so that a new process need not read all of it.
    static let fourth = Migration(
        to: 4,
        sql: """
            CREATE TABLE snapshots (
                -- What the history had come to at some change. It follows from the rest of this file: it may be deleted at any
                -- time, and is only ever read to save time. hpo study verify does without it, and compares it.
                study    INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
                stage    TEXT    NOT NULL, -- empty where the study has no stages
                revision INTEGER NOT NULL, -- all changes up to this one are in it; the same for all stages
                trials   BLOB    NOT NULL,
                PRIMARY KEY (study, stage)
            ) STRICT;

            """)
}
