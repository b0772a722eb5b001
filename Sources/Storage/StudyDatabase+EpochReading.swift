// Epochs as they are stored: of one trial, or of all trials of a study in one pass.

internal import SQLite
import Search

extension StudyDatabase {
    /// The epochs that a trial reported, ascending, with all their metrics.
    public func epochs(of number: Int, in study: StudyID) throws(StorageError) -> [Epoch] {
        try read("read the epochs") { session throws(StorageError) in
            try session.epochs(of: number, in: study)[number] ?? []
        }
    }

    /// The epochs that each trial of the study reported, by the trial's number, as `epochs(of:in:)` gives them.
    public func epochs(in study: StudyID) throws(StorageError) -> [Int: [Epoch]] {
        try read("read the epochs") { session throws(StorageError) in try session.epochs(of: nil, in: study) }
    }

    /// The first objective by epoch, ascending, of the epochs that reported it; NaN where it was that.
    public func objectiveCurve(
        of number: Int, in study: StudyID
    ) throws(StorageError) -> [(epoch: Int, value: Double)] {
        try read("read the curve") { session throws(StorageError) in
            try session.rows(
                """
                SELECT epoch, objective FROM epochs
                WHERE study = ? AND trial = ? AND (objective IS NOT NULL OR revision IS NOT NULL) ORDER BY epoch
                """, study.id, number
            ) { row throws(SQLiteError) in (epoch: try row[0] as Int, value: try row[1] as Double? ?? .nan) }
        }
    }

    /// What epochs of the trial were before something else was reported of them, in the order of the reports.
    public func replacedEpochs(of number: Int, in study: StudyID) throws(StorageError) -> [ReplacedEpoch] {
        try read("read the epochs") { session throws(StorageError) in
            try session.replacedEpochs(of: number, in: study)[number] ?? []
        }
    }

    /// What epochs of each trial of the study were before, by the trial's number, as `replacedEpochs(of:in:)` gives them.
    public func replacedEpochs(in study: StudyID) throws(StorageError) -> [Int: [ReplacedEpoch]] {
        try read("read the epochs") { session throws(StorageError) in try session.replacedEpochs(of: nil, in: study) }
    }
}

extension Session {
    /// Of trial `number` alone, or of all.
    fileprivate mutating func epochs(of number: Int?, in study: StudyID) throws(StorageError) -> [Int: [Epoch]] {
        let trials = Trials(number, of: study)
        // Both come by trial and epoch, so that the metrics of an epoch are the next ones.
        let metrics = try rows(
            "SELECT trial, epoch, name, value FROM metrics WHERE \(trials.condition) ORDER BY trial, epoch, name",
            list: trials.values
        ) { row throws(SQLiteError) in
            (
                trial: try row[0] as Int, epoch: try row[1] as Int,
                metric: Metric(try row[2], try row[3] as Double? ?? .nan)
            )
        }
        var next = 0
        let epochs = try rows(
            """
            SELECT trial, epoch, attempt, revision, reported_at, objective, verdict, verdict_revision, violation
            FROM epochs WHERE \(trials.condition) ORDER BY trial, epoch
            """, list: trials.values
        ) { row throws(SQLiteError) in
            let (trial, epoch) = (try row[0] as Int, try row[1] as Int)
            let revision: Int? = try row[3]
            let objective: Double? = try row[5]
            let verdict: String? = try row[6]
            let violation: Double? = try row[8]
            while next < metrics.count, (metrics[next].trial, metrics[next].epoch) < (trial, epoch) { next += 1 }
            var own: [Metric] = []
            while next < metrics.count, metrics[next].trial == trial, metrics[next].epoch == epoch {
                own.append(metrics[next].metric)
                next += 1
            }
            let read = Epoch(
                epoch: epoch, attempt: try row[2], revision: revision, reportedAt: try row[4],
                objective: revision == nil && violation == nil ? objective : objective ?? .nan,
                violation: violation, verdict: verdict == nil ? nil : try row.name(at: 6),
                verdictRevision: try row[7], metrics: own)
            return (trial: trial, epoch: read)
        }
        return Dictionary(grouping: epochs, by: \.trial).mapValues { $0.map(\.epoch) }
    }

    fileprivate mutating func replacedEpochs(
        of number: Int?, in study: StudyID
    ) throws(StorageError) -> [Int: [ReplacedEpoch]] {
        let trials = Trials(number, of: study)
        let epochs = try rows(
            """
            SELECT trial, epoch, attempt, revision, replaced_revision, objective, verdict, verdict_revision, metrics
            FROM replaced_epochs WHERE \(trials.condition) ORDER BY trial, replaced_revision, epoch
            """, list: trials.values
        ) { row throws(SQLiteError) in
            let revision: Int? = try row[3]
            let objective: Double? = try row[5]
            let verdict: String? = try row[6]
            let replaced = ReplacedEpoch(
                epoch: try row[1], attempt: try row[2], revision: revision, replacedRevision: try row[4],
                objective: revision == nil ? objective : objective ?? .nan,
                verdict: verdict == nil ? nil : try row.name(at: 6), verdictRevision: try row[7], metrics: try row[8])
            return (trial: try row[0] as Int, epoch: replaced)
        }
        return Dictionary(grouping: epochs, by: \.trial).mapValues { $0.map(\.epoch) }
    }
}

/// The rows of one trial of a study, or of all of them.
private struct Trials {
    let condition: String
    let values: [any SQLiteConvertible]

    init(_ number: Int?, of study: StudyID) {
        condition = "study = ?" + (number == nil ? "" : " AND trial = ?")
        values = [study.id] + (number.map { [$0] } ?? [])
    }
}
