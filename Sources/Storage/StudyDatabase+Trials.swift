// Trials begin: asked for, started, taken from the queue, resumed. Each is claimed in one transaction, never twice.

internal import SQLite
internal import System

extension StudyDatabase {
    /// The number that the next new trial will have, the newest revision of the history, and that of the definition: what a
    /// sampler is asked for, and what it must have seen. A plain read; `startTrial` finds out if another process was
    /// faster.
    public func nextAsk(
        of study: StudyID
    ) throws(StorageError) -> (number: Int, revision: Int, definition: Int) {
        let ask = try read("read the study's revision") { session throws(StorageError) in
            try session.first(
                """
                SELECT revision, (SELECT coalesce(max(number) + 1, 0) FROM trials WHERE study = id),
                       (SELECT max(revision) FROM definitions WHERE study = id)
                FROM studies WHERE id = ?
                """, study.id
            ) { row throws(SQLiteError) in [try row[1] as Int, try row[0], try row[2]] }
        }
        guard let ask else { throw .studyGone }
        return (ask[0], ask[1], ask[2])
    }

    /// Makes trial `number` and begins it.
    ///
    /// - Parameter owner: the process that runs it; nil for a trial by hand, which runs until it is told.
    /// - Returns: nil when another process took the number or changed the definition meanwhile: ask again.
    public func startTrial(
        number: Int, of study: StudyID, as trial: NewTrial, owner: Owner?
    ) throws(StorageError) -> ClaimedTrial? {
        let now = clock()
        return try write("start the trial") { session throws(StorageError) in
            let next = try session.nextNumber(of: study)
            let definition = try session.newestDefinition(of: study)
            guard number == next, trial.definitionRevision == definition else { return nil }
            try session.insert(trial, number: number, of: study, state: .waiting)
            let attempt = TrialAttempt(study: study, number: number, attempt: 1)
            let revision = try session.begin(attempt, owner: owner, now: now)
            return ClaimedTrial(trial, attempt, revision: revision)
        }
    }

    /// Puts trials into the queue, all of them or none; they have the next numbers and wait.
    ///
    /// - Parameter next: the number that the first of them was made for.
    /// - Returns: their numbers; nil where another process took one, or the definition that they were made by has been
    ///   changed meanwhile.
    public func enqueue(
        _ trials: [NewTrial], numberedFrom next: Int, to study: StudyID
    ) throws(StorageError) -> [Int]? {
        try write("enqueue trials") { session throws(StorageError) in
            let first = try session.nextNumber(of: study)
            let newest = try session.newestDefinition(of: study)
            guard first == next, trials.allSatisfy({ $0.definitionRevision == newest }) else { return nil }
            for (offset, trial) in trials.enumerated() {
                try session.insert(trial, number: first + offset, of: study, state: .waiting)
            }
            return Array(first..<(first + trials.count))
        }
    }

    /// Makes and begins the trial that runs another's configuration again, by the definition of that one.
    ///
    /// - Parameter parameters: what it runs with; as the other one where nothing follows from the seed.
    /// - Returns: nil where it has been begun before, by whatever process.
    public func startRepetition(
        _ repetition: Repetition, of study: StudyID, with parameters: TrialParameters, seed: Int, owner: Owner?
    ) throws(StorageError) -> ClaimedTrial? {
        let now = clock()
        return try write("repeat trial \(repetition.trial)") { session throws(StorageError) in
            let known = try session.first(
                "SELECT 1 FROM trials WHERE study = ? AND repeats = ? AND repetition = ?", study.id, repetition.trial,
                repetition.index
            ) { row throws(SQLiteError) in try row[0] as Int }
            guard known == nil else { return nil }
            guard let original = try session.trials(of: study, number: repetition.trial).first else {
                throw .unknownTrial(number: repetition.trial)
            }
            if original.deletedRevision != nil { throw .deletedTrial(number: repetition.trial) }
            let trial = NewTrial(
                parameters: parameters, seed: seed, origin: .confirm,
                definitionRevision: original.definitionRevision,
                repeats: repetition, stage: original.stage)
            let number = try session.nextNumber(of: study)
            try session.insert(trial, number: number, of: study, state: .waiting)
            return try session.begin(number, of: study, owner: owner, now: now)
        }
    }

    /// Begins the waiting trial of the lowest number, nil when none waits.
    public func claimWaiting(of study: StudyID, owner: Owner?) throws(StorageError) -> ClaimedTrial? {
        try claim(.waiting, of: study, owner: owner)
    }

    /// Begins trial `number`, nil where it does not wait any more.
    public func claimWaiting(_ number: Int, of study: StudyID, owner: Owner?) throws(StorageError) -> ClaimedTrial? {
        let now = clock()
        return try write("claim trial \(number)") { session throws(StorageError) in
            guard let trial = try session.trials(of: study, number: number).first, trial.state == .waiting,
                trial.deletedRevision == nil
            else { return nil }
            return try session.begin(number, of: study, owner: owner, now: now)
        }
    }

    /// Resumes the interrupted trial of the lowest number as its next attempt, nil when there is none; those that the
    /// pruner has paused or people have set aside are left alone.
    ///
    /// - Parameter repetitions: whether one that repeats another is wanted, or one of the search.
    public func claimStopped(
        of study: StudyID, repetitions: Bool = false, owner: Owner?
    ) throws(StorageError) -> ClaimedTrial? {
        try claim(.stopped, of: study, repetitions: repetitions, owner: owner)
    }

    /// Resumes trial `number`, which was interrupted or has failed and is tried again, as its next attempt.
    ///
    /// - Returns: nil where it is not stopped any more: another process was faster.
    public func claimStopped(_ number: Int, of study: StudyID, owner: Owner?) throws(StorageError) -> ClaimedTrial? {
        let now = clock()
        return try write("resume trial \(number)") { session throws(StorageError) in
            guard let trial = try session.trials(of: study, number: number).first, trial.state.name == .stopped,
                trial.pausedEpoch == nil, trial.deletedRevision == nil, !trial.isSetAside
            else { return nil }
            return try session.begin(number, of: study, owner: owner, now: now)
        }
    }

    /// Resumes trial `number`, which the pruner has paused and now promotes.
    ///
    /// - Parameters:
    ///   - sawRevision: the history that the pruner saw: all changes up to this revision.
    ///   - definition: the revision of the definition that has the pruner.
    /// - Returns: nil where it is not paused any more, or paused again since: another process was faster.
    public func claimPaused(
        _ number: Int, of study: StudyID, owner: Owner?, sawRevision: Int, definition: Int = 1
    ) throws(StorageError) -> ClaimedTrial? {
        let now = clock()
        return try write("promote a trial") { session throws(StorageError) in
            guard let trial = try session.trials(of: study, number: number).first, trial.pausedEpoch != nil,
                trial.deletedRevision == nil, let paused = trial.endedRevision, paused <= sawRevision
            else { return nil }
            return try session.begin(
                number, of: study, owner: owner, now: now, promotion: (sawRevision, definition))
        }
    }

    private func claim(
        _ state: TrialState.Name, of study: StudyID, repetitions: Bool = false, owner: Owner?
    ) throws(StorageError) -> ClaimedTrial? {
        let now = clock()
        // A look before the write lock is asked for: most of the time there is none.
        let isThere = try read("look for a trial") { session throws(StorageError) in
            try session.first(state, of: study, repetitions: repetitions) != nil
        }
        guard isThere else { return nil }
        return try write("claim a trial") { session throws(StorageError) in
            guard let number = try session.first(state, of: study, repetitions: repetitions) else { return nil }
            return try session.begin(number, of: study, owner: owner, now: now)
        }
    }

    /// Notes the job that runs the attempt, so that it can be found, and gone on with or ended, when its owner has died.
    ///
    /// - Parameter run: how it is run, where that is to be recorded.
    public func recordHandle(
        _ handle: JobHandle, of attempt: TrialAttempt, run: ProgramRun? = nil
    ) throws(StorageError) {
        try write("record the trial's job") { session throws(StorageError) in
            let found = try session.run(
                "UPDATE claims SET launcher = ?, handle = ? WHERE study = ? AND trial = ? AND attempt = ?",
                handle.launcher, handle.text, attempt.study.id, attempt.number, attempt.attempt)
            guard found == 1 else { throw try session.whyNotRunning(attempt) }
            if let run { try session.record(run, of: attempt) }
        }
    }

    /// Says to other machines that `owner` is alive; every quarter of the expiry that they use is often enough.
    public func heartbeat(_ owner: Owner) throws(StorageError) {
        let now = clock()
        try write("record a heartbeat") { session throws(StorageError) in
            _ = try session.run(
                "UPDATE claims SET heartbeat_at = ? WHERE host = ? AND boot = ? AND pid = ? AND pid_start = ?",
                now, owner.host, owner.boot, owner.process.pid, owner.process.start)
        }
    }
}

extension Session {
    /// The lowest number of the study's trials in `state` that neither the pruner nor people have set aside; of those that repeat another, or of
    /// those of the search.
    ///
    /// SQLite would take the trials in their order, all of them where none is in the state.
    mutating func first(
        _ state: TrialState.Name, of study: StudyID, repetitions: Bool
    ) throws(StorageError) -> Int? {
        try first(
            """
            SELECT number FROM trials INDEXED BY trials_by_state
            WHERE study = ?1 AND state = ?2 AND (repeats IS NOT NULL) = ?3 AND NOT EXISTS (
                SELECT 1 FROM attempts WHERE attempts.study = ?1 AND attempts.trial = trials.number
                AND attempts.attempt = trials.attempt AND (paused_epoch IS NOT NULL OR reason = ?4)) AND \(Self.isKept)
            ORDER BY number LIMIT 1
            """, study.id, state.rawValue, repetitions, Trial.asideReason
        ) { row throws(SQLiteError) in try row[0] as Int }
    }

    mutating func nextNumber(of study: StudyID) throws(StorageError) -> Int {
        let next = try first(
            "SELECT (SELECT coalesce(max(number) + 1, 0) FROM trials WHERE study = id) FROM studies WHERE id = ?",
            study.id
        ) { row throws(SQLiteError) in try row[0] as Int }
        guard let next else { throw .studyGone }
        return next
    }

    mutating func newestDefinition(of study: StudyID) throws(StorageError) -> Int {
        let newest = try first("SELECT max(revision) FROM definitions WHERE study = ?", study.id) {
            row throws(SQLiteError) in try row[0] as Int
        }
        guard let newest else { throw .studyGone }
        return newest
    }

    mutating func insert(
        _ trial: NewTrial, number: Int, of study: StudyID, state: TrialState.Name
    ) throws(StorageError) {
        try run(
            """
            INSERT INTO trials (
                study, number, state, attempt, definition, seed, origin, sampler, note, saw_revision, repeats, repetition,
                stage)
            VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, study.id, number, state.rawValue, trial.definitionRevision, trial.seed, trial.origin.rawValue,
            trial.sampler,
            trial.note, trial.sawRevision, trial.repeats?.trial, trial.repeats?.index, trial.stage)
        try insert(trial.parameters, number: number, of: study)
    }

    /// Turns a waiting or stopped trial into a running one: its next attempt, the owner's claim, a change of the history.
    mutating func begin(
        _ number: Int, of study: StudyID, owner: Owner?, now: Double,
        promotion: (sawRevision: Int, definition: Int)? = nil
    ) throws(StorageError) -> ClaimedTrial {
        let trial = try trials(of: study, number: number).first
        guard let trial else { throw .unknownTrial(number: number) }
        let attempt = TrialAttempt(study: study, number: number, attempt: trial.attempt + 1)
        let revision = try begin(attempt, owner: owner, now: now, promotion: promotion)
        return ClaimedTrial(trial, attempt, revision: revision, isPromoted: promotion != nil)
    }

    /// - Returns: the revision of the change.
    fileprivate mutating func begin(
        _ attempt: TrialAttempt, owner: Owner?, now: Double, promotion: (sawRevision: Int, definition: Int)? = nil
    ) throws(StorageError) -> Int {
        let (study, number) = (attempt.study, attempt.number)
        try run(
            "UPDATE trials SET state = 'running', attempt = ? WHERE study = ? AND number = ?",
            attempt.attempt, study.id, number)
        let revision = try nextRevision(of: study)
        try run(
            """
            INSERT INTO attempts (study, trial, attempt, started_revision, started_at, saw_revision, promoted_by)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, study.id, number, attempt.attempt, revision, now, promotion?.sawRevision,
            promotion?.definition)
        if let owner {
            try run(
                """
                INSERT INTO claims (study, trial, attempt, host, boot, pid, pid_start, heartbeat_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, study.id, number, attempt.attempt, owner.host, owner.boot, owner.process.pid,
                owner.process.start, now)
        }
        return revision
    }

    /// A running trial in its present attempt.
    mutating func claimed(_ attempt: TrialAttempt) throws(StorageError) -> ClaimedTrial {
        guard let trial = try trials(of: attempt.study, number: attempt.number).first else {
            throw .unknownTrial(number: attempt.number)
        }
        let begun = try first(
            "SELECT started_revision, saw_revision FROM attempts WHERE study = ? AND trial = ? AND attempt = ?",
            attempt.study.id, attempt.number, attempt.attempt
        ) { row throws(SQLiteError) in (revision: try row[0] as Int, sawRevision: try row[1] as Int?) }
        guard let begun else { throw try whyNotRunning(attempt) }
        return ClaimedTrial(trial, attempt, revision: begun.revision, isPromoted: begun.sawRevision != nil)
    }

    /// The error that says why `attempt` is not the trial's running one.
    mutating func whyNotRunning(_ attempt: TrialAttempt) throws(StorageError) -> StorageError {
        let found = try first(
            "SELECT attempt, state FROM trials WHERE study = ? AND number = ?", attempt.study.id, attempt.number
        ) { row throws(SQLiteError) in (attempt: try row[0] as Int, state: try row[1] as String) }
        guard let found else { return .unknownTrial(number: attempt.number) }
        if found.attempt != attempt.attempt {
            return .superseded(number: attempt.number, attempt: attempt.attempt, current: found.attempt)
        }
        return .notRunning(number: attempt.number, state: found.state)
    }
}
