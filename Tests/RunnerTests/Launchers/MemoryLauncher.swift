// A place in memory where programs are lists of steps and the time is a test's: hours pass at once, and jobs outlive the
// launcher that submitted them, as they do on a cluster.

import Search
import Storage
import System

@testable import Runner

/// Seconds that pass only when a launcher waits.
final class TestClock {
    var now = 0.0
}

/// What a program in memory does next.
enum Step {
    case print(String)
    case wait(Double)
    /// Reads an answer; `stop` ends the program with the status 0.
    case listen
    case end(JobEnd)
}

/// Where the jobs are.
final class MemoryPlace {
    let clock = TestClock()
    /// What the program of a job does; without an end of its own it exits with 0.
    var program: (Job) -> [Step]
    /// Whether programs end when they are asked to.
    var listensToTermination = true
    /// How many programs there is room for at once.
    var room = Int.max
    private(set) var jobs: [String: MemoryJob] = [:]

    init(_ program: @escaping (Job) -> [Step]) { self.program = program }

    func add(_ job: Job) -> MemoryJob {
        let added = MemoryJob(job.id, program(job) + [.end(.exited(status: 0))], since: clock.now)
        added.listensToTermination = listensToTermination
        jobs[added.name] = added
        return added
    }

    /// Loses all jobs, as a machine that is switched off does.
    func lose() { jobs = [:] }
}

/// One running program.
final class MemoryJob {
    let id: AttemptID
    var name: String { Self.name(of: id) }
    var listensToTermination = true
    private(set) var history: [JobEvent] = []
    private var steps: ArraySlice<Step>
    /// When it goes on; infinity where it waits for an answer, nil when it is over.
    private(set) var resumesAt: Double?

    static func name(of id: AttemptID) -> String { "\(id.trial)-\(id.attempt)" }

    init(_ id: AttemptID, _ steps: [Step], since now: Double) {
        self.id = id
        self.steps = steps[...]
        resumesAt = now
    }

    /// Does all that is due by `now`.
    func advance(to now: Double) {
        while let due = resumesAt, due <= now, let step = steps.popFirst() {
            switch step {
            case .print(let line): history.append(.printed(id, .output, bytes: Array((line + "\n").utf8)))
            case .wait(let seconds): resumesAt = due + seconds
            case .listen: resumesAt = .infinity
            case .end(let end): finish(end)
            }
        }
    }

    func answer(_ verdict: Verdict, at now: Double) {
        guard resumesAt == .infinity else { return }
        if verdict == .stop { finish(.exited(status: 0)) } else { resumesAt = now }
    }

    func finish(_ end: JobEnd) {
        guard resumesAt != nil else { return }
        resumesAt = nil
        history.append(.ended(id, end))
    }
}

/// Runs jobs of a `MemoryPlace`.
final class MemoryLauncher: Launcher {
    static let name = "memory"
    let place: MemoryPlace
    /// The jobs that it follows, and how many of their events it has given.
    private var followed: [AttemptID: (job: MemoryJob, given: Int)] = [:]
    private var pending: [JobEvent] = []

    init(_ place: MemoryPlace) { self.place = place }

    func submit(_ job: Job, recording record: (JobHandle) -> Bool) throws(LaunchError) {
        guard followed.count < place.room else { throw LaunchError("no more descriptors", isNoRoom: true) }
        guard record(JobHandle(launcher: Self.name, text: MemoryJob.name(of: job.id))) else { return }
        followed[job.id] = (place.add(job), 0)
        pending.append(.started(job.id))
    }

    func adopt(_ job: Job, _ handle: JobHandle) -> Bool {
        guard handle.launcher == Self.name, let there = place.jobs[handle.text] else { return false }
        followed[job.id] = (there, 0)
        return true
    }

    func forget(_ id: AttemptID) { followed[id] = nil }

    func end(_ handle: JobHandle) {
        if handle.launcher == Self.name { place.jobs[handle.text]?.finish(.signalled(9)) }
    }

    func hasEnded(_ id: AttemptID) -> Bool { followed[id]?.job.resumesAt == nil }

    func answer(_ verdict: Verdict, to id: AttemptID) { followed[id]?.job.answer(verdict, at: place.clock.now) }

    func terminate(_ id: AttemptID) {
        guard let job = followed[id]?.job, job.listensToTermination else { return }
        job.finish(.signalled(15))
    }

    func kill(_ id: AttemptID) { followed[id]?.job.finish(.signalled(9)) }

    func events(within seconds: Double, waking wake: Int32) -> [JobEvent] {
        let before = take()
        if !before.isEmpty || isAwake(wake) { return before }
        let next = followed.values.compactMap(\.job.resumesAt).min() ?? .infinity
        place.clock.now = min(max(next, place.clock.now), place.clock.now + seconds)
        return take()
    }

    private func isAwake(_ wake: Int32) -> Bool {
        guard wake >= 0 else { return false }
        var poll = Poll()
        poll.add(wake)
        return !poll.wait(atMost: 0).isEmpty
    }

    private func take() -> [JobEvent] {
        var events = pending
        pending = []
        for (id, (job, given)) in followed.sorted(by: { $0.key.trial < $1.key.trial }) {
            job.advance(to: place.clock.now)
            events += job.history[given...]
            followed[id]?.given = job.history.count
            if job.resumesAt == nil { followed[id] = nil }
        }
        return events
    }
}
