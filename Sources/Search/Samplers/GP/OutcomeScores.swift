/// What a Gaussian process is told of the ended trials: one score each, more is better, mean 0 and variance 1.
///
/// Raw losses would not do: some trainings diverge, and a few huge losses would make all others look alike. Ranks alone
/// would not do either: once trials gather about the best, ranks magnify the hair's breadths between them, and many trials
/// end at a plateau whose ranks mean nothing. So losses are measured from their median in the distance between their
/// quartiles, no farther than five of those on the bad side, where failures stand with the worst, and a power
/// transformation draws in what tails are left. (Cowen-Rivers and others, "HEBO", 2022, section 3.1.)
struct OutcomeScores {
    /// Rows of the history's table that have a score, ascending.
    let rows: [Int]
    /// The score of each of `rows`.
    let values: [Double]
    /// Positions in `rows`, from the best to the worst, equals by row.
    let order: [Int]
    /// Whether each of `rows` is more than a failure.
    let isSuccess: [Bool]

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
        isSuccess = losses.map { $0 < .infinity }
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
        case .completed(let score): return score.value.map { bounded(history.direction.loss($0)) } ?? .infinity
        case .failed, .stopped: return .infinity
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

    /// How many distances between the quartiles above the median a loss counts at most.
    private static let farthest = 5.0

    /// The scores of losses, infinity being failure.
    static func scores(of losses: [Double]) -> [Double] {
        let standings = standing(of: losses)
        let transform = PowerTransform(fittedTo: standings)
        let raw = standings.map { -transform.apply(to: $0) }
        let count = Double(losses.count)
        let mean = raw.reduce(0, +) / count
        let variance = raw.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        guard variance > .leastNormalMagnitude, variance < .infinity else { return losses.map { _ in 0 } }
        let scale = 1 / variance.squareRoot()
        return raw.map { ($0 - mean) * scale }
    }

    /// Losses as distances from the median of the trials that did not fail, the distance of the quartiles being 1.
    private static func standing(of losses: [Double]) -> [Double] {
        let known = losses.filter { $0 < .infinity }.sorted()
        guard let best = known.first, let worst = known.last, !Plateau.areTied(best, worst) else {
            return losses.map { $0 < .infinity ? 0 : 1 }
        }
        // Differences of the largest numbers would overflow.
        let unit = max(abs(best), abs(worst)) > 0x1p1000 ? 0x1p-10 : 1
        let middle = known[known.count / 2] * unit
        let quartiles = (known[known.count / 4] * unit, known[known.count * 3 / 4] * unit)
        let spread =
            Plateau.areTied(quartiles.0, quartiles.1)
            ? 0.5 * (worst * unit - best * unit) : quartiles.1 - quartiles.0
        // Not so far below that a power of it would overflow.
        return losses.map { max(min((min($0, worst) * unit - middle) / spread, farthest), -0x1p100) }
    }
}
