// A later report of an epoch: new metrics are added, a repeated one takes its last value, and where samplers and pruners would
// see another value of the objective, that is a change of the history of its own.

internal import SQLite
internal import Search

extension Session {
    /// Stores what else was reported of an epoch that is known; as the change after `newest` where it is one.
    mutating func merge(
        _ new: NewEpoch, having best: BestSoFar, after newest: inout Int, at now: Double,
        measure: ([Metric]) -> EpochWorth, judge: (_ revision: Int, HistoryChange) -> Judgement?
    ) throws(StorageError) -> EpochReceipt {
        let (study, number) = (new.attempt.study.id, new.attempt.number)
        let stored = try metrics(at: new.epoch, of: new.attempt)
        let (metrics, news, changed) = Self.merged(new.metrics, into: stored)
        guard !news.isEmpty else { return .repeated }
        guard let before = try recorded(new.epoch, of: new.attempt) else { return .repeated }
        let worth = measure(metrics)
        var judgement: Judgement?
        var revision: Int?
        if let seen = worth.seen, before.revision == nil ? (worth.violation ?? 0) == 0 : !isSame(seen, before.seen) {
            newest += 1
            revision = newest
            if before.revision != nil {
                try keep(from: new.epoch, through: new.epoch, of: new.attempt, replacedBy: newest)
            }
            judgement = judge(newest, .reported(number: number, epoch: new.epoch, value: seen))
            try run(
                """
                UPDATE epochs SET attempt = ?, revision = ?, reported_at = ?, verdict = ?, verdict_revision = ?
                WHERE study = ? AND trial = ? AND epoch = ?
                """, new.attempt.attempt, newest, now, judgement?.verdict.rawValue, judgement == nil ? nil : newest,
                study, number, new.epoch)
        }
        try run(
            "UPDATE epochs SET objective = ?, violation = ? WHERE study = ? AND trial = ? AND epoch = ?",
            worth.values.first, worth.violation, study, number, new.epoch)
        try insert(news, at: new.epoch, of: new.attempt, replacing: true)
        if !worth.values.isEmpty {
            try countAgain(new.attempt, as: best, measure: measure)
        }
        if judgement?.isAudited == true { try audit(new.epoch, of: new.attempt) }
        return .merged(MergedEpoch(metrics: metrics, changed: changed, revision: revision, judgement: judgement))
    }

    /// `new` put into `stored`: all of them by name, those that say something new, and the first that had another value.
    private static func merged(
        _ new: [Metric], into stored: [Metric]
    ) -> (all: [Metric], news: [Metric], changed: MetricChange?) {
        var values = Dictionary(stored.map { ($0.name, $0.value) }) { first, _ in first }
        var told: Set<String> = []
        var news: [Metric] = []
        var changed: MetricChange?
        for metric in new where told.insert(metric.name).inserted {
            let before = values.updateValue(metric.value, forKey: metric.name)
            if let before {
                if isSame(before, metric.value) { continue }
                changed = changed ?? MetricChange(name: metric.name, before: before, after: metric.value)
            }
            news.append(metric)
        }
        return (values.sorted { $0.key < $1.key }.map { Metric($0.key, $0.value) }, news, changed)
    }

    private mutating func metrics(at epoch: Int, of attempt: TrialAttempt) throws(StorageError) -> [Metric] {
        try rows(
            "SELECT name, value FROM metrics WHERE study = ? AND trial = ? AND epoch = ? ORDER BY name",
            attempt.study.id, attempt.number, epoch
        ) { row throws(SQLiteError) in Metric(try row[0], try row[1] as Double? ?? .nan) }
    }

    /// The change of the history that an epoch is so far, and the value that is seen there.
    private mutating func recorded(
        _ epoch: Int, of attempt: TrialAttempt
    ) throws(StorageError) -> (revision: Int?, seen: Double)? {
        try first(
            "SELECT revision, objective, violation FROM epochs WHERE study = ? AND trial = ? AND epoch = ?",
            attempt.study.id, attempt.number, epoch
        ) { row throws(SQLiteError) in
            let violation: Double? = try row[2]
            return (try row[0], (violation ?? 0) > 0 ? .nan : try row[1] as Double? ?? .nan)
        }
    }

    /// Keeps what epochs are now, before the change `revision` takes their place. SQLite writes fifteen digits of a number; those
    /// that need more get them.
    mutating func keep(
        from first: Int, through last: Int, of attempt: TrialAttempt, replacedBy revision: Int
    ) throws(StorageError) {
        try run(
            """
            INSERT INTO replaced_epochs
                SELECT study, trial, epoch, ?5, attempt, revision, reported_at, objective, violation, verdict,
                       verdict_revision,
                       (SELECT json_group_object(
                                   name, CASE WHEN value IN (9e999, -9e999) THEN CAST(value AS TEXT)
                                              WHEN CAST(CAST(value AS TEXT) AS REAL) <> value
                                              THEN json(printf('%!.20g', value))
                                              ELSE value END)
                          FROM metrics
                         WHERE metrics.study = epochs.study AND metrics.trial = epochs.trial
                           AND metrics.epoch = epochs.epoch)
                  FROM epochs WHERE study = ?1 AND trial = ?2 AND epoch BETWEEN ?3 AND ?4
            """, attempt.study.id, attempt.number, first, last, revision)
    }

    /// Finds anew what a trial counts with, by the epochs that it has now.
    ///
    /// - Parameter old: what it has counted with so far.
    mutating func countAgain(
        _ attempt: TrialAttempt, as old: BestSoFar, measure: ([Metric]) -> EpochWorth
    ) throws(StorageError) {
        let epochs = try rows(
            """
            SELECT epoch, objective, violation FROM epochs WHERE study = ? AND trial = ?
                AND (revision IS NOT NULL OR objective IS NOT NULL OR violation IS NOT NULL) ORDER BY epoch
            """, attempt.study.id, attempt.number
        ) { row throws(SQLiteError) in
            (epoch: try row[0] as Int, value: try row[1] as Double? ?? .nan, violation: try row[2] as Double?)
        }
        var best = BestSoFar(
            direction: old.direction, value: nil, epoch: 0, violation: 0,
            hasSeveralObjectives: old.hasSeveralObjectives, counting: old.counting)
        var worth = EpochWorth(values: [])
        for (epoch, value, violation) in epochs where best.isSurpassed(by: value, violation: violation, at: epoch) {
            best = BestSoFar(
                direction: old.direction, value: value, epoch: epoch, violation: violation ?? 0,
                hasSeveralObjectives: old.hasSeveralObjectives, counting: old.counting)
            worth = EpochWorth(values: [value], violation: violation)
        }
        // The values of further objectives are measured again.
        if best.value != nil, old.hasSeveralObjectives { worth = measure(try metrics(at: best.epoch, of: attempt)) }
        guard !worth.values.isEmpty else {
            try run(
                "UPDATE trials SET value = NULL, violation = NULL, best_epoch = NULL WHERE study = ? AND number = ?",
                attempt.study.id, attempt.number)
            try run(
                "DELETE FROM further_values WHERE study = ? AND trial = ?", attempt.study.id, attempt.number)
            return
        }
        if case .last(let count) = old.counting, count > 1 { return try countMean(of: count, attempt) }
        try setScore(worth.values, worth.violation, at: best.epoch, of: attempt.number, in: attempt.study)
    }
}

/// Whether two metrics are the same, NaN being itself.
private func isSame(_ left: Double, _ right: Double) -> Bool { left == right || left.isNaN && right.isNaN }
