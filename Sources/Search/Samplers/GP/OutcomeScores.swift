/// What a Gaussian process is told of the ended trials: one score each, more is better, mean 0 and variance 1.
///
/// Raw losses would not do: some trainings diverge, and a few huge losses would make all others look alike. So only ranks
/// count, failures being the worst, and a rank's score is the logarithm of its odds: steep at both ends, so that the best
/// and the worst are set apart, whatever the losses' distribution. (Salinas and others, "A quantile-based approach for
/// hyperparameter transfer learning", 2020, with the logistic distribution for the normal.)
struct OutcomeScores {
    /// Rows of the history's table that have a score, ascending.
    let rows: [Int]
    /// The score of each of `rows`.
    let values: [Double]
    /// Positions in `rows`, from the best to the worst, equals by row.
    let order: [Int]

    /// The scores of a history's ended trials.
    init(of history: History) {
        var rows: [Int] = []
        var losses: [Double] = []
        let completed = history.trials.compactMap { $0.value.map(history.direction.loss) }.sorted()
        for (row, trial) in history.trials.enumerated() {
            guard let outcome = trial.outcome else { continue }
            rows.append(row)
            losses.append(Self.loss(of: trial, outcome, in: history, completed: completed))
        }
        if !losses.contains(where: { $0 < .infinity }) {
            // While no trial meets the outcome constraints, what counts is how near it comes.
            losses = rows.map { row in
                guard let score = history.trials[row].score, score.isFinite else { return .infinity }
                return score.violation
            }
        }
        self.rows = rows
        values = Self.scores(of: losses)
        order = losses.indices.sorted { losses[$0] != losses[$1] ? losses[$0] < losses[$1] : $0 < $1 }
    }

    /// A trial's loss; infinity for a failure.
    ///
    /// A pruned trial's is the final loss that completed trials have at the rank which it had among them when it was
    /// stopped: what it reported by then cannot be compared with what others reached by their end.
    private static func loss(
        of trial: TrialRecord, _ outcome: Outcome, in history: History, completed: [Double]
    ) -> Double {
        switch outcome {
        case .completed(let value): return bounded(history.direction.loss(value))
        case .scored, .failed, .stopped: return .infinity
        case .pruned(let epoch), .paused(let epoch):
            let loss = history.direction.loss(trial.curve.value(at: epoch) ?? .nan)
            let others = history.completedLosses(at: epoch).values
            guard loss < .infinity, !others.isEmpty, !completed.isEmpty else { return bounded(loss) }
            let better = others.partitioningIndex { $0 >= loss }
            let place = better * completed.count / others.count
            return bounded(completed[min(place, completed.count - 1)])
        }
    }

    private static func bounded(_ loss: Double) -> Double { max(loss, -.greatestFiniteMagnitude) }

    /// The scores of losses, infinity being failure: the log odds of their ranks, equals at the middle of theirs.
    static func scores(of losses: [Double]) -> [Double] {
        let sorted = losses.sorted()
        let count = Double(losses.count)
        let raw = losses.map { loss -> Double in
            let below = sorted.partitioningIndex { $0 >= loss }
            let upTo = sorted.partitioningIndex { $0 > loss }
            let share = 0.5 * Double(below + upTo) / count
            return Elementary.log(1 - share) - Elementary.log(share)
        }
        let mean = raw.reduce(0, +) / count
        let variance = raw.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        guard let best = sorted.first, let worst = sorted.last, best < worst else { return losses.map { _ in 0 } }
        let scale = 1 / variance.squareRoot()
        return raw.map { ($0 - mean) * scale }
    }
}
