// Runs trials as jobs of a scheduler, each of which is `hpo job FOLDER` and talks through the attempt's folder.
//
// Only this process opens the database. A job goes on while it is away: what it prints is in its folder, and whoever comes
// next adopts it by its name and reads that from the start.

import JSON
public import Search
public import Storage
import System
import Words

/// Runs jobs by way of a scheduler.
public final class FolderLauncher: Launcher {
    private let scheduler: any Scheduler
    private let executable: String
    private let commands: SchedulerCommands
    private let clock: () -> Double
    private let grace: Double
    private let logLimit: Int
    private var jobs: [AttemptID: FolderJob] = [:]
    private var pending: [JobEvent] = []
    private var isSubmitting = false
    private var isAsking = false
    private var lastQuestion = -Double.infinity
    /// Seconds to wait before a submission that failed for a passing reason is tried again.
    private var backOff = 1.0

    /// - Parameters:
    ///   - executable: this program, by a path that is the same where jobs run.
    ///   - grace: seconds for a job's end to be written once its scheduler says that it is gone.
    init(
        _ scheduler: any Scheduler, executable: String, grace: Double? = nil, logLimit: Int = 64 << 20,
        clock: @escaping () -> Double = { SystemClock.monotonicSeconds }
    ) {
        self.scheduler = scheduler
        self.executable = executable
        self.clock = clock
        self.logLimit = logLimit
        self.grace = grace ?? max(15, scheduler.poll * 2)
        commands = SchedulerCommands(clock: clock)
    }

    // MARK: The launcher's side

    /// Writes what the job is to do, and has it submitted in its turn.
    public func submit(_ job: Job, recording record: (JobHandle) -> Bool) throws(LaunchError) {
        let token = JobName.makeToken()
        let name = JobName.make(study: job.study, job.id, token: token)
        let folder = AttemptFolder(path: job.folder)
        let ours = CurrentProcess.environment
        var environment = job.environment.filter { ours[$0.key] != $0.value || $0.key.hasPrefix("HPO_") }
        // What this machine has cores for says nothing of another.
        environment["HPO_THREADS"] = scheduler.threads.map { "\($0)" } ?? ours["HPO_THREADS"]
        var order = JobOrder(
            token: token, command: job.command, workingDirectory: job.workingDirectory, environment: environment,
            log: job.log, sync: job.sync, grace: job.resources.grace, logLimit: logLimit)
        (order.memory, order.nice) = (job.resources.memory, job.resources.nice)
        do throws(SystemError) {
            try Files.moveAside(folder.path)
            try Files.makeFolders(folder.path)
            try Files.replace(folder.order, with: order.json.text(pretty: true) + "\n")
            try Files.replace(
                folder.script, with: "#!/bin/sh\nexec \(shellQuoted(executable)) job \(shellQuoted(folder.path))\n")
            try Files.makeExecutable(folder.script)
        } catch {
            throw LaunchError("cannot write its job: \(error)", isNoRoom: error.isNoRoomNow)
        }
        supersede(job)
        guard record(JobHandle(launcher: scheduler.name, text: "\(name) \(folder.path)")) else { return }
        let added = FolderJob(job.id, folder, ScheduledJob(name: name), in: job.workingDirectory, grace: grace)
        added.waits(until: clock())
        jobs[job.id] = added
        submitNext()
    }

    /// An attempt before this one may be alive on a machine that was thought dead: it hears that it must end.
    private func supersede(_ job: Job) {
        let suffix = "-\(job.id.attempt)"
        guard job.id.attempt > 1, job.folder.hasSuffix(suffix) else { return }
        let before = AttemptFolder(path: "\(job.folder.dropLast(suffix.count))-\(job.id.attempt - 1)")
        if Files.isFolder(before.path) { try? before.say([JobOrder.kill]) }
    }

    /// Goes on with a job by its name.
    public func adopt(_ job: Job, _ handle: JobHandle) -> Bool {
        guard let (name, path) = parts(of: handle), path == job.folder else { return false }
        let folder = AttemptFolder(path: path)
        guard folder.read(folder.order, token: JobName.token(of: name)) != nil else { return false }
        let added = FolderJob(job.id, folder, ScheduledJob(name: name), in: job.workingDirectory, grace: grace)
        added.wasSubmitted()
        // It may be that whoever was to submit it died before.
        if added.scheduled.id == nil, folder.read(folder.start, token: added.token) == nil { added.isDoubtful() }
        jobs[job.id] = added
        lastQuestion = -.infinity
        return true
    }

    /// Looks into the job's folder no longer; it goes on.
    public func forget(_ id: AttemptID) { jobs[id] = nil }

    /// Cancels what another process submitted, and waits until the scheduler does not have it any more.
    public func end(_ handle: JobHandle) {
        guard let (name, path) = parts(of: handle) else { return }
        let folder = AttemptFolder(path: path)
        let token = JobName.token(of: name)
        let id = folder.read(folder.submission, token: token)?["id"]?.stringValue
        let job = ScheduledJob(name: name, id: id)
        var isGone = false
        var isWaiting = false
        commands.start(scheduler.cancellation(of: job)) { _ in }
        let deadline = clock() + 60
        while !isGone, clock() < deadline {
            if folder.read(folder.end, token: token) != nil { return }
            if !isWaiting {
                isWaiting = true
                commands.start(scheduler.query([job])) { [scheduler] answer in
                    isWaiting = false
                    guard answer.isSuccess else { return }
                    switch Self.state(of: job, in: scheduler.states(in: answer.output)) {
                    case .over?, nil: isGone = true
                    case .pending?, .running?: break
                    }
                }
            }
            commands.wait(atMost: 0.2, waking: -1)
        }
    }

    /// Whether the job has written down how it ended.
    public func hasEnded(_ id: AttemptID) -> Bool {
        guard let job = jobs[id] else { return false }
        return job.folder.read(job.folder.end, token: job.token) != nil
    }

    /// Writes the verdict down where the job reads it.
    public func answer(_ verdict: Verdict, to id: AttemptID) { jobs[id]?.answer(verdict) }

    /// Asks the job to end by a word in its folder; one that does not run yet is cancelled.
    public func terminate(_ id: AttemptID) {
        guard let job = jobs[id] else { return }
        try? job.folder.say([JobOrder.terminate])
        if !job.hasStarted { cancel(job) }
    }

    /// Ends the job by a word in its folder, and by its scheduler where it does not listen.
    public func kill(_ id: AttemptID) {
        guard let job = jobs[id] else { return }
        try? job.folder.say([JobOrder.kill])
        if job.hasStarted { job.cancelsAt = job.cancelsAt ?? clock() + Self.hearing } else { cancel(job) }
    }

    /// Seconds for a job to do what it is told by a word in its folder.
    private static let hearing = 5.0

    /// Looks into the jobs' folders, and asks their scheduler from time to time.
    public func events(within seconds: Double, waking wake: Int32) -> [JobEvent] {
        submitNext()
        ask()
        for job in jobs.values where job.cancelsAt.map({ $0 <= clock() }) ?? false { cancel(job) }
        let events = takeEvents()
        guard events.isEmpty else { return events }
        // Looking costs each job some opening of files: half a second apart with 200 of them.
        let tick = min(max(0.05, Double(jobs.count) * 0.0025), 1)
        commands.wait(atMost: max(0, min(seconds, tick)), waking: wake)
        return takeEvents()
    }

    // MARK: The scheduler's side

    /// What has happened since the last time: to submissions, and in the jobs' folders.
    private func takeEvents() -> [JobEvent] {
        var events = pending
        pending = []
        for id in jobs.keys.sorted(by: { $0.trial < $1.trial }) {
            let seen = jobs[id]?.look(at: clock()) ?? []
            if case .ended? = seen.last { jobs[id] = nil }
            events += seen
        }
        return events
    }

    /// Jobs are submitted one after another: each may be the last that there is room for.
    private func submitNext() {
        let now = clock()
        let due = jobs.values.filter { job in
            if case .waiting(let since) = job.submission { since <= now } else { false }
        }
        guard !isSubmitting, let job = due.min(by: { $0.id.trial < $1.id.trial }) else { return }
        isSubmitting = true
        job.isSubmitting()
        commands.start(scheduler.submission(of: job.scheduled, job.folder, in: job.workingDirectory)) { [self] answer in
            isSubmitting = false
            submitted(job, answer)
            submitNext()
        }
    }

    private func submitted(_ job: FolderJob, _ answer: SchedulerCommands.Answer) {
        if answer.isSuccess {
            backOff = 1
            job.wasTaken(as: scheduler.id(in: answer.output))
            if job.isCancelled { commands.start(scheduler.cancellation(of: job.scheduled)) { _ in } }
            return
        }
        if answer.isDoubtful || scheduler.failure(answer.errors) == .passing {
            job.isDoubtful()
            return
        }
        let words = answer.errors.split(whereSeparator: \.isNewline).last.map { ": \($0.prefix(300))" } ?? ""
        jobs[job.id] = nil
        pending.append(.ended(job.id, .lost(reason: "\(scheduler.name) does not take its job\(words)")))
    }

    private func ask() {
        let asked = jobs.values.filter { $0.submission == .done || $0.submission == .doubtful }
        guard !isAsking, !asked.isEmpty, clock() - lastQuestion >= scheduler.poll else { return }
        isAsking = true
        lastQuestion = clock()
        let names = asked.map(\.scheduled)
        commands.start(scheduler.query(names)) { [self] answer in
            isAsking = false
            guard answer.isSuccess else { return }
            let states = scheduler.states(in: answer.output)
            for job in asked { heard(Self.state(of: job.scheduled, in: states), of: job) }
        }
    }

    private func heard(_ state: QueueState?, of job: FolderJob) {
        guard job.submission == .doubtful else { return job.watch.heard(state, at: clock()) }
        if state != nil { return job.wasTaken(as: nil) }
        if job.isCancelled {
            jobs[job.id] = nil
            return pending.append(.ended(job.id, .signalled(Signal.terminate.number)))
        }
        job.waits(until: clock() + backOff)
        backOff = min(backOff * 2, 60)
    }

    private func cancel(_ job: FolderJob) {
        guard !job.isCancelled else { return }
        job.wasCancelled()
        switch job.submission {
        case .waiting:
            jobs[job.id] = nil
            pending.append(.ended(job.id, .signalled(Signal.terminate.number)))
        case .under, .doubtful: break
        case .done: commands.start(scheduler.cancellation(of: job.scheduled)) { _ in }
        }
    }

    private static func state(of job: ScheduledJob, in states: [String: QueueState]) -> QueueState? {
        states[job.name] ?? job.id.flatMap { states[$0] }
    }

    private func parts(of handle: JobHandle) -> (name: String, folder: String)? {
        let parts = handle.text.split(separator: " ", maxSplits: 1).map(String.init)
        guard handle.launcher == scheduler.name, parts.count == 2, JobName.isSound(parts[0]), parts[1].hasPrefix("/")
        else { return nil }
        return (parts[0], parts[1])
    }
}
