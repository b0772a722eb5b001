import Definitions
import Expressions
import Search
import Storage

/// What the trials of one stage have come to.
struct StageResult: Sendable, Hashable {
    /// A completed trial and what is known of it.
    struct Best: Sendable, Hashable {
        var number: Int
        var value: Double
        /// The epoch of that value, nil where it was told without one.
        var epoch: Int?
        /// What it reported at that epoch.
        var metrics: [String: Double] = [:]
        /// What it ran with.
        var parameters = Configuration()
    }

    var trials = 0
    var completed = 0
    var pruned = 0
    var failed = 0
    /// The best completed trial, nil while none has completed with a number.
    var best: Best?
}

/// What the stages that have run have come to, in the order in which they ran.
struct StageResults: Sendable {
    /// The objective's direction and metric.
    let objective: Objective
    private(set) var stages: [(name: String, result: StageResult)] = []

    init(objective: Objective) { self.objective = objective }

    /// Adds the stage that ran next.
    mutating func append(_ result: StageResult, of stage: String) { stages.append((stage, result)) }

    /// The stage before: the latest that has a best trial, else the latest of all.
    var before: StageResult? { (stages.last { $0.result.best != nil } ?? stages.last)?.result }

    /// All stages together.
    var study: StageResult {
        var sum = StageResult()
        for (_, result) in stages {
            sum.trials += result.trials
            sum.completed += result.completed
            sum.pruned += result.pruned
            sum.failed += result.failed
            guard let best = result.best else { continue }
            let loss = objective.direction.loss
            if sum.best.map({ loss(best.value) < loss($0.value) }) ?? true { sum.best = best }
        }
        return sum
    }

    /// What `name` stands for.
    ///
    /// - Returns: nil where there is no such value: no trial has completed, or the stage that is named has not run.
    /// - Throws: `unreported` where the best trial reported no such metric.
    func value(of name: GateName, for stage: String) throws(StudyError) -> Value? {
        let result: StageResult? =
            switch name.scope {
            case .before: before
            case .study: study
            case .stage(let name): stages.last { $0.name == name }?.result
            }
        guard let result else { return nil }
        switch name.quantity {
        case .trials: return .int(result.trials)
        case .completed: return .int(result.completed)
        case .pruned: return .int(result.pruned)
        case .failed: return .int(result.failed)
        case .number: return result.best.map { .int($0.number) }
        case .value: return result.best.map { .float($0.value) }
        case .epoch: return result.best?.epoch.map { .int($0) }
        case .parameter(let parameter): return result.best?.parameters[parameter]
        case .metric(let metric):
            guard let best = result.best else { return nil }
            if metric == objective.metric { return .float(best.value) }
            if let value = best.metrics[metric] { return .float(value) }
            throw .unreported(stage: stage, trial: best.number, metric: metric, reported: best.metrics.keys.sorted())
        }
    }
}
