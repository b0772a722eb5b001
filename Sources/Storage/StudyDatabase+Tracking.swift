// Runs that are only recorded: each brings a definition of its own, and is begun, or is there whole, together with it.

internal import SQLite
public import Search

extension StudyDatabase {
    /// Begins a trial by a definition of its own, in one transaction with that.
    ///
    /// - Parameters:
    ///   - definition: its text; where it is that of the newest revision, no other is made.
    ///   - make: the trial of a number and a revision of the definition.
    public func startTracked(
        in study: StudyID, by definition: String, owner: Owner?, make: (_ number: Int, _ definition: Int) -> NewTrial
    ) throws(StorageError) -> ClaimedTrial {
        let now = clock()
        return try write("start the run") { session throws(StorageError) in
            try session.startTracked(in: study, by: definition, owner: owner, now: now, make)
        }
    }

    /// Records a whole trial by a definition of its own, in one transaction: all of it is there afterwards, or nothing.
    ///
    /// - Parameters:
    ///   - epochs: what was reported, and what that is worth.
    ///   - end: how it ended, given what it counts with by its epochs.
    /// - Returns: its number.
    public func addTracked(
        to study: StudyID, by definition: String, epochs: [TrackedEpoch], counting: TrialValue,
        end: (Score?) -> Outcome, make: (_ number: Int, _ definition: Int) -> NewTrial
    ) throws(StorageError) -> Int {
        let now = clock()
        return try write("record the run") { session throws(StorageError) in
            let trial = try session.startTracked(in: study, by: definition, owner: nil, now: now, make)
            var newest = trial.revision
            for epoch in epochs {
                let new = NewEpoch(
                    epoch.epoch, of: trial.attempt, metrics: epoch.metrics, values: epoch.values, counting: counting)
                let receipt = try session.record(
                    new, after: &newest, at: now, measure: { _ in new.worth }, judge: { _, _ in Judgement(.continue) })
                if case .refused(let error) = receipt { throw error }
            }
            try session.setRevision(newest, of: study)
            let reached = try session.trials(of: study, number: trial.attempt.number).first?.score
            _ = try session.end(trial.attempt, end(reached), reason: nil, counting: counting, now: now)
            return trial.attempt.number
        }
    }

    /// The trial whose note is `note`, of whatever study; nil where there is none that was not deleted.
    public func trial(noted note: String) throws(StorageError) -> (study: String, number: Int)? {
        try read("look for the run") { session throws(StorageError) in
            try session.first(
                """
                SELECT name, number FROM trials JOIN studies ON studies.id = study
                WHERE note = ? AND \(Session.isKept) ORDER BY study, number LIMIT 1
                """, note
            ) { row throws(SQLiteError) in (study: try row[0] as String, number: try row[1] as Int) }
        }
    }
}

/// An epoch of a run that was not followed here.
public struct TrackedEpoch: Sendable, Hashable {
    /// From 0 or 1, as its program counted.
    public let epoch: Int
    /// Every number of it, each name once.
    public let metrics: [Metric]
    /// The value of each objective; empty where a metric lacks.
    public let values: [Double]

    /// An epoch of all its parts.
    public init(epoch: Int, metrics: [Metric], values: [Double]) {
        (self.epoch, self.metrics, self.values) = (epoch, metrics, values)
    }
}

extension Session {
    fileprivate mutating func startTracked(
        in study: StudyID, by definition: String, owner: Owner?, now: Double, _ make: (Int, Int) -> NewTrial
    ) throws(StorageError) -> ClaimedTrial {
        guard let current = try self.study("id = ?", study.id) else { throw .studyGone }
        var revision = current.definitionRevision
        let isSame = try first(
            "SELECT text = ? FROM definitions WHERE study = ? AND revision = ?", definition, study.id, revision
        ) { row throws(SQLiteError) in try row[0] as Bool }
        if isSame != true {
            revision += 1
            try run(
                "INSERT INTO definitions VALUES (?, ?, ?, ?, ?)", study.id, revision, definition, current.revision, now)
        }
        let number = try nextNumber(of: study)
        try insert(make(number, revision), number: number, of: study, state: .waiting)
        return try begin(number, of: study, owner: owner, now: now)
    }
}
