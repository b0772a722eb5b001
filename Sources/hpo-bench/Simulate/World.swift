import CrashFiles
import Foundation
import Runner
import Search
import Storage
import Studies
import System

/// What went wrong with the simulation itself.
enum SimulationError: Error { case noFiles }

/// Time, a disk, machines, and what happens on them, one thing after another. Used from one thread.
final class World: @unchecked Sendable {
    let scenario: Scenario
    let witness: Witness
    private(set) var now = 0.0
    private(set) lazy var place = SimulatedPlace(scenario, witness) { [unowned self] in now }
    private var disk: SimulatedDisk
    private var chance: Chance
    private(set) var processes: [SimulatedProcess] = []
    private var started = 0
    private var startsAt: [Double] = []
    private var cutsAt: [Double] = []
    private var cuts = 0
    private var hands: Hands?
    private let sabotage: Sabotage?
    private let traces: Bool
    private var depth = 0
    private var isCalm = false
    private var calmRuns = 0
    private(set) var steps = 0
    var deaths = 0

    /// More steps than any history has that comes to an end.
    private static let mostSteps = 60_000

    init(_ scenario: Scenario, template: URL, folder: String, sabotage: Sabotage?, traces: Bool) throws {
        self.traces = traces
        self.scenario = scenario
        self.sabotage = sabotage
        witness = Witness()
        chance = Chance(seed: scenario.seed, .world)
        disk = try SimulatedDisk(folder, seed: scenario.seed, template: scenario.createsInTrouble ? nil : template)
        startsAt = (0..<scenario.loops).map { Double($0) * chance.number(in: 0...5) }
        cutsAt = (0..<scenario.powerCuts).map { _ in chance.number(in: 1...120) }.sorted()
        if scenario.hands { hands = Hands(in: self, seed: scenario.seed) }
    }

    var path: String { disk.path }

    /// Tells what happens to whoever looks for a fault.
    func tell(_ words: @autoclosure () -> String) {
        if traces { note("\((now * 1000).rounded() / 1000)  \(words())") }
    }

    /// Opens the database.
    ///
    /// - Parameters:
    ///   - host: whose clock is asked, which may be minutes wrong.
    ///   - moment: called whenever it is.
    func open(vfs: String, on host: String, moment: @escaping () -> Void) throws -> StudyDatabase {
        let wrong = host == "host1" ? scenario.skew : 0
        let owners = { [unowned self] (process: ProcessIdentity) in
            processes.contains { $0.owner.process == process && !$0.isOver && !$0.isDead }
        }
        let environment = Shared(
            clock: { [unowned self] in
                moment(); return 1_700_000_000 + wrong + now
            }, isRunning: owners)
        let database = try StudyDatabase(
            opening: path, patience: 0,
            in: DatabaseEnvironment(
                clock: { environment.clock() }, isRunning: { environment.isRunning($0) }, vfs: vfs,
                checkpointPages: scenario.checkpointPages))
        let store = StudyStore(database)
        do { _ = try store.study(named: "simulated") } catch StudyError.storage(.unknownStudy) {
            // Another may be faster.
            do { _ = try store.create(scenario.definition, directory: disk.folder) } catch StudyError.storage(
                .studyExists)
            {}
        }
        return database
    }

    /// Has everything happen, to its end.
    func run() throws {
        while steps < Self.mostSteps {
            steps += 1
            let due = [
                processes.map(\.nextMoment).min() ?? .infinity, startsAt.first ?? .infinity, cutsAt.first ?? .infinity,
                hands?.nextMoment ?? .infinity,
            ]
            let soonest = due.min() ?? .infinity
            let next = processes.isEmpty ? soonest : min(soonest, max(now, place.nextMoment))
            guard next < .infinity, !processes.isEmpty || !startsAt.isEmpty else {
                guard try goOn() else { return }
                continue
            }
            now = max(now, next) + chance.number(in: 0...0.002)
            place.advance()
            if let cut = cutsAt.first, cut <= now { try cutPower() }
            if let due = startsAt.first, due <= now { try startInTrouble() }
            if let hands, hands.nextMoment <= now { hands.act() }
            // In any order, where several are ready.
            for process in processes.shuffled(using: &chance) where process.nextMoment <= now && !process.isOver {
                process.turn()
            }
            clear()
        }
        witness.violated("it goes on for ever: \(steps) steps, \(Int(now)) s")
    }

    private func start(_ fate: Fate, _ limits: RunLimits, confirms: Bool = false) throws {
        started += 1
        let host = isCalm ? 0 : chance.int(in: 0...scenario.hosts - 1)
        let owner = Owner(
            host: "host\(host)", boot: "boot\(host)-\(cuts)/1",
            process: ProcessIdentity(pid: 100 + started, start: started))
        let process = try SimulatedProcess(owner, in: self, over: disk.files, fate: fate)
        processes.append(process)
        tell("process \(owner.process.pid) on \(owner.host) begins: \(fate)")
        witness.begins(limits, by: owner)
        process.begin(limits, confirms: confirms, sabotage: sabotage)
    }

    private func startInTrouble() throws {
        startsAt.removeFirst()
        var limits = RunLimits(trials: chance.int(in: 1...6), jobs: chance.int(in: 1...4), maxFailures: 4)
        if chance.once(in: 8) { limits.timeout = chance.number(in: 5...60) }
        let fate = Fate(&chance, after: now)
        try start(fate, limits, confirms: scenario.confirms && chance.once(in: 3))
    }

    /// Lets go of those that are over; others take their place while there is trouble.
    private func clear() {
        for process in processes where process.isOver {
            process.close()
            if !isCalm, started + startsAt.count < scenario.processes {
                startsAt.append(now + chance.number(in: 0...30))
                startsAt.sort()
            }
        }
        processes.removeAll(where: \.isOver)
    }

    /// When no process is left: no more trouble, and one run has to bring everything to its end, then one that confirms.
    ///
    /// - Returns: false where all that is done.
    private func goOn() throws -> Bool {
        calmRuns += 1
        switch calmRuns {
        case 1:
            isCalm = true
            place.isCalm = true
            try hands?.finish()
            (hands, cutsAt) = (nil, [])
            var waiting = 0
            try byHand { study, _ in waiting = try study.trials().filter { $0.state == .waiting }.count }
            try start(Fate(), RunLimits(trials: waiting + 2, jobs: 2, maxFailures: .max))
        case 2: try start(Fate(), RunLimits(jobs: 2, maxFailures: .max), confirms: true)
        default: return false
        }
        return true
    }

    private func cutPower() throws {
        cutsAt.removeFirst()
        cuts += 1
        tell("the power is cut")
        for process in processes { process.kill() }
        clear()
        place.lose()
        let durable = try disk.cutPower()
        witness.forgets(what: { $0 > durable })
        hands?.forget()
    }

    /// How many changes the disk has seen, by which it is told what a power cut takes back.
    var changes: Int { disk.changes }

    func ended(_ end: RunEnd, of process: SimulatedProcess) {
        tell("process \(process.owner.process.pid): \(end)")
    }

    /// A process is at a moment at which others may run: another takes a turn, or a person does something.
    func aMoment(of process: SimulatedProcess) {
        guard depth == 0, !process.isDead, process.isOnStack, chance.once(in: scenario.eagerness) else { return }
        depth += 1
        defer { depth -= 1 }
        if let hands, chance.once(in: 6) { return hands.act() }
        let ready = processes.filter { $0 !== process && $0.isReady }
        if !ready.isEmpty { chance.pick(ready).turn() }
    }

    /// Some time goes by in the middle of a turn.
    func pass(_ seconds: Double) {
        now += max(seconds, 0.001)
        place.advance()
    }

    /// Something short, by a process of its own.
    func byHand(_ body: (OpenStudy, StudyJournal) throws -> Void) throws {
        guard let files = ProcessFiles(over: disk.files) else { throw SimulationError.noFiles }
        // The files are let go of after the database.
        try withExtendedLifetime(files) {
            let study = try StudyStore(try open(vfs: files.vfs, on: "host0") {}).study(named: "simulated")
            try body(study, try study.journal(for: .byHand))
        }
    }

    /// What must hold now holds, or the witness knows.
    func check() throws { try witness.check(self) }
}

/// What closures of a database take along, all on one thread.
private final class Shared: @unchecked Sendable {
    let clock: () -> Double
    let isRunning: (ProcessIdentity) -> Bool

    init(clock: @escaping () -> Double, isRunning: @escaping (ProcessIdentity) -> Bool) {
        self.clock = clock
        self.isRunning = isRunning
    }
}
