import Search

/// Of several objectives, the trials that no other one dominates, and how the volume that they dominate has grown.
public struct FrontHistory: Sendable, Hashable {
    /// The volume after a trial that added to it.
    public struct Step: Sendable, Hashable {
        /// Its number.
        public let trial: Int
        /// The share of the box between the worst and the best values of all trials that the front dominated then.
        public let hypervolume: Double
    }

    /// The front of all trials, in order of number.
    public let front: [EvidenceTrial]
    /// The trials that added to the volume, ascending; of more than two objectives a hundred of them, the last among them.
    public let steps: [Step]
    /// The share of the box between the worst and the best values that the front dominates, from 0 to 1; nil while there is none.
    public var hypervolume: Double? { steps.last?.hypervolume }

    /// Of more than two objectives so many volumes are measured, since each takes time by the square of the front.
    private static let most = 100

    /// The completed trials of the search that met the conditions, with a finite value of each objective.
    ///
    /// The box is that of all trials, so that the volumes can be compared, and never shrinks from step to step.
    public init(of evidence: Evidence) {
        let directions = evidence.directions
        let scored = evidence.searched.sorted { $0.number < $1.number }.compactMap { trial in
            trial.score.map { (trial: trial, score: $0) }
        }
        front = Pareto.front(of: scored.map(\.score), directions: directions).map { scored[$0].trial }
        let measured = scored.filter {
            $0.score.isFeasible && $0.score.isFinite && $0.score.values.count == directions.count
        }
        let points = Hypervolume.normalized(measured.map { zip(directions, $0.score.values).map { $0.loss($1) } })
        // Where a trial joined the front that there was.
        var arrivals: [(trial: Int, front: [[Double]])] = []
        var kept: [[Double]] = []
        for (entry, point) in zip(measured, points) {
            if kept.contains(where: { zip($0, point).allSatisfy(<=) }) { continue }
            kept.removeAll { zip(point, $0).allSatisfy(<=) }
            kept.append(point)
            arrivals.append((entry.trial.number, kept))
        }
        let stride = directions.count > 2 ? (arrivals.count + Self.most - 1) / Self.most : 1
        let reference = [Double](repeating: 1, count: directions.count)
        var steps: [Step] = []
        for (index, arrival) in arrivals.enumerated() where (arrivals.count - 1 - index) % max(1, stride) == 0 {
            let volume = Hypervolume.volume(of: arrival.front, upTo: reference)
            if volume > steps.last?.hypervolume ?? -1 { steps.append(Step(trial: arrival.trial, hypervolume: volume)) }
        }
        self.steps = steps
    }
}
