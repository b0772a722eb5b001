// Trials as values, for list, show, best and export.

internal import SQLite
public import Search

extension StudyDatabase {
    /// All trials of the study in order of number, those that were deleted as well.
    public func trials(of study: StudyID) throws(StorageError) -> [Trial] {
        try read("read the trials") { session throws(StorageError) in try session.trials(of: study, number: nil) }
    }

    /// Trial `number` of the study.
    ///
    /// - Throws: `unknownTrial`.
    public func trial(_ number: Int, of study: StudyID) throws(StorageError) -> Trial {
        try read("read trial \(number)") { session throws(StorageError) in
            guard let trial = try session.trials(of: study, number: number).first else {
                throw .unknownTrial(number: number)
            }
            return trial
        }
    }

    /// How many trials of the search processes have begun, those included that were deleted since: the number only grows.
    public func begunTrials(of study: StudyID) throws(StorageError) -> Int {
        try read("count the trials that were begun") { session throws(StorageError) in
            try session.first(
                """
                SELECT count(*) FROM trials
                WHERE study = ? AND state <> 'waiting' AND repeats IS NULL AND origin <> 'ask'
                """, study.id
            ) { row throws(SQLiteError) in try row[0] as Int } ?? 0
        }
    }

    /// The running attempt of trial `number`, for those who are told only the number (`hpo tell`).
    ///
    /// - Throws: `unknownTrial`, `notRunning`.
    public func runningAttempt(of number: Int, in study: StudyID) throws(StorageError) -> TrialAttempt {
        let trial = try read("read trial \(number)") { session throws(StorageError) in
            try session.first(
                "SELECT attempt, state, \(Session.isKept) FROM trials WHERE study = ? AND number = ?", study.id, number
            ) { row throws(SQLiteError) in
                (attempt: try row[0] as Int, state: try row[1] as String, isKept: try row[2] as Bool)
            }
        }
        guard let trial else { throw .unknownTrial(number: number) }
        guard trial.isKept else { throw .deletedTrial(number: number) }
        guard trial.state == TrialState.Name.running.rawValue else {
            throw .notRunning(number: number, state: trial.state)
        }
        return TrialAttempt(study: study, number: number, attempt: trial.attempt)
    }

    /// The metrics of each trial at its best epoch, by trial and name.
    public func bestMetrics(of study: StudyID) throws(StorageError) -> [Int: [String: Double]] {
        try read("read the metrics") { session throws(StorageError) in
            var byTrial: [Int: [String: Double]] = [:]
            // CROSS has SQLite begin with the trials: of all epochs' metrics those of the best epochs are few.
            _ = try session.rows(
                """
                SELECT number, name, metrics.value FROM trials
                CROSS JOIN metrics ON metrics.study = trials.study AND trial = number AND epoch = best_epoch
                WHERE trials.study = ?
                """, study.id
            ) { row throws(SQLiteError) in
                byTrial[try row[0], default: [:]][try row[1]] = try row[2] as Double? ?? .nan
            }
            return byTrial
        }
    }

    /// What each completed trial reached, in order of number.
    public func scores(of study: StudyID) throws(StorageError) -> [Score] {
        try trials(of: study).filter { $0.state.name == .completed && $0.deletedRevision == nil }.compactMap(\.score)
    }

    /// The numbers of the completed trials with the best values that met the conditions, the best first, at most `limit`; none
    /// of several objectives.
    public func bestTrials(of study: StudyID, limit: Int) throws(StorageError) -> [Int] {
        try read("find the best trials") { session throws(StorageError) in
            guard let study = try session.study("id = ?", study.id) else { throw .studyGone }
            return try session.bestTrials(of: study, limit: limit)
        }
    }

    /// The completed trial with the best value that met the conditions, the first of several; nil while none has completed
    /// with a number, and where there are several objectives.
    ///
    /// - Parameter stage: looks at the trials of this stage alone.
    public func bestTrial(of study: StudyID, stage: String? = nil) throws(StorageError) -> Trial? {
        try read("find the best trial") { session throws(StorageError) in
            guard let study = try session.study("id = ?", study.id) else { throw .studyGone }
            guard let best = try session.bestTrial(of: study, stage: stage) else { return nil }
            return try session.trials(of: study.id, number: best).first
        }
    }
}

extension Session {
    /// The study's trials in order of number; one of them where `number` is given.
    mutating func trials(of study: StudyID, number: Int?) throws(StorageError) -> [Trial] {
        let parameters = try parameters(of: study, number: number)
        let furtherValues = try furtherValues(of: study, number: number)
        return try rows(
            """
            SELECT trials.number, trials.state, trials.attempt, trials.seed, trials.origin, trials.sampler,
                   trials.saw_revision, trials.definition, trials.value, trials.best_epoch,
                   first.started_revision, first.started_at,
                   last.ended_revision, last.ended_at, last.pruned_epoch, last.reason, trials.note, trials.audited_epoch,
                   trials.violation, last.paused_epoch, trials.repeats, trials.repetition, trials.stage,
                   EXISTS (SELECT 1 FROM epochs WHERE epochs.study = trials.study AND trial = number AND epoch = 0),
                   deletions.revision
            FROM trials
            LEFT JOIN deletions ON deletions.study = trials.study AND deletions.trial = trials.number
            LEFT JOIN attempts AS first
                ON first.study = trials.study AND first.trial = trials.number AND first.attempt = 1
            LEFT JOIN attempts AS last
                ON last.study = trials.study AND last.trial = trials.number AND last.attempt = trials.attempt
            WHERE trials.study = ? AND trials.number >= ? AND trials.number <= ? ORDER BY trials.number
            """, study.id, number ?? 0, number ?? .max
        ) { row throws(SQLiteError) in
            let number: Int = try row[0]
            let name: TrialState.Name = try row.name(at: 1)
            let stored: Double? = try row[8]
            let bestEpoch: Int? = try row[9]
            let value = bestEpoch != nil || name == .completed ? stored ?? .nan : nil
            let violation: Double? = try row[18]
            let score = value.map { Score(values: [$0] + (furtherValues[number] ?? []), violation: violation ?? 0) }
            let state: TrialState =
                switch name {
                case .waiting: .waiting
                case .running: .running
                case .completed: .completed(score ?? Score(values: [.nan]))
                case .pruned: .pruned(epoch: try row[14])
                case .failed: .failed(reason: try row[15])
                case .stopped: .stopped(reason: try row[15])
                }
            let repeated: Int? = try row[20]
            let repetition: Int? = try row[21]
            return Trial(
                number: number, state: state, attempt: try row[2], seed: try row[3], origin: try row.name(at: 4),
                repeats: repeated.map { Repetition(of: $0, index: repetition ?? 1) }, stage: try row[22],
                sampler: try row[5], note: try row[16], sawRevision: try row[6], definitionRevision: try row[7],
                parameters: parameters[number] ?? TrialParameters(sampled: Configuration()),
                progress: score, hasConditions: violation != nil, countsFromZero: try row[23], bestEpoch: bestEpoch,
                auditedEpoch: try row[17],
                pausedEpoch: try row[19],
                startedRevision: try row[10],
                endedRevision: try row[12],
                deletedRevision: try row[24],
                startedAt: try row[11], endedAt: try row[13])
        }
    }
}
