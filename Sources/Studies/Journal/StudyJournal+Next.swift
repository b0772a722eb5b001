// What a program that runs a study's trials itself, one after another, begins next.
//
//     switch try journal.next(mayBeNew: true) {
//     case .trial(let claimed): …            // run it, and finish it
//     case .none(let why): …                 // there is nothing more
//     case .later: …                         // not before another trial has ended
//     }
//
// `StudyLoop` begins in the same order, and tells of each step.

import Definitions
public import Storage

/// What is to be begun next.
public enum NextTrial: Sendable, Hashable {
    /// This trial, which is claimed.
    case trial(ClaimedTrial)
    /// Nothing before a trial that runs here or elsewhere has ended.
    case later
    /// Nothing any more.
    case none(NoMoreTrials)
}

/// Why no trial is begun any more.
public enum NoMoreTrials: Sendable, Hashable {
    /// As many as were wanted have begun.
    case enough
    /// The sampler has nothing left to try.
    case exhausted(StudyError)
    /// The last stage of the study has ended.
    case stagesDone
    /// The stage waits for trials that were stopped by hand, until they are told to go on.
    case setAside(stage: String)
}

extension StudyJournal {
    /// Begins a trial: one that was interrupted, one that the pruner promotes, the one that waits in the queue, else a new one by
    /// the sampler.
    ///
    /// - Parameters:
    ///   - mayBeNew: whether a trial may be begun that is neither resumed nor promoted.
    ///   - others: how many trials the caller runs now.
    public func next(mayBeNew: Bool, beside others: Int) throws(StudyError) -> NextTrial {
        while let stopped = try resume() { if try endOverdue(stopped) == nil { return .trial(stopped) } }
        if let promoted = try promote() { return .trial(promoted) }
        // While others run, the pruner may come to promote one of those that are paused.
        let none = definition.promotes && others > 0 ? NextTrial.later : nil
        guard mayBeNew else { return none ?? .none(.enough) }
        do throws(StudyError) {
            _ = try advance()
            if let waiting = try dequeue() { return .trial(waiting) }
            return .trial(try begin())
        } catch {
            switch error {
            case .stageIsFull(let stage, let open):
                return try countSetAside() >= open ? .none(.setAside(stage: stage)) : .later
            case .stagesDone: return none ?? .none(.stagesDone)
            case .allTried, .search: return none ?? .none(.exhausted(error))
            default: throw error
            }
        }
    }
}
