// What a study is doing now, asked from any terminal: the database says, and the system whether a process lives.
//
//     let status = try study.status()
//     status.running.first?.runner          // .process(alive)
//     status.counts.counts[.waiting]        // 5

public import Storage
import System

/// What runs of a study, where, since when; how many wait.
public struct StudyStatus: Sendable {
    /// Who runs a trial.
    public enum Runner: Sendable, Hashable {
        /// A person or a program that asked for it by hand.
        case byHand
        /// A process that lives as far as is known: on another machine, by its heartbeat.
        case alive
        /// A process that has died; the next run goes on with the trial.
        case gone
        /// A process that runs it for another database, from which the study was merged.
        case elsewhere(database: String)
    }

    /// A trial that runs.
    public struct Running: Sendable, Hashable {
        /// What is recorded of it.
        public let trial: RunningTrial
        /// Who runs it.
        public let runner: Runner
    }

    /// The trials that run, by number.
    public let running: [Running]
    /// How many trials are in each state.
    public let counts: StudyCounts
    /// When this was so, in seconds since 1970.
    public let now: Double
}

extension OpenStudy {
    /// What it is doing now. Reads only.
    public func status() throws(StudyError) -> StudyStatus {
        try storing { () throws(StorageError) in
            let (here, now) = (try Owner.current(), SystemClock.secondsSince1970)
            let running = try database.runningTrials(of: record.id).map { trial in
                StudyStatus.Running(trial: trial, runner: Self.runner(of: trial, seenFrom: here, at: now))
            }
            return StudyStatus(running: running, counts: try database.counts(of: record.id), now: now)
        }
    }

    static func runner(of trial: RunningTrial, seenFrom here: Owner, at now: Double) -> StudyStatus.Runner {
        guard let claim = trial.claim else { return .byHand }
        if let database = claim.otherDatabase { return .elsewhere(database: database) }
        return claim.isAlive(seenFrom: here, at: now) ? .alive : .gone
    }
}
