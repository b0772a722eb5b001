// Pages of trials that SQLite orders: of a hundred thousand trials those are read that a page shows.

internal import SQLite
public import Search

/// What the trials of a page are ordered by: columns of the database.
public enum StoredOrder: Sendable, Hashable {
    /// As they were made.
    case number
    /// By a value of theirs, least first, or greatest first; those without one last, equal ones as they were made.
    case column(Column, descending: Bool)
    /// By the first objective, the best first; what violates the conditions behind all that does not, `best` first among what
    /// does not, and trials without a value last.
    case bestFirst(Direction, best: Int?)

    /// A value of a trial.
    public enum Column: String, Sendable, Hashable, CaseIterable {
        case number
        case value
        case epoch = "best_epoch"
        case attempt
        case seed
    }

    /// Expressions over a trial's row, none of which is NULL, that order the trials, each from its least value on.
    fileprivate var keys: [String] {
        switch self {
        case .number: ["number"]
        case .column(let column, let descending):
            ["\(column.rawValue) IS NULL", "coalesce(\(descending ? "-" : "")\(column.rawValue), 0)", "number"]
        case .bestFirst(let direction, let best):
            [
                "value IS NULL", "coalesce(violation, 0)", best.map { "number <> \($0)" } ?? "1",
                "coalesce(\(direction == .maximize ? "-" : "")value, 0)", "number",
            ]
        }
    }
}

extension StudyDatabase {
    /// The first trial that the definition's `start:` made, besides trial `number`; nil where there is none.
    public func firstStart(of study: StudyID, besides number: Int) throws(StorageError) -> Trial? {
        try read("find the trial that the study started from") { session throws(StorageError) in
            let first = try session.first(
                """
                SELECT number FROM trials WHERE study = ? AND origin = 'start' AND number <> ? AND \(Session.isKept)
                ORDER BY number LIMIT 1
                """, study.id, number
            ) { row throws(SQLiteError) in try row[0] as Int }
            guard let first else { return nil }
            return try session.trials(of: study, number: first).first
        }
    }

    /// A page of a study's trials, without those that were deleted.
    ///
    /// It costs what reading the trials' own rows costs, and what reading the trials of the page costs.
    ///
    /// - Parameters:
    ///   - stage: only the trials of this stage.
    ///   - after: only those behind this trial, in the order.
    /// - Returns: the page's trials, how many there are on it and all others, and whether another page follows; nil where
    ///   there is no trial `after`.
    public func page(
        of study: StudyID, stage: String? = nil, in order: StoredOrder, after: Int? = nil, limit: Int
    ) throws(StorageError) -> (trials: [Trial], total: Int, hasNext: Bool)? {
        try read("read a page of the trials") { session throws(StorageError) in
            let wanted = "study = ?1 AND (?2 IS NULL OR stage = ?2) AND \(Session.isKept)"
            let total = try session.first("SELECT count(*) FROM trials WHERE \(wanted)", study.id, stage) {
                row throws(SQLiteError) in try row[0] as Int
            }
            let keys = order.keys.joined(separator: ", ")
            let place = "SELECT \(keys) FROM trials WHERE \(wanted) AND number = ?3"
            if let after {
                let known = try session.first(
                    "SELECT 1 FROM trials WHERE \(wanted) AND number = ?3", study.id, stage, after
                ) {
                    row throws(SQLiteError) in try row[0] as Int
                }
                guard known != nil else { return nil }
            }
            let numbers = try session.rows(
                """
                SELECT number FROM trials WHERE \(wanted) AND (?3 IS NULL OR (\(keys)) > (\(place)))
                ORDER BY \(keys) LIMIT ?4
                """, study.id, stage, after, limit == .max ? limit : limit + 1
            ) { row throws(SQLiteError) in try row[0] as Int }
            var trials: [Trial] = []
            for number in numbers.prefix(limit) { trials += try session.trials(of: study, number: number) }
            return (trials, total ?? 0, numbers.count > limit)
        }
    }
}
