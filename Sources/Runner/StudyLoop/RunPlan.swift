// What StudyLoop decides, with no process, no database and no clock in it: facts in, actions out.
//
//     var plan = RunPlan(limits: RunLimits(trials: 50, jobs: 2), grace: 10, timeout: nil)
//     plan.reported(id, epoch: 3, verdict: .stop, at: 12.5)      // [.answer(id, .stop)] or [.terminate(id)]
//     plan.tick(at: 22.5)                                        // [.terminate(id)]: it has not listened
//
// Times are seconds since the run began. A trial is stopped in steps, each `grace` seconds after the one before: the answer
// `stop` where it listens, SIGTERM, SIGKILL.

import Search
import System
import Words

/// Everything a run knows about its running trials and its own end.
struct RunPlan {
    /// What the loop is to do to a job.
    enum Action: Sendable, Hashable {
        case answer(AttemptID, Verdict)
        case terminate(AttemptID)
        case kill(AttemptID)
    }

    let limits: RunLimits
    /// Seconds between the steps of stopping a trial.
    let grace: Double
    /// Seconds that one trial may take.
    let timeout: Double?
    /// Seconds that one trial may say nothing.
    let silence: Double?
    /// Whether the pruner may promote a paused trial when nothing else is to be started.
    let promotes: Bool

    /// Why the run is cut short; nil while it is not.
    private(set) var end: RunEnd?
    /// Why no new trials are started, while those that run go on to their ends.
    private(set) var noMore: RunEnd?
    private var running: [AttemptID: RunningTrial] = [:]
    private var newTrials = 0
    private var failuresInARow = 0
    private var interrupts = 0
    /// How far trials have come, and how often their places have ended them since without a new epoch.
    private var fruitless: [Int: (epoch: Int, endings: Int)] = [:]
    /// How many trials there is room for on the machine, once it has turned out not to be enough for all.
    private var room = Int.max
    /// Trials that have failed and are to be tried again, before anything else is begun.
    private var retries: [Int] = []
    /// Since when nothing can be started before a trial has ended, here or in another process.
    private var waitingSince: Double?

    init(limits: RunLimits, grace: Double, timeout: Double?, silence: Double? = nil, promotes: Bool = false) {
        self.limits = limits
        self.grace = grace
        self.timeout = timeout
        self.silence = silence
        self.promotes = promotes
    }

    /// Whether another trial may be started now.
    var hasRoom: Bool {
        end == nil && (noMore == nil || promotes || !retries.isEmpty) && waitingSince == nil
            && running.count < min(room, max(1, limits.jobs))
    }

    /// Whether the run goes on without a trial of its own, until others have ended theirs.
    var isWaiting: Bool { waitingSince != nil && end == nil && noMore == nil }

    /// Whether that may be a new one, rather than one that was stopped or paused.
    var wantsNewTrial: Bool { noMore == nil && limits.trials.map { newTrials < $0 } ?? true }

    /// Whether any trial runs.
    var isBusy: Bool { !running.isEmpty }

    /// The attempts that run, in the order of their trials.
    var attempts: [AttemptID] { running.keys.sorted { $0.trial < $1.trial } }

    // MARK: What happens to trials

    /// A trial was recorded as started and its job will be submitted.
    mutating func started(_ id: AttemptID, sync: Bool, isNew: Bool) {
        running[id] = RunningTrial(sync: sync)
        if isNew { newTrials += 1 }
    }

    /// Its job has left the queue: its time begins.
    mutating func runs(_ id: AttemptID, at now: Double) {
        running[id]?.startedAt = now
        running[id]?.heardAt = now
    }

    /// It said something, be it a line of its log.
    mutating func heard(_ id: AttemptID, at now: Double) { running[id]?.heardAt = now }

    /// Its program is over, and all that is left is to read what it wrote: nothing stops it any more.
    mutating func isOver(_ id: AttemptID) { running[id]?.isOver = true }

    /// Whether its program is over.
    func hasEnded(_ id: AttemptID) -> Bool { running[id]?.isOver ?? false }

    /// Whether nobody waits for the rest of what the trial wrote, whose program is over: someone wants out at once, or has
    /// interrupted it and waited for the grace time. It will be resumed.
    func isCutShort(_ id: AttemptID, at now: Double) -> Bool {
        guard let trial = running[id], trial.stopping == .interrupted else { return wantsOut }
        return wantsOut || trial.stepSince.map { now >= $0 + grace } ?? false
    }

    /// The trial could not be started beside those that run. It was begun all the same, and is resumed.
    ///
    /// - Returns: whether this is the first time.
    mutating func noRoom(for id: AttemptID) -> Bool {
        running[id] = nil
        defer { room = max(1, min(room, running.count)) }
        return room == .max
    }

    /// Whether someone has asked for the end twice: nothing is worth a wait then.
    var wantsOut: Bool { interrupts > 1 }

    /// Whether what the trial reports still counts: a pruned trial's fate is sealed, however long it takes to hear of it.
    func counts(_ id: AttemptID) -> Bool {
        guard let trial = running[id] else { return false }
        return !trial.isDecided
    }

    /// The report of an epoch was recorded and judged; nil stands for a report that nobody judged.
    mutating func reported(_ id: AttemptID, epoch: Int, verdict: Verdict?, at now: Double) -> [Action] {
        guard var trial = running[id] else { return [] }
        defer { running[id] = trial }
        if epoch > fruitless[id.trial]?.epoch ?? -1 { fruitless[id.trial] = (epoch, 0) }
        switch verdict {
        case .stop: return trial.decide(.pruned(epoch: epoch), id, at: now)
        case .pause: return trial.decide(.paused(epoch: epoch), id, at: now)
        case .continue, nil: break
        }
        if trial.stopping == nil, end != nil || trial.step == .waiting {
            return trial.stop(.interrupted, id, at: now)
        }
        return trial.sync && trial.stopping == nil ? [.answer(id, .continue)] : []
    }

    /// It said something that looks like a report and cannot be recorded: it waits for an answer all the same.
    mutating func misspoke(_ id: AttemptID, at now: Double) -> [Action] {
        reported(id, epoch: 0, verdict: nil, at: now)
    }

    /// The job is over.
    ///
    /// - Parameters:
    ///   - result: what the trial counts with by its epochs, nil where none had an objective.
    ///   - lastLines: of its log; looked at only where it failed, as is the complaint.
    ///   - complaint: what to say of a trial that reported no objective.
    ///   - retriesLeft: how often the trial may be tried again where it has failed.
    mutating func ended(
        _ id: AttemptID, _ jobEnd: JobEnd, result: Outcome?, lastLines: @autoclosure () -> [String],
        complaint: @autoclosure () -> String, retriesLeft: Int = 0
    ) -> Outcome {
        let stopping = running.removeValue(forKey: id)?.stopping
        waitingSince = nil
        let outcome: Outcome =
            switch stopping {
            case .pruned(let epoch)?: .pruned(epoch: epoch)
            case .paused(let epoch)?: .paused(epoch: epoch)
            case .interrupted?: .stopped
            case .timedOut?:
                .failed(reason: "timed out after \(exactDuration(timeout ?? 0))")
            case .silent?:
                .failed(
                    reason: (["silent for \(exactDuration(silence ?? 0)): no output and no report"] + lastLines())
                        .joined(separator: "\n"))
            case nil:
                if case .interrupted(let reason) = jobEnd {
                    interruption(of: id.trial, because: reason)
                } else {
                    Self.outcome(of: jobEnd, result: result, lastLines: lastLines, complaint: complaint)
                }
            }
        if outcome == .stopped { resumesMore() } else { fruitless[id.trial] = nil }
        if case .failed = outcome, retriesLeft > 0 { retries.append(id.trial) } else { count(outcome) }
        return outcome
    }

    /// Whether the trial has failed and is to be tried again.
    func isRetried(_ trial: Int) -> Bool { retries.contains(trial) }

    /// The trial to be tried again next, nil where none is.
    mutating func nextRetry() -> Int? { retries.isEmpty ? nil : retries.removeFirst() }

    /// The trial is not ours any more: someone else told its end or began it anew.
    mutating func lost(_ id: AttemptID) {
        running[id] = nil
        waitingSince = nil
    }

    /// What becomes of a trial whose place has ended it: it is resumed, unless that has led nowhere again and again, as where each
    /// attempt is longer than the place allows.
    private mutating func interruption(of trial: Int, because reason: String) -> Outcome {
        var record = fruitless[trial] ?? (-1, 0)
        record.endings += 1
        fruitless[trial] = record
        guard record.endings >= Self.mostFruitless else { return .stopped }
        return .failed(reason: "\(reason), \(record.endings) times without a new epoch")
    }

    private static let mostFruitless = 3

    private mutating func count(_ outcome: Outcome) {
        switch outcome {
        case .completed, .pruned, .paused: failuresInARow = 0
        case .stopped: break
        case .failed(let reason):
            failuresInARow += 1
            if failuresInARow >= max(1, limits.maxFailures), end == nil {
                end = .failures(count: failuresInARow, reason: reason)
            }
        }
    }

    // MARK: What happens to the run

    /// There is nothing new to start; the first reason counts.
    mutating func startNoMore(_ reason: RunEnd) { noMore = noMore ?? reason }

    /// A trial has been interrupted and can be resumed: whether there is nothing to start is to be found out again.
    mutating func resumesMore() { noMore = nil }

    /// Nothing can be started before a trial that runs here or elsewhere has ended; to be looked at again in a second.
    mutating func wait(at now: Double) { waitingSince = now }

    /// Cuts the run short: no trial is started any more, and those that run stop at their next epoch and can be resumed. A program
    /// that takes no answers is asked by SIGTERM at once, since nobody knows whether it will ever report; one that does, where
    /// it has not reported within the grace time.
    mutating func finish(_ reason: RunEnd, at now: Double) -> [Action] {
        if end == nil || reason == .interrupted { end = reason }
        return windDown(at: now)
    }

    /// The run ends here and its trials go on: the next one adopts them. Whoever has interrupted it wants no next one.
    mutating func handOver() {
        if end != .interrupted { end = .handedOver }
    }

    /// Someone wants trial `number` stopped, and the others to go on: it stops as all do where the run is cut short.
    mutating func setAside(_ number: Int, at now: Double) -> [Action] {
        attempts.filter { $0.trial == number }.flatMap { windDown($0, at: now) }
    }

    /// Someone asks for the end: first politely, the second time at once.
    mutating func interrupt(at now: Double) -> [Action] {
        interrupts += 1
        if interrupts == 1 { return finish(.interrupted, at: now) }
        return attempts.map { id in
            running[id]?.kill()
            return .kill(id)
        }
    }

    /// What is due by `now`.
    mutating func tick(at now: Double) -> [Action] {
        var actions: [Action] = []
        if let since = waitingSince, now >= since + Self.secondsOfWaiting { waitingSince = nil }
        if let limit = limits.timeout, now >= limit, end == nil {
            actions += finish(.timeout(seconds: limit), at: now)
        }
        for id in attempts {
            guard var trial = running[id], !trial.isOver else { continue }
            if let timeout, let startedAt = trial.startedAt, now >= startedAt + timeout, trial.stopping == nil {
                actions += trial.terminate(.timedOut, id, at: now)
            }
            if let silence, let heardAt = trial.heardAt, now >= heardAt + silence, trial.stopping == nil {
                actions += trial.terminate(.silent, id, at: now)
            }
            actions += trial.advance(id, grace: grace, at: now)
            running[id] = trial
        }
        return actions
    }

    /// When `tick` has something to do next.
    var nextTick: Double? {
        var times: [Double] = []
        if let since = waitingSince { times.append(since + Self.secondsOfWaiting) }
        if end == nil, let limit = limits.timeout { times.append(limit) }
        for trial in running.values where !trial.isOver {
            if let since = trial.stepSince { times.append(since + grace) }
            if trial.stopping == nil, let timeout, let startedAt = trial.startedAt { times.append(startedAt + timeout) }
            if trial.stopping == nil, let silence, let heardAt = trial.heardAt { times.append(heardAt + silence) }
        }
        return times.min()
    }

    private static let secondsOfWaiting = 1.0

    private mutating func windDown(at now: Double) -> [Action] {
        attempts.flatMap { windDown($0, at: now) }
    }

    private mutating func windDown(_ id: AttemptID, at now: Double) -> [Action] {
        guard var trial = running[id], trial.stopping == nil, !trial.isOver else { return [] }
        defer { running[id] = trial }
        if !trial.sync { return trial.terminate(.interrupted, id, at: now) }
        if trial.step == .idle { trial.wait(since: now) }
        return []
    }

    // MARK: Words

    private static func outcome(
        of end: JobEnd, result: Outcome?, lastLines: () -> [String], complaint: () -> String
    ) -> Outcome {
        let what: String
        switch end {
        case .exited(status: 0):
            if let result { return result }
            return .failed(reason: complaint())
        case .exited(let status): what = "exit status \(status)"
        case .signalled(let signal): what = "killed by \(Signal(signal).name)"
        case .lost(let reason), .interrupted(let reason): what = reason
        }
        return .failed(reason: ([what] + lastLines()).joined(separator: "\n"))
    }
}
