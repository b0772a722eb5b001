import Runner
import Search
import Storage

/// Runs jobs of a simulated place for one process, which may die at any call.
final class SimulatedLauncher: Launcher {
    private static let name = "simulated"
    private let place: SimulatedPlace
    private let worker: SimulatedProcess
    private let sabotage: Sabotage?
    /// The jobs that it follows, and how many of their events it has given.
    private var followed: [AttemptID: Int] = [:]
    private var hasWaited = false
    private var dropped: Set<AttemptID> = []

    init(_ place: SimulatedPlace, for worker: SimulatedProcess, sabotage: Sabotage?) {
        self.place = place
        self.worker = worker
        self.sabotage = sabotage
    }

    /// A turn of its loop begins.
    func turnBegins() { hasWaited = false }

    /// What is known here of jobs is known no more, and they go on, or end of nobody's hearing them.
    func abandon(outlive: Bool) {
        for id in followed.keys where !outlive { place.jobs[id]?.isUnheard = true }
    }

    func submit(_ job: Job, recording record: (JobHandle) -> Bool) throws(LaunchError) {
        guard !worker.diesNow() else { return }
        if let refusal = place.refusal() { throw refusal }
        guard record(JobHandle(launcher: Self.name, text: "\(job.id.trial)-\(job.id.attempt)")) else { return }
        guard !worker.diesNow() else { return }
        place.begin(job.id)
        if sabotage == .beginsTwice, job.id.trial == 2 { place.begin(job.id) }
        followed[job.id] = 0
        _ = worker.diesNow()
    }

    func adopt(_ job: Job, _ handle: JobHandle) -> Bool {
        guard !worker.diesNow(), worker.adopts, let there = self.job(of: handle), there.id == job.id else {
            return false
        }
        followed[job.id] = 0
        return true
    }

    func forget(_ id: AttemptID) { followed[id] = nil }

    func end(_ handle: JobHandle) {
        guard !worker.diesNow(), let job = job(of: handle) else { return }
        place.end(job.id)
        _ = worker.diesNow()
    }

    func hasEnded(_ id: AttemptID) -> Bool { place.jobs[id]?.isOver ?? true }

    func answer(_ verdict: Verdict, to id: AttemptID) {
        guard !worker.diesNow() else { return }
        worker.world.tell("answer \(verdict) to \(id)")
        place.jobs[id]?.answer(verdict, at: worker.now)
    }

    func terminate(_ id: AttemptID) {
        guard !worker.diesNow() else { return }
        worker.world.tell("terminate \(id)")
        place.jobs[id]?.terminate(at: worker.now)
    }

    func kill(_ id: AttemptID) {
        guard !worker.diesNow() else { return }
        worker.world.tell("kill \(id)")
        place.end(id)
    }

    func events(within seconds: Double, waking wake: Int32) -> [JobEvent] {
        // In the afterlife all is over: the loop comes to its end.
        guard !worker.diesNow() else {
            worker.timeGoesOn(seconds)
            defer { followed = [:] }
            return followed.keys.map { .ended($0, .signalled(9)) }
        }
        // The first wait of a turn is one between turns; what waits within one lets the others wait.
        if hasWaited { worker.pause(seconds) }
        hasWaited = true
        let events = take()
        worker.waits(until: worker.now + (events.isEmpty ? seconds : 0))
        return events
    }

    /// When there is something for its loop next.
    var nextEvent: Double {
        followed.reduce(.infinity) { soonest, entry in
            guard let job = place.jobs[entry.key], entry.value < job.history.count else { return soonest }
            return min(soonest, job.history[entry.value].visible)
        }
    }

    private func take() -> [JobEvent] {
        place.advance()
        var events: [JobEvent] = []
        for id in followed.keys.sorted(by: { ($0.trial, $0.attempt) < ($1.trial, $1.attempt) }) {
            guard let job = place.jobs[id] else {
                followed[id] = nil
                events.append(.ended(id, .lost(reason: "it is gone")))
                continue
            }
            while let given = followed[id], given < job.history.count, job.history[given].visible <= worker.now {
                followed[id] = given + 1
                let event = job.history[given].event
                if case .ended = event { followed[id] = nil }
                if case .printed = event, sabotage == .dropsLine, id.trial == 1, dropped.insert(id).inserted {
                    continue
                }
                events.append(event)
            }
        }
        return events
    }

    private func job(of handle: JobHandle) -> SimulatedJob? {
        let parts = handle.text.split(separator: "-").compactMap { Int($0) }
        guard handle.launcher == Self.name, parts.count == 2 else { return nil }
        return place.jobs[AttemptID(trial: parts[0], attempt: parts[1])]
    }
}
