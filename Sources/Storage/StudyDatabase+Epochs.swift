// Epochs: each recorded in one short transaction, the first report of an epoch counting.

internal import SQLite
public import Search

extension StudyDatabase {
    /// Records an epoch that a running trial reported.
    ///
    /// - Parameters:
    ///   - epoch: from 1.
    ///   - metrics: every number of the report; NaN and infinities are stored too. Of a repeated name the first counts.
    ///   - objective: the objective's value, nil where the report lacks it; the first one's where there are several.
    ///   - further: the values of the second and any further objective.
    ///   - violation: by how much the study's conditions are violated, nil where it has none.
    /// - Returns: what became of it. Once this has returned, kill -9 loses nothing of it.
    /// - Throws: `superseded` where the trial was begun anew, `notRunning` where it has ended.
    @discardableResult
    public func recordEpoch(
        _ epoch: Int, of attempt: TrialAttempt, metrics: [(name: String, value: Double)], objective: Double?,
        further: [Double] = [], violation: Double? = nil
    ) throws(StorageError) -> EpochReceipt {
        guard epoch >= 1 else { throw .unusableEpoch(epoch) }
        let now = clock()
        let (study, number) = (attempt.study.id, attempt.number)
        return try write("record epoch \(epoch) of trial \(number)") { session throws(StorageError) in
            let best = try session.best(of: attempt)
            let known = try session.first(
                "SELECT 1 FROM epochs WHERE study = ? AND trial = ? AND epoch = ?", study, number, epoch
            ) { row throws(SQLiteError) in try row[0] as Int }
            guard known == nil else { return .repeated }

            var revision: Int?
            // Pruners judge one objective, by epochs that count.
            if objective != nil, further.isEmpty, (violation ?? 0) == 0 {
                revision = try session.nextRevision(of: attempt.study)
            }
            try session.run(
                """
                INSERT INTO epochs (study, trial, epoch, attempt, revision, reported_at, objective, violation)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, study, number, epoch, attempt.attempt, revision, now, objective,
                objective == nil ? nil : violation)
            for metric in metrics {
                try session.run(
                    "INSERT INTO metrics (study, trial, epoch, name, value) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    study, number, epoch, metric.name, metric.value)
            }
            if let objective, best.isSurpassed(by: objective, violation: violation, at: epoch) {
                try session.run(
                    "UPDATE trials SET best_epoch = ? WHERE study = ? AND number = ?", epoch, study, number)
                try session.setScore([objective] + further, violation, of: number, in: attempt.study)
            }
            return revision.map { .recorded(revision: $0) } ?? .recordedWithoutObjective
        }
    }

    /// Records what the pruner said of an epoch, and the history that it saw: all changes up to `sawRevision`.
    ///
    /// - Parameter isAudited: whether this is a verdict to stop that is not carried out.
    public func recordVerdict(
        _ verdict: Verdict, at epoch: Int, of attempt: TrialAttempt, sawRevision: Int, isAudited: Bool = false
    ) throws(StorageError) {
        try write("record the verdict on trial \(attempt.number)") { session throws(StorageError) in
            let found = try session.run(
                "UPDATE epochs SET verdict = ?, verdict_revision = ? WHERE study = ? AND trial = ? AND epoch = ?",
                verdict.rawValue, sawRevision, attempt.study.id, attempt.number, epoch)
            guard found == 1 else { throw .unknownEpoch(number: attempt.number, epoch: epoch) }
            guard isAudited else { return }
            try session.run(
                "UPDATE trials SET audited_epoch = coalesce(audited_epoch, ?) WHERE study = ? AND number = ?", epoch,
                attempt.study.id, attempt.number)
        }
    }

    /// The epochs that a trial reported, ascending, with all their metrics.
    public func epochs(of number: Int, in study: StudyID) throws(StorageError) -> [Epoch] {
        try read("read the epochs") { session throws(StorageError) in
            let metrics = try session.rows(
                "SELECT epoch, name, value FROM metrics WHERE study = ? AND trial = ? ORDER BY epoch, name", study.id,
                number
            ) { row throws(SQLiteError) in
                (epoch: try row[0] as Int, metric: Metric(try row[1], try row[2] as Double? ?? .nan))
            }
            let byEpoch = Dictionary(grouping: metrics, by: \.epoch).mapValues { $0.map(\.metric) }
            return try session.rows(
                """
                SELECT epoch, attempt, revision, reported_at, objective, verdict, verdict_revision, violation FROM epochs
                WHERE study = ? AND trial = ? ORDER BY epoch
                """, study.id, number
            ) { row throws(SQLiteError) in
                let epoch: Int = try row[0]
                let revision: Int? = try row[2]
                let objective: Double? = try row[4]
                let verdict: String? = try row[5]
                let violation: Double? = try row[7]
                return Epoch(
                    epoch: epoch, attempt: try row[1], revision: revision, reportedAt: try row[3],
                    objective: revision == nil && violation == nil ? objective : objective ?? .nan,
                    violation: violation,
                    verdict: verdict == nil ? nil : try row.name(at: 5), verdictRevision: try row[6],
                    metrics: byEpoch[epoch] ?? [])
            }
        }
    }
}

/// The epoch that a trial counts with so far: of those that violate the study's conditions least, the one with the best
/// value of the one objective, or the last one where there are several.
struct BestSoFar {
    let direction: Direction
    /// nil before the first; NaN when all were.
    let value: Double?
    let epoch: Int
    let violation: Double
    let hasSeveralObjectives: Bool

    /// Whether an epoch counts more than all before: NaN is better than nothing only.
    func isSurpassed(by new: Double, violation: Double?, at epoch: Int) -> Bool {
        guard let value else { return true }
        let violation = violation ?? 0
        if violation != self.violation { return violation < self.violation }
        if hasSeveralObjectives { return epoch > self.epoch }
        if new.isNaN { return false }
        if value.isNaN { return true }
        return direction == .maximize ? new > value : new < value
    }
}

extension Session {
    /// - Throws: `superseded` or `notRunning` unless `attempt` is the trial's running one.
    mutating func best(of attempt: TrialAttempt) throws(StorageError) -> BestSoFar {
        let best = try first(
            """
            SELECT direction, best_epoch, value, violation,
                   EXISTS (SELECT 1 FROM further_objectives WHERE further_objectives.study = trials.study)
            FROM trials JOIN studies ON studies.id = trials.study
            WHERE trials.study = ? AND number = ? AND state = 'running' AND attempt = ?
            """, attempt.study.id, attempt.number, attempt.attempt
        ) { row throws(SQLiteError) in
            let epoch: Int? = try row[1]
            return BestSoFar(
                direction: try row.name(at: 0), value: epoch == nil ? nil : try row[2] as Double? ?? .nan,
                epoch: epoch ?? 0, violation: try row[3] as Double? ?? 0, hasSeveralObjectives: try row[4])
        }
        guard let best else { throw try whyNotRunning(attempt) }
        return best
    }
}
