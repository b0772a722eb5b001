// Who runs which trial: what a process says of its own claims, and what it does with those of dead ones.

public import Storage
import System

extension StudyJournal {
    /// Notes the job that runs the trial, so that the next run can go on with it or end it if this process dies.
    ///
    /// - Parameter run: how it is run, where that is to be recorded.
    public func note(
        _ handle: JobHandle, of attempt: TrialAttempt, run: ProgramRun? = nil
    ) throws(StudyError) {
        try storing { () throws(StorageError) in try database.recordHandle(handle, of: attempt, run: run) }
    }

    /// Tells other machines that this process lives. Trials by hand have no owner and need none.
    public func heartbeat() throws(StudyError) {
        guard let owner else { return }
        try storing { () throws(StorageError) in try database.heartbeat(owner) }
    }

    /// Makes sure that the database and the study's folder are still what they were when this journal was made.
    ///
    /// - Throws: `storage(moved)` and `folderMoved`: whatever is recorded from then on is lost to whoever looks in their place.
    public func checkPlace() throws(StudyError) {
        try storing { () throws(StorageError) in try database.checkPlace() }
        guard let folder, !(FileIdentity(of: study.directory)?.isSameFile(as: folder) ?? false) else { return }
        throw .folderMoved(study.directory)
    }

    /// The running trials whose process died without a word, and those of other machines of whose process nothing was heard
    /// since this journal looks, and not for long enough to take it for dead.
    ///
    /// - Parameter now: seconds of a clock that never goes back, the same at each call.
    public func orphans(at now: Double) throws(StudyError) -> (dead: [Claim], inDoubt: [Claim]) {
        guard let owner else { return ([], []) }
        let (dead, inDoubt) = try storing { () throws(StorageError) in
            try database.orphans(of: study.id, seenFrom: owner, watching: &silences, at: now)
        }
        return (dead + inDoubt.filter { departed.contains($0.owner) }, inDoubt.filter { !departed.contains($0.owner) })
    }

    /// Makes this process the one who runs an orphaned trial, whose job goes on.
    ///
    /// - Returns: nil where another process was faster, or where the pruner had decided to stop or pause the trial.
    public func takeOver(_ orphan: Claim) throws(StudyError) -> ClaimedTrial? {
        guard let owner else { return nil }
        return try storing { () throws(StorageError) in try database.takeOver(orphan, by: owner) }
    }

    /// Stops orphaned trials, whose jobs have been ended, so that they can be resumed.
    ///
    /// - Returns: those that were stopped; others were resumed by another process meanwhile.
    public func reap(_ orphans: [Claim]) throws(StudyError) -> [ReapedTrial] {
        try storing { () throws(StorageError) in try database.reap(orphans) }
    }
}
