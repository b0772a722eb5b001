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
    /// The trials that added to the volume, ascending; of three objectives at most a hundred of them, of more ten, the last among them: a volume
    /// takes time by the square of the front, and more.
    public let steps: [Step]
    /// The share of the box between the worst and the best values that the front dominates, from 0 to 1; nil while there is none.
    public var hypervolume: Double? { steps.last?.hypervolume }

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
        func join(_ point: [Double], _ front: inout [[Double]]) -> Bool {
            if front.contains(where: { zip($0, point).allSatisfy(<=) }) { return false }
            front.removeAll { zip(point, $0).allSatisfy(<=) }
            front.append(point)
            return true
        }
        var kept: [[Double]] = []
        let arrivals = points.indices.filter { join(points[$0], &kept) }
        let most = directions.count == 2 ? Int.max : directions.count == 3 ? 100 : 10
        let every = max(1, arrivals.count / most + (arrivals.count % most > 0 ? 1 : 0))
        let reference = [Double](repeating: 1, count: directions.count)
        var steps: [Step] = []
        kept = []
        for (place, index) in arrivals.enumerated() {
            _ = join(points[index], &kept)
            guard (arrivals.count - 1 - place) % every == 0 else { continue }
            let volume = Hypervolume.volume(of: kept, upTo: reference)
            if volume > steps.last?.hypervolume ?? -1 {
                steps.append(Step(trial: measured[index].trial.number, hypervolume: volume))
            }
        }
        self.steps = steps
    }
}
