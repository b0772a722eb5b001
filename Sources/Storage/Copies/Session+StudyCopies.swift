// Two copies of a study compared: whether one holds all of the other.

internal import SQLite

extension Session {
    /// The studies here that are the same as one of the other database: created at the same moment, from the same definition,
    /// with the same seed.
    mutating func copies(of study: StudyID) throws(StorageError) -> [StudyID] {
        try rows(
            """
            SELECT ours.id FROM main.studies AS ours JOIN other.studies AS theirs ON theirs.id = ?
                AND theirs.created_at = ours.created_at AND theirs.seed = ours.seed
                AND theirs.seed_bits = ours.seed_bits AND theirs.metric = ours.metric
                AND theirs.direction = ours.direction
            JOIN main.definitions AS our ON our.study = ours.id AND our.revision = 1
            JOIN other.definitions AS their
                ON their.study = theirs.id AND their.revision = 1 AND their.text = our.text
            ORDER BY ours.id
            """, study.id
        ) { row throws(SQLiteError) in StudyID(id: try row[0]) }
    }

    /// Whether all that is recorded in the copy `early` is in the copy `late` too, or has gone on there.
    ///
    /// The history's changes are never altered, so that those of an earlier state are all in a later one, with their revisions.
    /// What may have become otherwise: a waiting trial begins or is made anew by another definition, a running attempt goes on
    /// or ends, an epoch is reported again and the former is kept among the replaced ones.
    mutating func contains(_ late: StudyCopy, _ early: StudyCopy) throws(StorageError) -> Bool {
        for contradiction in try contradictions(in: late, to: early) {
            let found = try first("SELECT EXISTS (\(contradiction))", early.study.id, late.study.id) {
                row throws(SQLiteError) in try row[0] as Bool
            }
            if found == true { return false }
        }
        return true
    }

    /// Queries for rows of `early` (study ?1) that `late` (study ?2) does not have.
    private mutating func contradictions(
        in late: StudyCopy, to early: StudyCopy
    ) throws(StorageError) -> [String] {
        let (e, l) = (early.schema, late.schema)
        let compared = ["trials", "parameters", "attempts", "epochs", "metrics"]
        // What a trial counts with follows from its epochs; a run is completed when it ends; people may say something else in
        // each copy; the others are not the study's.
        let derived = ["further_values", "snapshots", "claims", "runs", "tags", "remarks"]
        let kept = try studyTables().filter { !compared.contains($0.name) && !derived.contains($0.name) }
        return [
            "SELECT 1 FROM \(e).studies AS a JOIN \(l).studies AS b ON a.id = ?1 AND b.id = ?2 AND a.revision > b.revision",
            Self.attempts(e, l), Self.trials(e, l), Self.parameters(e, l),
        ]
            + kept.map { table in
                """
                SELECT \(table.list) FROM \(e)."\(table.name)" WHERE study = ?1
                EXCEPT SELECT \(table.list) FROM \(l)."\(table.name)" WHERE study = ?2
                """
            }
            + [Self.epochs(e, l), Self.metrics(e, l)]
    }

    private static func attempts(_ early: String, _ late: String) -> String {
        """
        SELECT 1 FROM \(early).attempts AS a LEFT JOIN \(late).attempts AS b
            ON b.study = ?2 AND b.trial = a.trial AND b.attempt = a.attempt
        WHERE a.study = ?1 AND (
            b.started_revision IS NOT a.started_revision OR b.started_at IS NOT a.started_at
            OR a.outcome IS NOT NULL AND (b.outcome IS NOT a.outcome OR b.ended_revision IS NOT a.ended_revision
                OR b.ended_at IS NOT a.ended_at OR b.value IS NOT a.value))
        """
    }

    private static func trials(_ early: String, _ late: String) -> String {
        """
        SELECT 1 FROM \(early).trials AS a LEFT JOIN \(late).trials AS b ON b.study = ?2 AND b.number = a.number
        WHERE a.study = ?1 AND (
            b.number IS NULL OR a.attempt > b.attempt OR b.origin <> a.origin OR b.seed <> a.seed
            OR b.repeats IS NOT a.repeats OR b.repetition IS NOT a.repetition OR b.stage IS NOT a.stage
            OR a.state <> 'waiting' AND b.definition <> a.definition
            OR a.state NOT IN ('waiting', 'running') AND b.attempt = a.attempt AND b.state <> a.state)
        """
    }

    private static func parameters(_ early: String, _ late: String) -> String {
        """
        SELECT 1 FROM \(early).parameters AS a
        JOIN \(early).trials AS t ON t.study = a.study AND t.number = a.trial
        JOIN \(late).trials AS u ON u.study = ?2 AND u.number = a.trial AND u.definition = t.definition
        LEFT JOIN \(late).parameters AS b ON b.study = ?2 AND b.trial = a.trial AND b.name = a.name
        WHERE a.study = ?1 AND (b.kind IS NOT a.kind OR b.type IS NOT a.type OR b.value IS NOT a.value)
        """
    }

    private static func epochs(_ early: String, _ late: String) -> String {
        // One that is no change of the history is altered where it is: it gets a revision with its objective. Where conditions
        // are violated the objective is no part of the history either.
        let same = """
            b.study = ?2 AND b.trial = a.trial AND b.epoch = a.epoch AND (
                b.attempt = a.attempt AND b.revision IS a.revision AND b.reported_at = a.reported_at
                    AND (a.revision IS NULL OR a.violation > 0 OR b.objective IS a.objective)
                    AND (a.verdict IS NULL OR b.verdict = a.verdict AND b.verdict_revision = a.verdict_revision)
                OR a.revision IS NULL AND b.reported_at >= a.reported_at
                    AND b.revision > (SELECT revision FROM \(early).studies WHERE id = ?1))
            """
        return """
            SELECT 1 FROM \(early).epochs AS a
            WHERE a.study = ?1 AND NOT EXISTS (SELECT 1 FROM \(late).epochs AS b WHERE \(same))
                AND NOT EXISTS (SELECT 1 FROM \(late).replaced_epochs AS b WHERE \(same) AND b.replaced_revision >
                    (SELECT revision FROM \(early).studies WHERE id = ?1))
            """
    }

    /// The metrics of a trial that has ended and was not begun again; others may be reported with other values.
    private static func metrics(_ early: String, _ late: String) -> String {
        """
        SELECT 1 FROM \(early).metrics AS a
        JOIN \(early).epochs AS e ON e.study = a.study AND e.trial = a.trial AND e.epoch = a.epoch
        JOIN \(early).trials AS t ON t.study = a.study AND t.number = a.trial
        JOIN \(late).epochs AS f ON f.study = ?2 AND f.trial = a.trial AND f.epoch = a.epoch
            AND f.reported_at = e.reported_at
        JOIN \(late).trials AS u ON u.study = ?2 AND u.number = a.trial
        LEFT JOIN \(late).metrics AS b
            ON b.study = ?2 AND b.trial = a.trial AND b.epoch = a.epoch AND b.name = a.name
        WHERE a.study = ?1 AND (b.name IS NULL
            OR t.state <> 'running' AND u.attempt = t.attempt AND b.value IS NOT a.value)
        """
    }

    /// The first trial that differs between two copies.
    mutating func firstDifference(_ one: StudyCopy, _ other: StudyCopy) throws(StorageError) -> Int? {
        try first(
            """
            SELECT min(a.trial) FROM \(one.schema).attempts AS a LEFT JOIN \(other.schema).attempts AS b
                ON b.study = ?2 AND b.trial = a.trial AND b.attempt = a.attempt
            WHERE a.study = ?1 AND (b.started_revision IS NOT a.started_revision OR b.started_at IS NOT a.started_at
                OR b.ended_revision IS NOT a.ended_revision OR b.ended_at IS NOT a.ended_at)
            """, one.study.id, other.study.id
        ) { row throws(SQLiteError) in try row[0] as Int? } ?? nil
    }
}
