/// The leaders' rule: a trial that has fallen behind all of the best completed trials, as they were at the same epoch,
/// is stopped; but only at epochs at which the leaders already stood out.
///
/// ```swift
/// LeadersPruner(share: 0.1).verdict(on: curve, of: 12, at: 3, among: history)
/// ```
/// The leaders are the best `share` of the completed trials by their final values. At the judged epoch their best values
/// so far are compared with the other completed trials'. While they are not better with p < `pThreshold`, the epoch
/// says nothing about the end, and nobody is stopped: the warm-up that a problem needs follows from its history.
///
/// A rule of this project, made of Vizier's comparison at equal epochs (Golovin and others, 2017) and of Mann and
/// Whitney's test (1947).
public struct LeadersPruner: Pruner, Hashable {
    /// The share of the completed trials that lead, 0 … 1, rounded up.
    public let share: Double
    /// How many trials lead at least.
    public let minLeaders: Int
    /// How many trials must have completed before any is judged.
    public let startupTrials: Int
    /// Below this probability, 0 … 1, the leaders stand out.
    public let pThreshold: Double

    /// A pruner; numbers outside what makes sense are taken to its nearest end (NaN to 0).
    public init(share: Double = 0.1, minLeaders: Int = 2, startupTrials: Int = 10, pThreshold: Double = 0.05) {
        self.share = share > 0 ? min(share, 1) : 0
        self.minLeaders = max(1, minLeaders)
        self.startupTrials = max(0, startupTrials)
        self.pThreshold = pThreshold > 0 ? min(pThreshold, 1) : 0
    }

    /// Stops a trial that is behind every leader, or that has reported nothing but NaN.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        let completed = history.completedCount
        guard completed >= startupTrials, let best = curve.reached(history.direction, through: epoch) else {
            return .continue
        }
        let loss = history.direction.loss(best.value)
        let leaderCount = max(minLeaders, Int((share * Double(completed)).rounded(.up)))
        var leaders: [Double] = []
        var others: [Double] = []
        for position in history.ranking {
            let other = history.trials[position]
            guard other.value != nil, other.number != trial,
                let reached = other.curve.bestLoss(at: epoch, history.direction)
            else { continue }
            if leaders.count < leaderCount {
                guard reached < loss else { return .continue }
                leaders.append(reached)
            } else {
                others.append(reached)
            }
        }
        guard leaders.count == leaderCount else { return .continue }
        return RankSumTest.lowerProbability(of: leaders, among: others) < pThreshold ? .stop : .continue
    }
}

extension Curve {
    /// The best loss up to `epoch`, nil for a curve that ended before it.
    fileprivate func bestLoss(at epoch: Int, _ direction: Direction) -> Double? {
        guard let last = epochs.last, last >= epoch else { return nil }
        return reached(direction, through: epoch).map { direction.loss($0.value) }
    }
}
