internal import SQLite

extension Migration {
    /// Version 3: a study says of how many bits its trials' seeds are.
    static let third = Migration(to: 3, sql: thirdStudies + firstViews)

    private static let thirdStudies = """
        CREATE TABLE new_studies (
            -- One search each. All times in this database are seconds since 1970: datetime(created_at, 'unixepoch').
            id          INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, so that a deleted study's is not mistaken
            name        TEXT    NOT NULL UNIQUE CHECK (name <> ''),
            metric      TEXT    NOT NULL,                  -- the (first) objective: a metric's name, or an expression
            direction   TEXT    NOT NULL CHECK (direction IN ('minimize', 'maximize')),
            seed        INTEGER NOT NULL,                  -- all chance in the study follows from it
            seed_bits   INTEGER NOT NULL CHECK (seed_bits IN (32, 63)), -- its trials' seeds are below 2 to this power
            directory   TEXT    NOT NULL,                  -- where the study was created; its trials run there
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
}
