// Trials that people set aside: the run that has one stops it, and no run goes on with it until somebody says so.
//
//     try database.setAside(7, of: study)        // running: its run stops it at its next epoch
//     try database.release(7, of: study)         // the next run that has room goes on with it
//
// The latest attempt says so as its reason, from the moment that somebody wants it: whoever ends the attempt leaves it there,
// and so it holds for runs of every process, and for those to come.

internal import SQLite

extension Trial {
    /// What is recorded as the reason of an attempt that people have set aside.
    static let asideReason = "stopped by hand until it is told to go on"

    /// Whether it is stopped, and no run goes on with it before somebody says so.
    public var isSetAside: Bool { state == .stopped(reason: Self.asideReason) }
}

extension StudyDatabase {
    /// Sets aside trial `number`, which runs or is stopped; one that runs goes on until its run has seen to it.
    ///
    /// - Throws: `notRunning` where it has ended for good, waits, or was paused by the pruner; `byHand` and `runElsewhere` where
    ///   there is no run that would see to it.
    public func setAside(_ number: Int, of study: StudyID) throws(StorageError) {
        try write("set trial \(number) aside") { session throws(StorageError) in
            let trial = try session.present(number, of: study)
            switch trial.state {
            case .running:
                let claim = try session.claims(of: study).first { $0.attempt.number == number }
                guard let claim else { throw .byHand(number: number) }
                if let other = claim.otherDatabase { throw .runElsewhere(number: number, database: other) }
            case .stopped where trial.pausedEpoch != nil: throw .notRunning(number: number, state: "paused")
            case .stopped: break
            case .waiting, .completed, .pruned, .failed:
                throw .notRunning(number: number, state: trial.state.name.rawValue)
            }
            try session.setReason(Trial.asideReason, of: trial, in: study)
        }
    }

    /// Lets runs go on with trial `number`, which was set aside.
    ///
    /// - Returns: whether it was; false where nothing holds it.
    /// - Throws: `notStopped` where it neither runs nor is stopped.
    public func release(_ number: Int, of study: StudyID) throws(StorageError) -> Bool {
        try write("go on with trial \(number)") { session throws(StorageError) in
            let trial = try session.present(number, of: study)
            guard [.running, .stopped].contains(trial.state.name), trial.pausedEpoch == nil else {
                let state = trial.pausedEpoch == nil ? trial.state.name.rawValue : "paused"
                throw .notStopped(number: number, state: state)
            }
            let held = try session.run(
                "UPDATE attempts SET reason = NULL WHERE study = ? AND trial = ? AND attempt = ? AND reason = ?",
                study.id, number, trial.attempt, Trial.asideReason)
            return held > 0
        }
    }

    /// The trials that run and are to be stopped, since somebody has set them aside.
    public func trialsToStop(of study: StudyID) throws(StorageError) -> [Int] {
        try read("look for trials that are set aside") { session throws(StorageError) in
            try session.trials(setAsideIn: .running, of: study)
        }
    }

    /// The stopped trials that no run goes on with, since somebody has set them aside.
    public func trialsSetAside(of study: StudyID) throws(StorageError) -> [Int] {
        try read("look for trials that are set aside") { session throws(StorageError) in
            try session.trials(setAsideIn: .stopped, of: study)
        }
    }

    /// Whether there is a trial of the search to go on with.
    public func hasStopped(of study: StudyID) throws(StorageError) -> Bool {
        try read("look for a trial") { session throws(StorageError) in
            try session.first(.stopped, of: study, repetitions: false) != nil
        }
    }
}

extension Session {
    /// A trial that was not deleted.
    fileprivate mutating func present(_ number: Int, of study: StudyID) throws(StorageError) -> Trial {
        guard let trial = try trials(of: study, number: number).first else { throw .unknownTrial(number: number) }
        if trial.deletedRevision != nil { throw .deletedTrial(number: number) }
        return trial
    }

    fileprivate mutating func setReason(_ reason: String, of trial: Trial, in study: StudyID) throws(StorageError) {
        try run(
            "UPDATE attempts SET reason = ? WHERE study = ? AND trial = ? AND attempt = ?", reason, study.id,
            trial.number, trial.attempt)
    }

    /// Whether somebody has set the running attempt aside.
    mutating func isSetAside(_ attempt: TrialAttempt) throws(StorageError) -> Bool {
        try first(
            "SELECT 1 FROM attempts WHERE study = ? AND trial = ? AND attempt = ? AND reason = ?", attempt.study.id,
            attempt.number, attempt.attempt, Trial.asideReason
        ) { row throws(SQLiteError) in try row[0] as Int } != nil
    }

    fileprivate mutating func trials(
        setAsideIn state: TrialState.Name, of study: StudyID
    ) throws(StorageError) -> [Int] {
        try rows(
            """
            SELECT number FROM trials JOIN attempts
                ON attempts.study = trials.study AND attempts.trial = number AND attempts.attempt = trials.attempt
            WHERE trials.study = ? AND state = ? AND reason = ? AND \(Self.isKept) ORDER BY number
            """, study.id, state.rawValue, Trial.asideReason
        ) { row throws(SQLiteError) in try row[0] as Int }
    }
}
