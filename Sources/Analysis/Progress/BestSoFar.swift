public import Search

/// The best value of one objective so far, trial after trial.
///
/// ```swift
/// BestSoFar(of: evidence).steps        // [(trial: 0, value: 0.61), (trial: 3, value: 0.74), …]
/// ```
public struct BestSoFar: Sendable, Hashable {
    /// A trial that was better than all before it.
    public struct Step: Sendable, Hashable {
        /// Its number.
        public let trial: Int
        /// Its value.
        public let value: Double
    }

    /// The trials that improved on all with lower numbers, ascending.
    public let steps: [Step]
    /// By which the values are compared.
    public let direction: Direction

    /// The improvements among the completed trials of the search that met the conditions.
    public init(of evidence: Evidence, objective: Int = 0) {
        direction =
            evidence.objectives.indices.contains(objective)
            ? evidence.objectives[objective].direction : .minimize
        var steps: [Step] = []
        for trial in evidence.searched.sorted(by: { $0.number < $1.number }) {
            guard let value = trial.value(of: objective) else { continue }
            if let last = steps.last, direction.loss(value) >= direction.loss(last.value) { continue }
            steps.append(Step(trial: trial.number, value: value))
        }
        self.steps = steps
    }

    /// The best value among the trials up to `number`; nil before the first.
    public func value(upTo number: Int) -> Double? { steps.last { $0.trial <= number }?.value }
}
