import Search

/// A running trial as `RunPlan` sees it: why it is to stop, and how far that has come.
struct RunningTrial {
    enum Stopping: Sendable, Hashable {
        case pruned(epoch: Int)
        /// To be kept until the pruner promotes it.
        case paused(epoch: Int)
        /// To be kept as `stopped`.
        case interrupted
        case timedOut
        case silent
    }

    enum Step: Sendable, Hashable {
        case idle
        /// The run is to end, or someone has set the trial aside; it is left until its next report.
        case waiting
        case asked
        case terminated
        case killed
    }

    /// Whether the program reads an answer after each report.
    let sync: Bool
    var startedAt: Double?
    /// When it said something last, or began.
    var heardAt: Double?
    /// Whether its program is over, and is only read to its end.
    var isOver = false
    private(set) var stopping: Stopping?
    /// Whether the pruner has ended it: what it reports from then on does not count.
    private(set) var isDecided = false
    private(set) var step = Step.idle
    /// When the step was taken that another is to follow.
    private(set) var stepSince: Double?

    init(sync: Bool) { self.sync = sync }

    /// The pruner ends the trial, which has just reported. One that was interrupted before ends as the pruner says; one that has
    /// failed of its time stays that.
    mutating func decide(_ reason: Stopping, _ id: AttemptID, at now: Double) -> [RunPlan.Action] {
        isDecided = true
        switch stopping {
        case nil: return stop(reason, id, at: now)
        case .interrupted: stopping = reason
        case .pruned, .paused, .timedOut, .silent: break
        }
        return []
    }

    /// Stops the trial, which has just reported, for `reason`.
    mutating func stop(_ reason: Stopping, _ id: AttemptID, at now: Double) -> [RunPlan.Action] {
        guard sync else { return terminate(reason, id, at: now) }
        stopping = reason
        (step, stepSince) = (.asked, now)
        return [.answer(id, .stop)]
    }

    /// Stops the trial at any time, for `reason`.
    mutating func terminate(_ reason: Stopping, _ id: AttemptID, at now: Double) -> [RunPlan.Action] {
        stopping = reason
        (step, stepSince) = (.terminated, now)
        return [.terminate(id)]
    }

    /// Leaves the trial until its next report, but no longer than the grace time.
    mutating func wait(since now: Double) { (step, stepSince) = (.waiting, now) }

    /// The trial is killed at once.
    mutating func kill() {
        if stopping == nil { stopping = .interrupted }
        (step, stepSince) = (.killed, nil)
    }

    /// The next step, where the last one was `grace` seconds ago and did not help.
    mutating func advance(_ id: AttemptID, grace: Double, at now: Double) -> [RunPlan.Action] {
        guard let since = stepSince, now >= since + grace else { return [] }
        switch step {
        case .waiting, .asked: return terminate(stopping ?? .interrupted, id, at: now)
        case .terminated:
            kill()
            return [.kill(id)]
        case .idle, .killed: return []
        }
    }
}
