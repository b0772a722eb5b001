// How a study runs. This is the page to read first: everything else is called from here.
//
//     ask the sampler ► record the start ► launch the trial ► each epoch: record it, judge it ► record the outcome
//
//     let settings = RunSettings(limits: RunLimits(trials: 50, jobs: 2), executable: hpo)
//     let loop = StudyLoop(journal, launcher: LocalLauncher(), settings: settings, interrupts: try Interrupts())
//     let end = try loop.run()
//
// One thread waits for whatever comes first: a trial's output, its end, a time that is over, Ctrl-C. What follows from it is
// decided in `RunPlan` (facts in, actions out), written down by `StudyJournal` (the database and the history), and done by a
// `Launcher` (processes here, jobs on a cluster).

import Definitions
import Search
public import Storage
public import Studies
import System

/// Runs the trials of one study until its limits are reached.
public final class StudyLoop {
    let journal: StudyJournal
    let launcher: any Launcher
    let settings: RunSettings
    let interrupts: Interrupts
    let observe: (RunEvent) -> Void
    var plan: RunPlan
    var trials: [AttemptID: TrialRun] = [:]
    /// What trials have reported since reports were recorded last.
    var reports: [(id: AttemptID, report: EpochReport)] = []
    /// Trials that print by the block, and until when their reports wait: see `hold`.
    var held: [AttemptID: Double] = [:]
    var lastHeartbeat = 0.0
    var lastLook = 0.0
    var hasToldEnd = false
    /// The attempts that people have set aside, of which that was told.
    var heeded: Set<AttemptID> = []
    private var hasBegun = false
    let surroundings: Surroundings?
    /// The repetitions still to run, where it confirms trials rather than searches.
    private(set) var repetitions: [Repetition]?
    /// The trials of the queue still to run, where it runs these and no others.
    private var waiting: [Int]?
    /// The trial that was begun for it, until it is launched.
    private var begun: ClaimedTrial?
    private let clock: () -> Double

    /// A loop that has not begun.
    ///
    /// - Parameters:
    ///   - journal: the study; its owner is this process.
    ///   - repetitions: trials to run again, in this order, in place of a search: each once, whoever ran it.
    ///   - waiting: trials of the queue to run, in this order, and nothing else.
    ///   - begun: a trial that this process has begun, to be run first.
    ///   - interrupts: once, and the running trials stop at their next epoch, or after the grace time; twice, and they are killed.
    ///   - observe: called on the loop's thread with everything that happens.
    ///   - clock: seconds, from anywhere; never goes back.
    public init(
        _ journal: StudyJournal, repetitions: [Repetition]? = nil, waiting: [Int]? = nil, begun: ClaimedTrial? = nil,
        launcher: any Launcher, settings: RunSettings,
        interrupts: Interrupts,
        observe: @escaping (RunEvent) -> Void = { _ in }, clock: (() -> Double)? = nil
    ) {
        self.journal = journal
        self.repetitions = repetitions
        self.waiting = waiting
        self.begun = begun
        self.launcher = launcher
        self.settings = settings
        self.interrupts = interrupts
        self.observe = observe
        surroundings = settings.version.map { Surroundings(version: $0, isHere: launcher is LocalLauncher) }
        let start = clock?() ?? SystemClock.monotonicSeconds
        self.clock = { (clock?() ?? SystemClock.monotonicSeconds) - start }
        let training = journal.definition.training
        plan = RunPlan(
            limits: settings.limits, grace: training.grace, timeout: training.timeout,
            silence: training.silence, promotes: journal.definition.promotes)
    }

    /// Whether it runs whatever trials the study has, rather than certain ones.
    var searches: Bool { repetitions == nil && waiting == nil }

    /// Seconds since the loop was made.
    var now: Double { clock() }

    /// Runs until the limits are reached, the sampler has nothing left, or someone interrupts.
    ///
    /// - Returns: which of them it was.
    /// - Throws: when the database or the trials' folders cannot be written. All trials have ended then, and those whose end
    ///   could not be recorded are found and resumed by the next run.
    public func run() throws(StudyError) -> RunEnd {
        while true { if let end = try turn() { return end } }
    }

    /// One turn of the run: starts what there is room for, then waits once for something to happen, and sees to that.
    ///
    /// - Returns: why the run has ended; nil while it goes on.
    /// - Throws: as `run` does; the run is over then.
    public func turn() throws(StudyError) -> RunEnd? {
        do throws(StudyError) {
            try begin()
            try startTrials()
            guard plan.isBusy || plan.isWaiting else { return try end() }
            for event in launcher.events(within: patience, waking: interrupts.descriptor) { try take(event) }
            readTables()
            try recordReports()
            try attend()
            return plan.end == .handedOver ? try end() : nil
        } catch {
            abandon()
            throw error
        }
    }

    /// What is done before all else, once.
    private func begin() throws(StudyError) {
        guard !hasBegun else { return }
        hasBegun = true
        try journal.definition.checkHasProgram(study: journal.study.name)
        try checkCondition()
        try reap()
    }

    private func end() throws(StudyError) -> RunEnd {
        // A run that hands over leaves its trials to the next one.
        for id in plan.attempts { launcher.forget(id) }
        launcher.dismiss(waking: interrupts.descriptor)
        try journal.checkPlace()
        return plan.end ?? plan.noMore ?? .trialsDone
    }

    /// Starts trials while there is room: those that are tried again, those that were interrupted, those that the pruner promotes, those that wait, then
    /// new ones by the sampler.
    private func startTrials() throws(StudyError) {
        while plan.hasRoom {
            if let trial = begun {
                begun = nil
                try launch(trial)
            } else if let number = plan.nextRetry() {
                if let trial = try journal.retry(number), try !isDecided(trial) { try launch(trial) }
            } else if waiting == nil, let trial = try journal.resume(repetitions: repetitions != nil) {
                if try !isDecided(trial) { try launch(trial) }
            } else if repetitions == nil, waiting == nil, let trial = try journal.promote() {
                try launch(trial)
            } else if !plan.wantsNewTrial {
                if try startNoMore(.trialsDone) { return }
            } else if let trial = try nextTrial() {
                try launch(trial)
            }
        }
    }

    /// The next repetition; the next of the trials that it is to run; else the trial that waits, or else a new one by the sampler, unless a promotion comes first, of the
    /// next stage where the last one is over; nil where there is nothing left to try, or not before others have ended.
    private func nextTrial() throws(StudyError) -> ClaimedTrial? {
        while let next = repetitions?.first {
            repetitions?.removeFirst()
            if let trial = try journal.again(next) { return trial }
        }
        while let next = waiting?.first {
            waiting?.removeFirst()
            if let trial = try journal.dequeue(next) { return trial }
        }
        if repetitions != nil || waiting != nil {
            plan.startNoMore(.trialsDone)
            return nil
        }
        do throws(StudyError) {
            let steps = try journal.advance()
            if !steps.isEmpty { observe(.advanced(steps)) }
            if let waiting = try journal.dequeue() { return waiting }
            return try journal.begin()
        } catch {
            try startNothing(because: error)
            return nil
        }
    }

    /// Something happened to a trial.
    private func take(_ event: JobEvent) throws(StudyError) {
        switch event {
        case .started(let id): plan.runs(id, at: now)
        case .used(let id, let usage): trials[id]?.usage = usage
        case .printed(let id, let stream, let bytes):
            plan.heard(id, at: now)
            observe(.printed(trial: id.trial, stream, bytes))
            take(trials[id]?.read(bytes, from: stream) ?? [], of: id)
        case .ended(let id, let end):
            plan.isOver(id)
            held[id] = nil
            try readTable(ofEnded: id)
            take(trials[id]?.finish() ?? [], of: id)
            try recordReports()
            try finish(id, end)
        }
    }

    /// What is due whatever trials do: requests to end, time that is over, a sign of life.
    func attend() throws(StudyError) {
        let requests = interrupts.takeRequests()
        for _ in 0..<requests.ends { perform(plan.interrupt(at: now)) }
        if requests.handsOver { plan.handOver() }
        perform(plan.tick(at: now))
        try heartbeat()
        observe(.tick)
    }

    /// A trial said something: its reports are recorded together with those of others that have come meanwhile.
    func take(_ reading: Reading, of id: AttemptID) {
        guard trials[id] != nil, plan.counts(id) else { return }
        switch reading {
        case .log, .announcement: break
        case .note(let text): observe(.note(trial: id.trial, text))
        case .report(let report): reports.append((id, report))
        case .unusable(let text):
            if let text { observe(.note(trial: id.trial, text)) }
            perform(plan.misspoke(id, at: now))
        }
    }

    /// A trial's program is over: record how the trial ended.
    func finish(_ id: AttemptID, _ end: JobEnd) throws(StudyError) {
        guard let trial = trials.removeValue(forKey: id) else { return }
        try whileOurs(id) { () throws(StudyError) in
            let retriesLeft = try journal.retriesLeft(of: id.trial)
            let outcome = plan.ended(
                id, end, result: try journal.result(of: trial.claimed.attempt), lastLines: trial.lastLines,
                complaint: trial.complaint(journal.definition.goals), retriesLeft: retriesLeft)
            let isRetried = plan.isRetried(id.trial)
            try journal.finish(trial.claimed.attempt, outcome, having: trial.usage, isRetried: isRetried)
            if isRetried, case .failed(let reason) = outcome {
                observe(.retried(trial: id.trial, reason: reason, left: retriesLeft - 1))
            } else {
                observe(.ended(trial: id.trial, outcome))
            }
        }
        try checkCondition()
    }
}
