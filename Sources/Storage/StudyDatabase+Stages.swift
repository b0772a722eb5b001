// Stages: which of them a study has come to, and what decided so.

internal import Expressions
internal import SQLite

extension StudyDatabase {
    /// The steps that the study has taken through its stages, in order; none for a study without stages.
    public func stageSteps(of study: StudyID) throws(StorageError) -> [StageStep] {
        try read("read the study's stages") { session throws(StorageError) in try session.stageSteps(of: study) }
    }

    /// Records `steps` after the `count` that were taken before, unless the study has changed since it was decided so.
    ///
    /// - Parameters:
    ///   - revision: the newest change of the history that the decision saw.
    ///   - waiting: trials that the stage begins with; they get the next numbers.
    ///   - number: the number that the first of them was made for.
    /// - Returns: false where the history has gone on, or another process has decided: look again.
    public func record(
        _ steps: [StageStep], after count: Int, seenAt revision: Int, of study: StudyID, waiting: [NewTrial] = [],
        numberedFrom number: Int
    ) throws(StorageError) -> Bool {
        let now = clock()
        return try write("record the study's next stage") { session throws(StorageError) in
            guard let current = try session.study("id = ?", study.id) else { throw .studyGone }
            guard current.revision == revision, try session.nextNumber(of: study) == number,
                try session.stageSteps(of: study).count == count
            else { return false }
            try session.insert(steps, after: count, of: study, now: now)
            for (number, trial) in zip(number..., waiting) {
                try session.insert(trial, number: number, of: study, state: .waiting)
            }
            return true
        }
    }

    /// How many trials with numbers below `number` belong to a stage, in whatever state; those that repeat another or were deleted do not
    /// count.
    public func trialCount(ofStage stage: String, below number: Int, in study: StudyID) throws(StorageError) -> Int {
        try read("count the stage's trials") { session throws(StorageError) in
            try session.first(
                """
                SELECT count(*) FROM trials WHERE study = ? AND stage = ? AND number < ? AND repeats IS NULL
                    AND \(Session.isKept)
                """, study.id, stage, number
            ) { row throws(SQLiteError) in try row[0] as Int } ?? 0
        }
    }

    /// The stages that the trials from `number` on belong to, by the trials' numbers.
    public func stages(ofTrialsFrom number: Int, in study: StudyID) throws(StorageError) -> [Int: String] {
        let stages = try read("read the trials' stages") { session throws(StorageError) in
            try session.rows(
                "SELECT number, stage FROM trials WHERE study = ? AND number >= ? AND stage IS NOT NULL", study.id,
                number
            ) { row throws(SQLiteError) in (number: try row[0] as Int, stage: try row[1] as String) }
        }
        return Dictionary(uniqueKeysWithValues: stages.map { ($0.number, $0.stage) })
    }
}

extension Session {
    mutating func insert(
        _ steps: [StageStep], after count: Int, of study: StudyID, now: Double
    ) throws(StorageError) {
        for (number, step) in zip((count + 1)..., steps) {
            try run(
                """
                INSERT INTO stages (study, step, decision, stage, gate, best, saw_revision, definition, decided_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, study.id, number, step.decision.rawValue, step.stage, step.gate, step.best, step.sawRevision,
                step.definitionRevision, now)
            for reading in step.readings {
                try run(
                    "INSERT INTO stage_readings (study, step, name, type, value) VALUES (?, ?, ?, ?, ?)", study.id,
                    number, reading.name, reading.value?.storedType, reading.value?.sqliteValue)
            }
        }
    }

    mutating func stageSteps(of study: StudyID) throws(StorageError) -> [StageStep] {
        let readings = try rows(
            "SELECT step, name, type, value FROM stage_readings WHERE study = ? ORDER BY step, name", study.id
        ) { row throws(SQLiteError) in
            let type: String? = try row[2]
            return (
                step: try row[0] as Int, reading: StageReading(try row[1], type == nil ? nil : try row.value(at: 3))
            )
        }
        let byStep = Dictionary(grouping: readings, by: \.step).mapValues { $0.map(\.reading) }
        return try rows(
            """
            SELECT step, decision, stage, gate, best, saw_revision, definition FROM stages WHERE study = ? ORDER BY step
            """, study.id
        ) { row throws(SQLiteError) in
            let number: Int = try row[0]
            return StageStep(
                try row.name(at: 1), stage: try row[2], gate: try row[3], readings: byStep[number] ?? [],
                best: try row[4], sawRevision: try row[5], definitionRevision: try row[6])
        }
    }
}
