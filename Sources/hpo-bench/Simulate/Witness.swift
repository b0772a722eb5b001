import Definitions
import JSON
import Runner
import Search
import Storage
import Studies
import System

/// What processes have said that is so, and whether it still is.
final class Witness {
    private struct Key: Hashable {
        let trial: Int
        let attempt: Int
        let epoch: Int
    }

    /// Something that a process was told is on record, and the disk's changes by then.
    private struct Noted<What> {
        var what: What
        let change: Int
    }

    private(set) var violations: [String] = []
    /// How many epochs were acknowledged.
    private(set) var epochs = 0
    /// How many trials there were in the end.
    private(set) var trials = 0
    private var acknowledged: [Key: Noted<[String: Double]>] = [:]
    private var endings: [AttemptID: Noted<Outcome>] = [:]
    /// What the programs of completed trials had said.
    private var whole: [AttemptID: Noted<Said>] = [:]
    private var begun: Set<AttemptID> = []
    private var attempts: [Owner: [Int: Int]] = [:]
    private var byHand: Set<Int> = []
    /// The attempts that people have stopped, by trial.
    private var setAside: [Int: Int] = [:]
    private var deleted: Set<Int> = []
    private var left: [Owner: Int] = [:]

    /// Something is not as it must be.
    func violated(_ words: String) {
        if violations.count < 20 { violations.append(words) }
    }

    func begins(_ limits: RunLimits, by owner: Owner) { left[owner] = limits.trials }

    /// The program of an attempt begins.
    func begins(_ id: AttemptID, besides others: [AttemptID]) {
        if !begun.insert(id).inserted { violated("attempt \(id.attempt) of trial \(id.trial) was begun twice") }
        for other in others {
            violated("attempt \(id.attempt) of trial \(id.trial) was begun while attempt \(other.attempt) runs")
        }
    }

    func toldByHand(_ trial: Int) { byHand.insert(trial) }

    /// A person has stopped a trial in its present attempt, behind which none begins.
    func setsAside(_ trial: Trial) { setAside[trial.number] = trial.attempt }

    func releases(_ trial: Int) { setAside[trial] = nil }

    func deletes(_ trials: [Int]) { deleted.formUnion(trials) }

    /// A process that lives has heard of something from its loop.
    func sees(_ event: RunEvent, by owner: Owner, in world: World) {
        switch event {
        case .started(let claimed), .adopted(let claimed):
            attempts[owner, default: [:]][claimed.attempt.number] = claimed.attempt.attempt
            // Where the pruner paused a trial at the moment that somebody stopped it, the pause counts, and its promotion.
            if claimed.isPromoted { setAside[claimed.attempt.number] = nil }
            if case .started = event, let stopped = setAside[claimed.attempt.number], claimed.attempt.attempt > stopped
            {
                violated("trial \(claimed.attempt.number) goes on, and a person has stopped it")
            }
            guard case .started = event, !claimed.resumes, let rest = left[owner] else { return }
            left[owner] = rest - (claimed.repeats == nil ? 1 : 0)
            if rest == 0 { violated("process \(owner.process.pid) has begun more trials than it was to") }
        case .reported(let trial, let report, _):
            guard let attempt = attempts[owner]?[trial] else { return violated("a trial that nobody began reports") }
            epochs += 1
            let key = Key(trial: trial, attempt: attempt, epoch: report.epoch)
            var values = acknowledged[key]?.what ?? [:]
            for metric in report.metrics { values[metric.name] = metric.value }
            acknowledged[key] = Noted(what: values, change: world.changes)
        case .ended(let trial, let outcome):
            // One that is decided when it is to be resumed ends without having begun here.
            guard let attempt = attempts[owner]?.removeValue(forKey: trial) else { return }
            let id = AttemptID(trial: trial, attempt: attempt)
            endings[id] = Noted(what: outcome, change: world.changes)
            if case .completed = outcome, let job = world.place.jobs[id] {
                whole[id] = Noted(what: job.said, change: world.changes)
            }
        case .lost(let trial, _): attempts[owner]?[trial] = nil
        default: break
        }
    }

    /// A power cut has taken things back.
    func forgets(what isLost: (Int) -> Bool) {
        acknowledged = acknowledged.filter { !isLost($0.value.change) }
        endings = endings.filter { !isLost($0.value.change) }
        whole = whole.filter { !isLost($0.value.change) }
        // Numbers are given again.
        begun = []
        left = [:]
        byHand = []
        deleted = []
        setAside = [:]
    }

    /// Takes an acknowledged epoch, for those who break things.
    var anAcknowledged: (trial: Int, epoch: Int)? { acknowledged.keys.map { ($0.trial, $0.epoch) }.min { $0 < $1 } }

    // MARK: What must hold in the end

    func check(_ world: World) throws {
        let check = try StudyStore.check(world.path)
        for damage in check.damages { violated("the file: \(damage)") }
        for problem in check.problems { violated("db check: \(problem)") }
        guard check.damages.isEmpty else { return }
        let database = try StudyDatabase(opening: world.path)
        let study = try StudyStore(database).study(named: "simulated")
        let verification = try study.verification()
        for difference in verification.differences { violated("verify: \(difference)") }
        let trials = try study.trials()
        self.trials = trials.count
        for trial in trials {
            let isPaused = trial.pausedEpoch != nil
            if !trial.state.isFinal, !isPaused { violated("trial \(trial.number) is \(trial.state.name) for ever") }
        }
        for claim in try database.claims() { violated("trial \(claim.attempt.number) is claimed for ever") }
        // Whom a person told the end of, whose process died before it heard of that, nobody knows any more.
        for job in world.place.jobs.values where !job.isOver && !byHand.contains(job.id.trial) {
            violated("the program of trial \(job.id.trial) runs for ever")
        }
        try checkEpochs(of: study, in: database)
        try checkEndings(of: study, in: database)
        checkConfigurations(of: trials, isFinite: world.scenario.definition.space.cardinality != nil)
    }

    private func checkEpochs(of study: OpenStudy, in database: StudyDatabase) throws {
        var epochs: [Int: [Epoch]] = [:]
        var replaced: [Int: [ReplacedEpoch]] = [:]
        let trials = Set(acknowledged.keys.map(\.trial) + whole.keys.map(\.trial))
        for trial in trials {
            epochs[trial] = try database.epochs(of: trial, in: study.record.id)
            replaced[trial] = try database.replacedEpochs(of: trial, in: study.record.id)
        }
        for (key, noted) in acknowledged {
            let isThere = epochs[key.trial]?.contains { $0.epoch == key.epoch && $0.holds(noted.what) } ?? false
            let isKept = replaced[key.trial]?.contains {
                $0.epoch == key.epoch && $0.attempt == key.attempt && $0.holds(noted.what)
            }
            if !isThere, isKept != true {
                violated(
                    "epoch \(key.epoch) of attempt \(key.attempt) at trial \(key.trial) was acknowledged and is lost")
            }
        }
        for (id, noted) in whole where !byHand.contains(id.trial) {
            for (epoch, values) in noted.what.sorted(by: { $0.key < $1.key }) {
                if epochs[id.trial]?.contains(where: { $0.epoch == epoch && $0.holds(values) }) != true {
                    violated("trial \(id.trial) has completed, and its epoch \(epoch) is not as its program said")
                }
            }
        }
    }

    private func checkEndings(of study: OpenStudy, in database: StudyDatabase) throws {
        let attempts = try database.attempts(of: study.record.id)
        let states = Dictionary(
            attempts.map { (AttemptID(trial: $0.trial, attempt: $0.number), $0) }, uniquingKeysWith: { $1 })
        for (id, noted) in endings {
            guard let attempt = states[id] else {
                violated("attempt \(id.attempt) of trial \(id.trial) has ended and is lost")
                continue
            }
            let isSame =
                switch noted.what {
                case .completed(let score): attempt.state == .completed && isSame(attempt.value, score.value)
                case .failed: attempt.state == .failed
                case .pruned(let epoch): attempt.state == .pruned && attempt.prunedEpoch == epoch
                case .paused(let epoch): attempt.state == .stopped && attempt.pausedEpoch == epoch
                // What the pruner had decided by then counts.
                case .stopped: attempt.state == .stopped || attempt.state == .pruned
                }
            if !isSame {
                violated("attempt \(id.attempt) of trial \(id.trial) ended as \(noted.what), and is recorded otherwise")
            }
        }
    }

    private func checkConfigurations(of trials: [Trial], isFinite: Bool) {
        guard !isFinite else { return }
        var seen: [Configuration: Int] = [:]
        for trial in trials where trial.origin == .sampler || trial.origin == .ask {
            if let other = seen.updateValue(trial.number, forKey: trial.parameters.sampled) {
                violated("trials \(other) and \(trial.number) were given one configuration")
            }
        }
    }
}

/// Whether two numbers are the same, NaN being itself.
private func isSame(_ left: Double?, _ right: Double?) -> Bool {
    left == right || left?.isNaN == true && right?.isNaN == true
}

extension Epoch {
    fileprivate func holds(_ values: [String: Double]) -> Bool {
        values.allSatisfy { name, value in metrics.contains { $0.name == name && isSame($0.value, value) } }
    }
}

extension ReplacedEpoch {
    fileprivate func holds(_ values: [String: Double]) -> Bool {
        guard let stored = try? JSONValue(parsing: metrics, syntax: .lenient) else { return false }
        return values.allSatisfy { name, value in
            // NaN is kept as null.
            stored[name].map { isSame($0.doubleValue ?? .nan, value) } ?? false
        }
    }
}
