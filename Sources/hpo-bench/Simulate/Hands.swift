import Expressions
import Search
import Storage
import Studies

/// People who do things by hand while a study runs: each a short process of its own.
final class Hands {
    private unowned let world: World
    private var chance: Chance
    private(set) var nextMoment: Double
    /// The trials that they were given and have not told the end of, and the next epoch to tell.
    private var asked: [Int: Int] = [:]

    init(in world: World, seed: UInt64) {
        self.world = world
        chance = Chance(seed: seed, .hands)
        nextMoment = 0
        plan()
    }

    private func plan() { nextMoment = world.now + chance.number(in: 0...40) }

    /// Does one thing; what cannot be done is told to the person, and changes nothing.
    func act() {
        plan()
        do {
            try world.byHand { study, journal in try act(on: study, by: journal) }
        } catch is StudyError {
        } catch {
            world.witness.violated("by hand: \(error)")
        }
    }

    private func act(on study: OpenStudy, by journal: StudyJournal) throws {
        let what = chance.int(in: 0...8)
        world.tell("by hand: \(what)")
        switch what {
        case 0:
            _ = try journal.enqueue([
                Configuration(["x": .float(chance.pick([0.25, 0.5, chance.number(in: 0.01...1)]))])
            ])
        case 1: asked[try journal.ask().attempt.number] = world.scenario.firstEpoch
        case 2, 3: try tell(by: journal)
        case 4:
            let running = try study.trials().filter { $0.state == .running }
            guard let trial = running.randomElement(using: &chance) else { return }
            world.witness.toldByHand(trial.number)
            if chance.once(in: 2) {
                try journal.tell(failure: "stopped by hand", of: trial.number)
            } else {
                try journal.tell(value: chance.number(in: 0...2), of: trial.number)
            }
            asked[trial.number] = nil
        case 5: _ = try journal.edit(to: chance.pick(world.scenario.edits)) { $0.problems.isEmpty }
        case 6:
            let open = try study.trials().filter { [.running, .stopped].contains($0.state.name) }
            guard let trial = open.randomElement(using: &chance) else { return }
            try study.setAside(trial.number)
            world.witness.setsAside(try study.trial(trial.number))
        case 7:
            guard let number = try held(in: study).randomElement(using: &chance) else { return }
            try release(number, in: study)
        default:
            guard let trial = try study.trials().filter(\.state.isFinal).randomElement(using: &chance) else { return }
            if chance.once(in: 2) {
                world.witness.deletes(try study.delete(trial: trial.number))
            } else {
                _ = try journal.rerun(trial.number)
            }
        }
    }

    private func tell(by journal: StudyJournal) throws {
        guard let number = asked.keys.sorted().randomElement(using: &chance), let epoch = asked[number] else { return }
        if chance.once(in: 4) {
            asked[number] = nil
            _ = try journal.tellEnd(of: number)
        } else {
            asked[number] = epoch + 1
            let report = EpochReport(
                epoch: epoch, metrics: [Metric("loss", 0.5), Metric("val", chance.number(in: 0...2))])
            if try journal.tell(report, of: number) == .stop { asked[number] = nil }
        }
    }

    /// The power was cut: what they were given may be gone.
    func forget() { asked = [:] }

    private func held(in study: OpenStudy) throws -> [Int] {
        try study.trials().map(\.number).filter { try study.hold(on: $0) != nil }
    }

    private func release(_ number: Int, in study: OpenStudy) throws {
        world.witness.releases(number)
        try study.release(number)
    }

    /// Tells the end of all that runs by hand, and lets all go on that was stopped.
    func finish() throws {
        try world.byHand { study, journal in
            for number in try held(in: study) { try release(number, in: study) }
            let owners = try study.owners()
            for trial in try study.trials() where trial.state == .running && owners[trial.number] == nil {
                try journal.tell(failure: "given up", of: trial.number)
            }
        }
    }
}
