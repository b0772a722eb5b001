extension History {
    /// The positions of the trials that met the constraints and that no other one dominates, by their numbers. With one
    /// objective it is the best trial alone.
    public var front: [Int] {
        if directions.count == 1 { return best.flatMap { positions[$0.number] }.map { [$0] } ?? [] }
        let feasible = feasible
        return Domination.fronts(of: feasible.map(\.point), covering: 1).first?.map { feasible[$0].position } ?? []
    }

    /// The point of objective space that the trial at `position` reached; nil without a score of finite numbers.
    func point(at position: Int) -> ParetoPoint? {
        trials[position].score.flatMap { ParetoPoint($0, directions) }
    }

    /// The positions of the `count` best ended trials, in no order: the first of the ranking, or of several objectives
    /// the first fronts, and of the front that is too large those that together dominate most.
    func leading(_ count: Int) -> [Int] {
        let feasible = directions.count == 1 ? [] : feasible
        guard count < feasible.count else { return Array(ranking.prefix(count)) }
        var leading: [Int] = []
        for front in Domination.fronts(of: feasible.map(\.point), covering: count) {
            if leading.count + front.count <= count {
                leading += front
                continue
            }
            let points = Hypervolume.normalized(front.map { feasible[$0].point.losses })
            // A tenth beyond the worst values, so that the ends of the front add something too.
            let reference = directions.map { _ in 1.1 }
            leading += Hypervolume.subset(of: points, count: count - leading.count, upTo: reference).map { front[$0] }
            break
        }
        return leading.map { feasible[$0].position }
    }

    /// The trials that met the constraints, with their points, in the order of their numbers.
    private var feasible: [(position: Int, point: ParetoPoint)] {
        ranking.prefix(rankedSuccesses).compactMap { position in
            guard let point = point(at: position), point.violation == 0 else { return nil }
            return (position, point)
        }
    }
}
