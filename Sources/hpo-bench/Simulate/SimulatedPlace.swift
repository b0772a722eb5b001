import Runner
import Search

/// Where jobs run: a machine or a cluster, whose scheduler has its moods.
final class SimulatedPlace {
    private let scenario: Scenario
    private let clock: () -> Double
    private let witness: Witness
    private var chance: Chance
    private(set) var jobs: [AttemptID: SimulatedJob] = [:]
    /// What the trials have in their folders: the last epoch that is in a checkpoint.
    private var checkpoints: [Int: Int] = [:]
    /// When the scheduler does something to one of the jobs next.
    private var moodAt: Double
    var isCalm = false

    init(_ scenario: Scenario, _ witness: Witness, clock: @escaping () -> Double) {
        self.scenario = scenario
        self.witness = witness
        self.clock = clock
        chance = Chance(seed: scenario.seed, .place)
        moodAt = clock() + chance.number(in: 5...200)
    }

    /// Why a job cannot be submitted now; nil where it can.
    func refusal() -> LaunchError? {
        guard !isCalm else { return nil }
        if chance.once(in: 60) { return LaunchError("no descriptors are left", isNoRoom: true) }
        if chance.once(in: 120) { return LaunchError("no such partition") }
        return nil
    }

    /// The program of an attempt begins.
    func begin(_ id: AttemptID) {
        witness.begins(id, besides: jobs.values.filter { $0.id.trial == id.trial && !$0.isOver }.map(\.id))
        if id.attempt == 1 { checkpoints[id.trial] = nil }
        let program = SimulatedProgram(id, in: scenario, checkpoint: checkpoints[id.trial])
        let queued = chance.once(in: 4) ? chance.number(in: 0...20) : 0
        jobs[id] = SimulatedJob(
            id, program, since: clock() + queued, lag: scenario.lag,
            Chance(seed: scenario.seed, .place, 1 + id.trial * 64 + min(id.attempt, 63)))
        advance()
    }

    /// Ends a job whether it will or not; it is gone when this returns.
    func end(_ id: AttemptID) {
        advance()
        jobs[id]?.finish(.signalled(9), at: clock())
    }

    /// Everything is lost, as when a machine is switched off.
    func lose() {
        advance()
        for job in sorted { job.finish(.signalled(9), at: clock()) }
        jobs = [:]
    }

    /// All that is due by now is done.
    func advance() {
        let now = clock()
        for job in sorted {
            job.advance(to: now)
            if let saved = job.saved { checkpoints[job.id.trial] = max(saved, checkpoints[job.id.trial] ?? saved) }
        }
        guard now >= moodAt else { return }
        moodAt = now + chance.number(in: 5...200)
        guard !isCalm, let job = sorted.filter({ !$0.isOver }).randomElement(using: &chance) else { return }
        job.finish(
            chance.pick([
                .interrupted(reason: "requeued"), .interrupted(reason: "the node has failed"),
                .lost(reason: "the scheduler does not know it any more"), .signalled(9),
            ]), at: now)
    }

    /// When something happens here next.
    var nextMoment: Double { jobs.values.reduce(moodAt) { min($0, $1.nextStep) } }

    /// In an order that does not depend on chance.
    private var sorted: [SimulatedJob] {
        jobs.values.sorted { ($0.id.trial, $0.id.attempt) < ($1.id.trial, $1.id.attempt) }
    }
}
