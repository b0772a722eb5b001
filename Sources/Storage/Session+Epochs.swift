// One epoch as rows: what the trial counts with before it, the epoch, its metrics, what the trial counts with after it.

internal import SQLite
internal import Search

/// The epoch that a trial counts with so far: of those that violate the study's conditions least, the one with the best
/// value of the one objective, or the last one where there are several or the study wants that.
struct BestSoFar {
    let direction: Direction
    /// nil before the first; NaN when all were.
    let value: Double?
    let epoch: Int
    let violation: Double
    let hasSeveralObjectives: Bool
    /// What of its epochs' values the trial counts with.
    var counting = TrialValue.best

    /// Whether an epoch counts more than all before: NaN is better than nothing only, and of equals the first epoch counts, in
    /// whatever order they come.
    func isSurpassed(by new: Double, violation: Double?, at epoch: Int) -> Bool {
        guard let value else { return true }
        let violation = violation ?? 0
        if violation != self.violation { return violation < self.violation }
        if hasSeveralObjectives || counting != .best { return epoch > self.epoch }
        if new.isNaN || value.isNaN { return value.isNaN && (!new.isNaN || epoch < self.epoch) }
        if new == value { return epoch < self.epoch }
        return direction == .maximize ? new > value : new < value
    }
}

extension Session {
    /// Records one epoch where it can be, as the change after `newest` where it is one.
    mutating func record(
        _ new: NewEpoch, after newest: inout Int, at now: Double, measure: ([Metric]) -> EpochWorth,
        judge: (_ revision: Int, HistoryChange) -> Judgement?
    ) throws(StorageError) -> EpochReceipt {
        guard new.epoch >= 0 else { return .refused(.unusableEpoch(new.epoch)) }
        let (study, number) = (new.attempt.study.id, new.attempt.number)
        guard var standing = try standing(of: new.attempt, before: new.epoch) else {
            return .refused(try whyNotRunning(new.attempt))
        }
        standing.best.counting = new.counting
        if new.attempt.attempt > 1,
            let first = try restart(
                new, having: standing.best, after: &newest, measure: measure)
        {
            _ = judge(newest, .restarted(number: number, epoch: first))
            return try record(new, after: &newest, at: now, measure: measure, judge: judge)
        }
        if standing.isKnown {
            return try merge(new, having: standing.best, after: &newest, at: now, measure: measure, judge: judge)
        }
        var revision: Int?
        var judgement: Judgement?
        if new.isChange {
            newest += 1
            revision = newest
            judgement = judge(newest, .reported(number: number, epoch: new.epoch, value: new.values[0]))
        }
        try run(
            """
            INSERT INTO epochs (
                study, trial, epoch, attempt, revision, reported_at, objective, violation, verdict, verdict_revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, study, number, new.epoch, new.attempt.attempt, revision, now, new.values.first,
            new.values.isEmpty ? nil : new.violation, judgement?.verdict.rawValue, judgement == nil ? nil : revision)
        try insert(new.metrics, at: new.epoch, of: new.attempt)
        if case .last(let count) = new.counting, count > 1, !new.values.isEmpty {
            try countMean(of: count, new.attempt)
        } else if let first = new.values.first,
            standing.best.isSurpassed(by: first, violation: new.violation, at: new.epoch)
        {
            try setScore(new.values, new.violation, at: new.epoch, of: number, in: new.attempt.study)
        }
        if judgement?.isAudited == true { try audit(new.epoch, of: new.attempt) }
        return revision.map { .recorded(revision: $0, judgement) } ?? .recordedWithoutObjective
    }

    /// Stores the metrics of an epoch, eight rows a statement.
    ///
    /// - Parameter replacing: whether a stored value of the same name is replaced, or stays.
    mutating func insert(
        _ metrics: [Metric], at epoch: Int, of attempt: TrialAttempt, replacing: Bool = false
    ) throws(StorageError) {
        var rest = metrics[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.metricsAtOnce.count)
            rest = rest.dropFirst(part.count)
            var values: [any SQLiteConvertible] = [attempt.study.id, attempt.number, epoch]
            for metric in part { values += [metric.name, metric.value] as [any SQLiteConvertible] }
            let conflict = replacing ? " ON CONFLICT DO UPDATE SET value = excluded.value" : " ON CONFLICT DO NOTHING"
            try run(Self.metricsAtOnce[part.count - 1] + conflict, list: values)
        }
    }

    /// The statements that store one metric, two, … of an epoch.
    private static let metricsAtOnce: [String] = (1...8).map { count in
        let rows = (0..<count).map { "(?1, ?2, ?3, ?\(2 * $0 + 4), ?\(2 * $0 + 5))" }.joined(separator: ", ")
        return "INSERT INTO metrics (study, trial, epoch, name, value) VALUES \(rows)"
    }

    /// Notes the first epoch whose verdict to stop is not carried out.
    mutating func audit(_ epoch: Int, of attempt: TrialAttempt) throws(StorageError) {
        try run(
            "UPDATE trials SET audited_epoch = coalesce(audited_epoch, ?) WHERE study = ? AND number = ?", epoch,
            attempt.study.id, attempt.number)
    }

    /// What a running trial counts with so far, and whether it has reported `epoch` before; nil unless `attempt` is the
    /// trial's running one.
    mutating func standing(
        of attempt: TrialAttempt, before epoch: Int
    ) throws(StorageError) -> (best: BestSoFar, isKnown: Bool)? {
        try first(
            """
            SELECT direction, best_epoch, value, violation,
                   EXISTS (SELECT 1 FROM further_objectives WHERE further_objectives.study = trials.study),
                   EXISTS (SELECT 1 FROM epochs WHERE epochs.study = trials.study AND trial = number AND epoch = ?4)
            FROM trials JOIN studies ON studies.id = trials.study
            WHERE trials.study = ?1 AND number = ?2 AND state = 'running' AND attempt = ?3
            """, attempt.study.id, attempt.number, attempt.attempt, epoch
        ) { row throws(SQLiteError) in
            let epoch: Int? = try row[1]
            let best = BestSoFar(
                direction: try row.name(at: 0), value: epoch == nil ? nil : try row[2] as Double? ?? .nan,
                epoch: epoch ?? 0, violation: try row[3] as Double? ?? 0, hasSeveralObjectives: try row[4])
            return (best, try row[5])
        }
    }

    /// - Throws: `superseded` or `notRunning` unless `attempt` is the trial's running one.
    mutating func checkRuns(_ attempt: TrialAttempt) throws(StorageError) {
        guard try standing(of: attempt, before: 0) == nil else { return }
        throw try whyNotRunning(attempt)
    }
}
