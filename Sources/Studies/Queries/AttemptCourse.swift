import Definitions
public import Storage

/// One attempt at a trial, and what it was begun and ended by.
public struct AttemptCourse: Sendable, Hashable {
    /// What an attempt was begun by.
    public enum Beginning: Sendable, Hashable {
        /// It is the first: where its configuration came from, the trial says.
        case first
        /// The one before was interrupted or stopped, and it goes on.
        case resumed
        /// The one before has ended otherwise, and it runs once more.
        case again
        /// The pruner of that name promoted it after that epoch, at which so many trials of its stage waited, it among them.
        case promoted(by: String, epoch: Int, waiting: Int)
    }

    /// The attempt as it is stored.
    public let attempt: Attempt
    /// What it was begun by.
    public let beginning: Beginning
    /// The pruner that stopped or paused it, nil where none did.
    public let endedBy: String?
}

extension OpenStudy {
    /// The attempts at a trial, in order, each with what it was begun and ended by.
    ///
    /// - Throws: `definition` where the pruner's definition can't be read by this version.
    public func course(of trial: Trial) throws(StudyError) -> [AttemptCourse] {
        let attempts = try attempts(of: trial.number)
        var course: [AttemptCourse] = []
        for attempt in attempts {
            let isPruners = attempt.prunedEpoch != nil || attempt.pausedEpoch != nil
            course.append(
                AttemptCourse(
                    attempt: attempt, beginning: try beginning(of: attempt, after: course.last?.attempt, in: trial),
                    endedBy: isPruners ? try definition(of: trial).pruner.name : nil))
        }
        return course
    }

    private func beginning(
        of attempt: Attempt, after previous: Attempt?, in trial: Trial
    ) throws(StudyError) -> AttemptCourse.Beginning {
        guard let previous else { return .first }
        guard let saw = attempt.sawRevision, let revision = attempt.promotedBy, let epoch = previous.pausedEpoch else {
            return previous.state == .stopped ? .resumed : .again
        }
        let pruner = try definition(revision: revision).applied(to: trial.stage, of: record, in: database).pruner.name
        let waiting = try storing { () throws(StorageError) in
            try database.waitingTrials(with: trial.number, after: epoch, at: saw, in: record.id)
        }
        return .promoted(by: pruner, epoch: epoch, waiting: waiting)
    }
}
