// What StudyLoop knows of the place where trials run: a job is submitted, followed and stopped, and tells its end later.
//
//     try launcher.submit(job) { handle in … }               // written down before the program may work
//     for event in launcher.events(within: 1, waking: -1) { … }     // .started, .printed …, .ended
//
// A launcher answers at once and never waits for a job; one that queues its jobs reports `started` when they run. It is a
// place with memory: what it knows a job by is stored with the trial's claim, and a launcher of a later process adopts the
// job by it, or ends it.

public import Search
public import Storage

/// One run of a trial: a resumed trial is a new attempt.
public struct AttemptID: Sendable, Hashable {
    /// The trial's number, from 0.
    public let trial: Int
    /// From 1.
    public let attempt: Int

    /// Attempt `attempt` at trial `trial`.
    public init(trial: Int, attempt: Int) {
        self.trial = trial
        self.attempt = attempt
    }
}

/// Which of its two streams a program wrote to.
public enum TrialStream: Sendable, Hashable {
    case output
    case errors
}

/// How a job ended.
public enum JobEnd: Sendable, Hashable {
    case exited(status: Int32)
    case signalled(Int32)
    /// It never ran, nobody knows what became of it, or it was ended for using more than it may; `reason` says it.
    case lost(reason: String)
    /// The place where it ran has ended it or has failed, which says nothing of the program: it can be resumed.
    case interrupted(reason: String)
}

/// What a job did.
public enum JobEvent: Sendable, Hashable {
    /// It has left the queue and runs.
    case started(AttemptID)
    /// It printed `bytes`, which end anywhere.
    case printed(AttemptID, TrialStream, bytes: [UInt8])
    /// Its program has used this; told before its end, where that is known.
    case used(AttemptID, ProgramUsage)
    /// It is over and none of its processes is left; no event of it follows.
    case ended(AttemptID, JobEnd)
}

/// Why a job could not be submitted.
public struct LaunchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, for people.
    public let description: String
    /// Whether it may well succeed once other jobs have ended: the job itself is sound.
    public let isNoRoom: Bool

    /// An error in these words.
    public init(_ description: String, isNoRoom: Bool = false) {
        self.description = description
        self.isNoRoom = isNoRoom
    }
}

/// A place where trials run. Used from one thread.
public protocol Launcher: AnyObject {
    /// Hands over a job, which from then on yields events until `ended`.
    ///
    /// - Parameter record: called with what a launcher of a later process finds the job by, before the job may do anything: if
    ///   this process dies at any moment, the job is on record or has not begun. Where it returns false the job is dropped,
    ///   and yields no event.
    /// - Throws: where the job cannot run at all; it then yields no event.
    func submit(_ job: Job, recording record: (JobHandle) -> Bool) throws(LaunchError)

    /// Goes on with a job that another process has submitted: it yields events from then on, all that it has printed from the
    /// start again, as if it had been submitted here.
    ///
    /// - Returns: false where it is gone, or cannot be followed from here; it then yields no event.
    func adopt(_ job: Job, _ handle: JobHandle) -> Bool

    /// Follows a job no longer, which goes on: it is another process's.
    func forget(_ id: AttemptID)

    /// Ends what another process left, whether it will or not, with all that it has started, and returns when it is gone, so
    /// that two programs never write one checkpoint; what is gone already, or is another launcher's, is left.
    func end(_ handle: JobHandle)

    /// Whether a job's program has ended, as far as can be said at once; its end is told in its turn.
    func hasEnded(_ id: AttemptID) -> Bool

    /// Gives a synchronous job the line that it waits for. A job that no longer listens is left as it is.
    func answer(_ verdict: Verdict, to id: AttemptID)

    /// Asks a job to end (SIGTERM), all of its processes; one that is over is left.
    func terminate(_ id: AttemptID)

    /// Ends a job whether it will or not (SIGKILL), all of its processes.
    func kill(_ id: AttemptID)

    /// What happened since the last call, in order; waits at most `seconds` for something to happen, and no longer than
    /// until the descriptor `wake` (none where negative) is readable.
    func events(within seconds: Double, waking wake: Int32) -> [JobEvent]

    /// No job follows: ends what was kept ready for one, and returns when it is gone; at once where `wake` (none where
    /// negative) is readable.
    func dismiss(waking wake: Int32)
}

extension Launcher {
    /// Nothing is kept ready.
    public func dismiss(waking wake: Int32) {}
}
