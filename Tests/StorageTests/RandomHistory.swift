import Expressions
import Search
import Storage
import System
import TestSupport

/// A study that all kinds of things happen to, by chance but the same for the same seed: trials begin, report, report again,
/// are stopped, resumed, begun over, paused, promoted, completed, repeated and deleted; trials are enqueued, the definition is edited, and
/// a process dies in the middle.
struct RandomHistory {
    let database: StudyDatabase
    let study: Study
    private var chance: SeededGenerator
    private let owner = Owner(host: "cluster", boot: "boot-1/0", process: .init(pid: 4242, start: 99))
    private var running: [TrialAttempt] = []

    init(_ study: Study, in database: StudyDatabase, seed: UInt64) {
        (self.study, self.database, chance) = (study, database, SeededGenerator(seed: seed))
    }

    /// Goes on with `count` more happenings.
    mutating func happen(_ count: Int) throws {
        for _ in 0..<count { try happen() }
    }

    private mutating func happen() throws {
        switch Int.random(in: 0..<21, using: &chance) {
        case 0...2: try start()
        case 3...10: try report()
        case 11...12: try end()
        case 13: try resume()
        case 14: try enqueue()
        case 15: if let trial = try database.claimWaiting(of: study.id, owner: owner) { running.append(trial.attempt) }
        case 16: try edit()
        case 17: try pause()
        case 18: try promote()
        case 19: try delete()
        default: try repeatTrial()
        }
    }

    private mutating func start() throws {
        let ask = try database.nextAsk(of: study.id)
        var trial = NewTrial.sampled(
            ["x": .int(ask.number), "y": .float(.infinity)], number: ask.number, saw: ask.revision)
        trial.definitionRevision = ask.definition
        let started = try database.startTrial(number: ask.number, of: study.id, as: trial, owner: owner)
        if let started { running.append(started.attempt) }
    }

    private mutating func report() throws {
        guard let attempt = running.randomElement(using: &chance) else { return }
        let last = try database.epochs(of: attempt.number, in: study.id).last?.epoch ?? 0
        // The next one, or one that was reported before, by this attempt or an earlier one.
        let epoch = Bool.random(using: &chance) ? last + 1 : Int.random(in: 0...(last + 1), using: &chance)
        let value = Double(Int.random(in: 0..<8, using: &chance)) / 8
        // Of two values of a metric that nothing is decided by, nobody could say later which came first.
        var metrics = [Metric(["loss", "rate"].randomElement(using: &chance) ?? "", epoch == 2 ? .nan : Double(epoch))]
        if Bool.random(using: &chance) { metrics.append(Metric("accuracy", value)) }
        let worth = { (metrics: [Metric]) in
            EpochWorth(values: metrics.filter { $0.name == "accuracy" }.map(\.value))
        }
        let new = NewEpoch(epoch, of: attempt, metrics: metrics, values: worth(metrics).values)
        let receipts = try database.record(
            [new], of: study.id, after: .max, takeIn: { _ in true }, measure: { worth($1) }, judge: { _, _, _ in nil })
        if case .refused(let error) = receipts?.first { throw error }
    }

    private mutating func end() throws {
        guard let index = running.indices.randomElement(using: &chance) else { return }
        let attempt = running.remove(at: index)
        let outcomes: [Outcome] = [
            .completed(value: 0.5), .failed(reason: "exit status 1"), .stopped, .stopped, .pruned(epoch: 1),
        ]
        try database.finish(attempt, outcomes.randomElement(using: &chance) ?? .stopped)
    }

    private mutating func resume() throws {
        if let trial = try database.claimStopped(of: study.id, owner: owner) { running.append(trial.attempt) }
    }

    private mutating func enqueue() throws {
        let ask = try database.nextAsk(of: study.id)
        let parameters = TrialParameters(sampled: Configuration(["x": .int(Int.random(in: 0..<9, using: &chance))]))
        let trial = NewTrial(
            parameters: parameters, seed: ask.number + 7, origin: .enqueued, definitionRevision: ask.definition)
        _ = try database.enqueue([trial], numberedFrom: ask.number, to: study.id)
    }

    /// Also one that others repeat.
    private mutating func delete() throws {
        let trials = try database.trials(of: study.id).filter { $0.state != .running && $0.deletedRevision == nil }
        guard let trial = trials.randomElement(using: &chance) else { return }
        let repeated = try database.trials(of: study.id).contains {
            $0.repeats?.trial == trial.number && $0.state == .running
        }
        if !repeated { try database.deleteTrial(trial.number, of: study.id) }
    }

    private mutating func edit() throws {
        let trials = try database.trials(of: study.id)
        let (revision, next) = (try database.study(study.id).definitionRevision, trials.count)
        let parameters = TrialParameters(sampled: Configuration(["x": .int(Int.random(in: 0..<9, using: &chance))]))
        let waiting = trials.filter { $0.state == .waiting }.map { ($0.number, parameters) }
        _ = try database.addDefinition(
            "{ name: \"face\", edit: \(revision) }", to: study.id, after: revision, trials: next,
            waiting: Dictionary(uniqueKeysWithValues: waiting))
    }

    private mutating func pause() throws {
        guard let index = running.indices.randomElement(using: &chance) else { return }
        let attempt = running[index]
        guard let epoch = try database.epochs(of: attempt.number, in: study.id).last, epoch.revision != nil else {
            return
        }
        try database.recordVerdict(.pause, at: epoch.epoch, of: attempt, sawRevision: epoch.revision ?? 0)
        running.remove(at: index)
        try database.finish(attempt, .paused(epoch: epoch.epoch))
    }

    private mutating func promote() throws {
        let paused = try database.trials(of: study.id).filter { $0.pausedEpoch != nil && $0.deletedRevision == nil }
        guard let trial = paused.randomElement(using: &chance) else { return }
        let revision = try database.study(study.id).revision
        let claimed = try database.claimPaused(trial.number, of: study.id, owner: owner, sawRevision: revision)
        if let claimed { running.append(claimed.attempt) }
    }

    private mutating func repeatTrial() throws {
        let done = try database.trials(of: study.id).filter {
            $0.state.name == .completed && $0.repeats == nil && $0.deletedRevision == nil
        }
        guard let trial = done.randomElement(using: &chance) else { return }
        let index = Int.random(in: 1...3, using: &chance)
        let claimed = try database.startRepetition(
            Repetition(of: trial.number, index: index), of: study.id, with: trial.parameters, seed: index, owner: owner)
        if let claimed { running.append(claimed.attempt) }
    }
}
