import CrashFiles
import Runner
import SQLite
import Storage
import Studies
import System

/// One `hpo study run`: the real loop, journal and database, and when and how it dies.
final class SimulatedProcess {
    let owner: Owner
    let world: World
    private let files: ProcessFiles
    private var launcher: SimulatedLauncher?
    private var loop: StudyLoop?
    private let interrupts: Interrupts
    /// When its loop wants to go on at the latest.
    private var wakesAt: Double
    /// Until when it stands still, as on a laptop whose lid is closed.
    private var frozenUntil = -Double.infinity
    private(set) var fate: Fate
    private var launcherCalls = 0
    /// Seconds that have gone by for it alone since it has died.
    private var afterlife = 0.0
    /// Whether it is in the middle of a turn.
    private(set) var isOnStack = false
    private(set) var isOver = false

    init(_ owner: Owner, in world: World, over disk: RecordedFiles, fate: Fate) throws {
        guard let files = ProcessFiles(over: disk) else { throw SimulationError.noFiles }
        (self.owner, self.world, self.files, self.fate) = (owner, world, files, fate)
        interrupts = try Interrupts()
        wakesAt = world.now
        if let fault = fate.disk { files.plan(fault.kind, after: fault.after) }
    }

    deinit {
        loop = nil
        launcher = nil
    }

    var now: Double { world.now }
    var adopts: Bool { world.scenario.adopts }
    var isDead: Bool { files.isDead }

    /// Opens the database and begins a run.
    ///
    /// - Parameter confirms: whether it runs completed trials again, rather than search.
    func begin(_ limits: RunLimits, confirms: Bool, sabotage: Sabotage?) {
        attempt {
            let database = try world.open(vfs: files.vfs, on: owner.host) { [unowned self] in world.aMoment(of: self) }
            let study = try StudyStore(database).study(named: "simulated")
            let launcher = SimulatedLauncher(world.place, for: self, sabotage: sabotage)
            self.launcher = launcher
            let repetitions = confirms ? try self.repetitions(in: study) : nil
            loop = StudyLoop(
                try study.journal(for: .process(owner)), repetitions: repetitions, launcher: launcher,
                settings: RunSettings(limits: limits, executable: "hpo", environment: [:], cores: 4),
                interrupts: interrupts,
                observe: { [unowned self] event in
                    guard !isDead else { return }
                    world.witness.sees(event, by: owner, in: world)
                    if case .tick = event { return }
                    world.tell("process \(owner.process.pid): \(event)")
                },
                clock: { [unowned self] in now + afterlife })
        }
    }

    private func repetitions(in study: OpenStudy) throws -> [Repetition] {
        let best = try study.trials().filter { $0.state.name == .completed && $0.repeats == nil }.prefix(2)
        return best.flatMap { trial in (1...2).map { Repetition(of: trial.number, index: $0) } }
    }

    /// When it does something next.
    var nextMoment: Double {
        let due = min(wakesAt, launcher?.nextEvent ?? .infinity, fate.interruptsAt.first ?? .infinity)
        return min(max(due, frozenUntil), fate.diesAt)
    }

    /// Whether it could do something now.
    var isReady: Bool { !isOver && !isOnStack && !isDead && frozenUntil <= now && fate.diesAt > now }

    /// Does what it would do between two waits.
    func turn() {
        guard fate.diesAt > now else {
            files.kill()
            return leave()
        }
        if let freeze = fate.freeze, now >= freeze.at {
            fate.freeze = nil
            frozenUntil = now + freeze.seconds
            world.tell("process \(owner.process.pid) stands still until \(frozenUntil)")
            return
        }
        while let first = fate.interruptsAt.first, first <= now {
            fate.interruptsAt.removeFirst()
            interrupts.request()
        }
        wakesAt = now
        launcher?.turnBegins()
        attempt {
            guard let end = try loop?.turn() else { return }
            world.ended(end, of: self)
            leave()
        }
        if isDead { leave() }
    }

    /// What `body` throws ends it, and is only right where there was a reason.
    private func attempt(_ body: () throws -> Void) {
        isOnStack = true
        defer { isOnStack = false }
        do { try body() } catch {
            if !isDead, !isExcused(error) {
                world.witness.violated("the run of \(owner.process.pid) ended with: \(error)")
            }
            leave()
        }
    }

    private func isExcused(_ error: any Error) -> Bool {
        if let error = error as? StorageError { return isExcused(StudyError.storage(error)) }
        guard let error = error as? StudyError else { return false }
        switch error {
        case .storage(.database(.full)):
            guard case .full? = fate.disk?.kind else { return false }
            return true
        // The second stage begins with the best trial of the first, and all may have failed.
        case .noRoom, .nothingToStartFrom: return true
        default: return false
        }
    }

    /// It is gone, with what it had in memory.
    func leave() {
        guard !isOver else { return }
        isOver = true
        if isDead {
            world.deaths += 1
            world.tell("process \(owner.process.pid) dies")
            launcher?.abandon(outlive: fate.jobsOutlive)
        }
        wakesAt = .infinity
    }

    /// Lets go of its database, when it is not on the stack any more.
    func close() {
        loop = nil
        launcher = nil
    }

    /// Ends it at once, as a power cut does.
    func kill() {
        files.kill()
        leave()
    }

    /// A call of its launcher: whether it is dead by then.
    func diesNow() -> Bool {
        if isDead { return true }
        launcherCalls += 1
        if launcherCalls == fate.diesAtCall { files.kill() }
        return isDead
    }

    func waits(until time: Double) { wakesAt = time }

    /// It is dead, and its loop waits for something.
    func timeGoesOn(_ seconds: Double) { afterlife += max(seconds, 0.1) }

    /// It waits in the middle of a turn.
    func pause(_ seconds: Double) { world.pass(seconds) }
}

/// What befalls a process.
struct Fate {
    /// A fault of its disk, after so many of its changes.
    var disk: (kind: ProcessFiles.Fault, after: Int)?
    /// The call of its launcher at which it dies.
    var diesAtCall = Int.max
    var diesAt = Double.infinity
    var freeze: (at: Double, seconds: Double)?
    /// When someone presses Ctrl-C.
    var interruptsAt: [Double] = []
    /// Whether its jobs go on when it dies.
    var jobsOutlive = true

    /// Nothing befalls it.
    init() {}

    init(_ chance: inout Chance, after now: Double) {
        jobsOutlive = !chance.once(in: 3)
        let kinds: [ProcessFiles.Fault] = [
            .diesBefore, .diesWithin, .diesAfter, .diesSoon, .full(chance.int(in: 1...40)),
        ]
        switch chance.int(in: 0...10) {
        case 0...3: disk = (chance.pick(kinds), chance.int(in: 0...chance.pick([20, 150, 600])))
        case 4: diesAtCall = chance.int(in: 1...chance.pick([10, 80]))
        case 5: diesAt = now + chance.number(in: 0...60)
        case 6, 10: freeze = (now + chance.number(in: 0...30), chance.number(in: 1...200))
        case 7:
            let first = now + chance.number(in: 0...40)
            interruptsAt = chance.once(in: 2) ? [first] : [first, first + chance.number(in: 0...15)]
        default: break
        }
    }
}
