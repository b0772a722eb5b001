/// What a Gaussian process is told of the ended trials: one score each, more is better, mean 0 and variance 1.
///
/// Raw losses would not do: some trainings diverge, and a few huge losses would make all others look alike. So the
/// losses above their third quartile count as equal to it, failures too, and the rest is scored by the square of how
/// far it is below, as a share of the way to the best. The square sets the best apart: differences among mediocre trials
/// matter little for what to try next. (HEBO reaches the same with a fitted power; Cowen-Rivers 2022.)
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

    /// The scores of losses, infinity being failure.
    static func scores(of losses: [Double]) -> [Double] {
        let finite = losses.filter { $0 < .infinity }.sorted()
        guard let best = finite.first else { return losses.map { _ in 0 } }
        let limit = finite[min(finite.count - 1, finite.count * 3 / 4)]
        // Halves, because the difference of two finite numbers may be infinite.
        let range = 0.5 * limit - 0.5 * best
        let raw = losses.map { loss -> Double in
            guard loss < .infinity else { return 0 }
            guard range > 0 else { return loss <= limit ? 1 : 0 }
            let share = max(0, (0.5 * limit - 0.5 * loss) / range)
            return share * share
        }
        let mean = raw.reduce(0, +) / Double(raw.count)
        let variance = raw.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(raw.count)
        guard variance > 0 else { return losses.map { _ in 0 } }
        let scale = 1 / variance.squareRoot()
        return raw.map { ($0 - mean) * scale }
    }
}
