// Who runs which trial: what a process says of its own claims, and what it finds of those of dead ones.

public import Storage
public import System

extension StudyJournal {
    /// Notes which process runs the trial, so that the next run can end it if this one dies.
    public func note(_ child: ProcessIdentity, of attempt: TrialAttempt) throws(StudyError) {
        try storing { () throws(StorageError) in try database.recordChild(child, of: attempt) }
    }

    /// Tells other machines that this process lives. Trials by hand have no owner and need none.
    public func heartbeat() throws(StudyError) {
        guard let owner else { return }
        try storing { () throws(StorageError) in try database.heartbeat(owner) }
    }

    /// Stops the trials of processes that died without a word.
    ///
    /// - Parameter endOrphan: ends a trial's program that may have outlived the process that started it.
    /// - Returns: the trials that were stopped.
    public func reap(endOrphan: (ProcessIdentity) -> Void) throws(StudyError) -> [ReapedTrial] {
        guard let owner else { return [] }
        return try storing { () throws(StorageError) in
            try database.reap(of: study.id, seenFrom: owner, endOrphan: endOrphan)
        }
    }
}
