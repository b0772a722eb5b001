// One trial is stopped by hand, and told to go on: whoever runs the study sees to it.
//
//     try study.setAside(7)                  // its run stops it at its next epoch; no run goes on with it by itself
//     try study.hold(on: 7)                  // .stopping, then .stopped
//     try study.release(7)                   // the next run that has room goes on with it

public import Storage
import System

/// What people have wanted of a trial that runs or is stopped.
public enum TrialHold: Sendable, Hashable {
    /// It runs, and stops at its next epoch.
    case stopping
    /// It is stopped, and no run goes on with it.
    case stopped
}

extension OpenStudy {
    /// Stops trial `number` by hand: its run does so at its next epoch, or within the grace time, and no run goes on with it before
    /// `release`.
    ///
    /// - Throws: `storage(notRunning)` where it has ended, waits or is paused; `storage(byHand)`, `storage(runElsewhere)`.
    public func setAside(_ number: Int) throws(StudyError) {
        try storing { () throws(StorageError) in try database.setAside(number, of: record.id) }
    }

    /// Lets runs go on with trial `number`, which was stopped by hand.
    ///
    /// - Returns: whether it was; false where a run goes on with it in any case.
    /// - Throws: `storage(notStopped)`.
    @discardableResult
    public func release(_ number: Int) throws(StudyError) -> Bool {
        try storing { () throws(StorageError) in try database.release(number, of: record.id) }
    }

    /// What people have wanted of trial `number`; nil where nothing holds it.
    public func hold(on number: Int) throws(StudyError) -> TrialHold? {
        try storing { () throws(StorageError) in
            if try database.trialsSetAside(of: record.id).contains(number) { return .stopped }
            return try database.trialsToStop(of: record.id).contains(number) ? .stopping : nil
        }
    }

    /// The trials that are stopped by hand, by number: no run goes on with them.
    public func setAside() throws(StudyError) -> [Int] {
        try storing { () throws(StorageError) in try database.trialsSetAside(of: record.id) }
    }

    /// Asks the runs of this machine for their end, as Ctrl-C in their terminals does: their trials stop at their next epoch, and
    /// the next run goes on with them.
    ///
    /// - Returns: the processes that were asked, and the runs of other machines, which were not.
    public func endRuns() throws(StudyError) -> (asked: [Owner], elsewhere: [Owner]) {
        let runs = try runs()
        let here = runs.here.filter { $0.process.isRunning }
        for run in here { run.process.send(.interrupt) }
        return (here, runs.elsewhere)
    }
}

extension StudyJournal {
    /// The trials that run and are to stop, since somebody has said so.
    public func trialsToStop() throws(StudyError) -> [Int] {
        try storing { () throws(StorageError) in try database.trialsToStop(of: study.id) }
    }

    /// How many trials are stopped that no run goes on with.
    public func countSetAside() throws(StudyError) -> Int {
        try storing { () throws(StorageError) in try database.trialsSetAside(of: study.id).count }
    }

    /// Whether there is a stopped trial to go on with.
    public func hasStopped() throws(StudyError) -> Bool {
        try storing { () throws(StorageError) in try database.hasStopped(of: study.id) }
    }
}
