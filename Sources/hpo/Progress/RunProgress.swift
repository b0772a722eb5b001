// How a run stands, from the loop's events alone: no terminal, no clock, no database.
//
//     var progress = RunProgress(…)
//     progress.apply(.ended(trial: 7, .completed(value: 0.83)), at: 12.5)
//     progress.timeLeft(at: 12.5)

import Runner
import Search
import Storage
import Studies

/// How a run stands.
struct RunProgress {
    /// A trial and the best value that it reached.
    struct Best: Equatable {
        var number: Int
        var value: Double
        var epoch: Int?
        /// Whether the value is a mean over seeds, which no single value replaces.
        var isConfirmed = false
    }

    /// A running trial as far as it has come.
    struct Running: Equatable {
        var stage: String?
        var epoch: Int?
        var last: Double?
        /// What it counts with so far.
        var best: Best?
        /// The values that a mean is taken of, where the trial counts with one.
        var recent: [Double] = []
    }

    let study: String
    let objectives: [StudyObjective]
    /// What of its epochs' values a trial counts with.
    var counting = TrialValue.best
    /// The epochs that a trial has, where the definition says it.
    let epochs: Int?
    /// How many trials are to end in this run, nil where nobody said.
    var planned: Int?
    /// Seconds after which the run ends.
    let timeout: Double?

    private(set) var completed = 0
    private(set) var pruned = 0
    private(set) var failed = 0
    private(set) var stopped = 0
    /// The trials that the pruner has paused in this run and not promoted since.
    private var pausedTrials: Set<Int> = []
    private(set) var epochsReported = 0
    private(set) var running: [Int: Running] = [:]
    /// The best of all the study's completed trials.
    private(set) var best: Best?
    /// What the study's completed trials reached, where it has several objectives.
    private(set) var scores: [Score] = []
    /// How far these have come; nil with one objective, or while no trial met the conditions.
    private(set) var front: FrontSummary?
    /// How many trials that completed in this run violate the study's conditions.
    private(set) var infeasible = 0
    private(set) var end: RunEnd?
    private(set) var lastFailed: Int?
    /// Which trials the repetitions of this run repeat; their values make no trial the best.
    private(set) var repeats: [Int: Int] = [:]
    /// The study's stages, as far as a run speaks of them.
    var stages: [String: Stage] = [:]
    /// The stage that the run is in.
    private(set) var stage: String?
    /// What a run that has no trial of its own waits for.
    private(set) var waitsFor: String?

    /// How far a stage has come.
    struct Stage: Equatable {
        /// Its trials that have begun, in this run or before, in this process or another.
        var begun = 0
        var trials: Int
        var epochs: Int?
    }

    init(
        study: String, objectives: [StudyObjective], epochs: Int? = nil, planned: Int? = nil,
        timeout: Double? = nil, best: Best? = nil, scores: [Score] = []
    ) {
        self.study = study
        self.objectives = objectives
        self.epochs = epochs
        self.planned = planned
        self.timeout = timeout
        self.best = best
        self.scores = scores
        measureFront()
    }

    /// The first objective's metric.
    var metric: String { objectives[0].metric }
    private var direction: Direction { objectives[0].direction }

    private mutating func measureFront() {
        guard objectives.count > 1 else { return }
        front = FrontSummary(of: scores, directions: objectives.map(\.direction))
    }

    /// How many trials the pruner has paused in this run and not promoted since.
    var paused: Int { pausedTrials.count }

    /// The trials that ended in this run, those that were interrupted aside. A paused one has ended, as far as anyone knows.
    var finished: Int { completed + pruned + failed + paused }

    mutating func apply(_ event: RunEvent) {
        switch event {
        case .started(let trial):
            repeats[trial.attempt.number] = trial.repeats?.trial
            running[trial.attempt.number] = Running(stage: trial.stage)
            waitsFor = nil
            // One that an earlier run has paused comes on top of what was planned.
            let wasPausedHere = pausedTrials.remove(trial.attempt.number) != nil
            if trial.isPromoted, !wasPausedHere { planned = planned.map { $0 + 1 } }
            guard let name = trial.stage else { break }
            stage = name
            if trial.attempt.attempt == 1 { stages[name]?.begun += 1 }
        case .adopted(let trial):
            repeats[trial.attempt.number] = trial.repeats?.trial
            running[trial.attempt.number] = Running(stage: trial.stage)
            planned = planned.map { $0 + 1 }
        case .advanced(let steps): if let name = steps.last?.stage { stage = name }
        case .waiting(let what): waitsFor = what
        case .reported(let number, let report, let recorded):
            var trial = running[number] ?? Running()
            // More of the same epoch is no further one.
            if trial.epoch != report.epoch { epochsReported += 1 }
            trial.epoch = report.epoch
            if let objective = recorded.objective {
                trial.last = objective
                if case .last(let count) = counting {
                    trial.recent = (trial.recent + [objective]).suffix(max(1, count))
                    trial.best = TrialValue.mean(of: trial.recent)
                        .map { Best(number: number, value: $0, epoch: report.epoch) }
                } else if isBetter(objective, than: trial.best?.value) {
                    trial.best = Best(number: number, value: objective, epoch: report.epoch)
                }
            }
            running[number] = trial
        case .ended(let number, let outcome): finish(number, outcome)
        case .lost(let number, _), .retried(let number, _, _): running[number] = nil
        case .ending(let end): self.end = end
        case .reaped(let trials): planned = planned.map { $0 + trials.count { $0.outcome == .stopped } }
        case .note, .printed, .tick: break
        }
    }

    private mutating func finish(_ number: Int, _ outcome: Outcome) {
        let trial = running.removeValue(forKey: number)
        switch outcome {
        case .completed(let score) where score.value != nil:
            completed += 1
            let value = score.values[0]
            if repeats[number] == nil, best?.isConfirmed != true, isBetter(value, than: best?.value) {
                best = Best(number: number, value: value, epoch: trial?.best?.value == value ? trial?.best?.epoch : nil)
            }
        case .completed(let score):
            completed += 1
            if !score.isFeasible { infeasible += 1 }
            guard objectives.count > 1 else { return }
            scores.append(score)
            measureFront()
        case .pruned: pruned += 1
        case .failed:
            failed += 1
            lastFailed = number
        case .paused: pausedTrials.insert(number)
        case .stopped: stopped += 1
        }
    }

    /// NaN is better than nothing, and worse than every number.
    private func isBetter(_ value: Double, than other: Double?) -> Bool {
        guard let other else { return !value.isNaN }
        return direction.loss(value) < direction.loss(other)
    }

    /// Trials a minute, nil before the first has ended.
    func rate(at now: Double) -> Double? { finished > 0 && now > 0 ? Double(finished) / now * 60 : nil }

    /// Seconds until the run ends at the rate so far, nil where nothing can be said.
    func timeLeft(at now: Double) -> Double? {
        let byTime = timeout.map { max(0, $0 - now) }
        guard let planned, finished > 0 else { return byTime }
        let byTrials = Double(max(0, planned - finished)) * now / Double(finished)
        return byTime.map { min($0, byTrials) } ?? byTrials
    }
}

extension RunProgress.Best {
    /// The best of a study before the run; nil where there is none, and of several objectives.
    init?(_ best: BestTrials) {
        guard let trial = best.trial, let value = best.value else { return nil }
        self.init(
            number: trial.number, value: value, epoch: best.isConfirmed ? nil : trial.bestEpoch,
            isConfirmed: best.isConfirmed)
    }
}
