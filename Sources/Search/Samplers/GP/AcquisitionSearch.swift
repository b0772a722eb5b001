/// Looks for the untried configuration with the largest acquisition value.
///
/// A space of few configurations is gone through whole. Otherwise points all over the space and neighbours of the best
/// trials make a first pool, whose best are varied by ever smaller steps; all discrete coordinates stay on their grids,
/// so that what is scored is what would run (Daulton 2022).
struct AcquisitionSearch {
    let coordinates: ModelCoordinates
    /// The acquisition, of what the model sees.
    let score: ([Double]) -> Double

    private struct Candidate {
        let point: [Double]
        let score: Double
    }

    private static let enumerationLimit = 1024
    private static let globalPoints = 300
    private static let incumbents = 5
    private static let neighbours = 30
    private static let rounds = 6
    private static let parents = 8
    private static let children = 8
    private static let keptCandidates = 20
    private static let sigmas = [0.2, 0.1, 0.05, 0.02, 0.01]

    /// The best untried configuration found; nil where every one met had been tried or broke a constraint.
    ///
    /// - Parameters:
    ///   - rows: the rows of `table` to vary, the best trial first.
    ///   - table: all trials: what is in it is not proposed.
    func best(after rows: [Int], in table: TrialTable, using generator: inout Generator) -> Configuration? {
        var seen = Set<[UInt64]>(minimumCapacity: table.count + 1024)
        for row in 0..<table.count { seen.insert(coordinates.key(coordinates.point(row: row, of: table))) }
        var pool: [Candidate] = []
        if let all = enumerated() {
            for point in all { offer(point, to: &pool, seen: &seen, using: &generator) }
        } else {
            vary(rows, of: table, &pool, &seen, using: &generator)
        }
        rank(&pool, keeping: pool.count)
        for candidate in pool {
            if let configuration = coordinates.configuration(at: candidate.point) { return configuration }
        }
        return nil
    }

    /// Sorts from the best to the worst, equals in the order of their discovery.
    private func rank(_ pool: inout [Candidate], keeping count: Int) {
        let order = pool.indices.sorted { (pool[$0].score, $1) > (pool[$1].score, $0) }
        pool = order.prefix(count).map { pool[$0] }
    }

    private func vary(
        _ rows: [Int], of table: TrialTable, _ pool: inout [Candidate], _ seen: inout Set<[UInt64]>,
        using generator: inout Generator
    ) {
        let mutation = PointMutation(coordinates: coordinates)
        let nowhere = [Double](repeating: .nan, count: coordinates.space.axes.count)
        for _ in 0..<Self.globalPoints {
            var point = nowhere
            if !coordinates.isDirect {
                guard let drawn = coordinates.space.drawUniform(using: &generator) else { continue }
                point = coordinates.point(of: drawn)
            }
            offer(point, to: &pool, seen: &seen, using: &generator)
        }
        for row in rows.prefix(Self.incumbents) {
            let point = coordinates.point(row: row, of: table)
            for index in 0..<Self.neighbours {
                let neighbour = mutation.mutate(point, sigma: [0.3, 0.1, 0.03][index % 3], using: &generator)
                offer(neighbour, to: &pool, seen: &seen, using: &generator)
            }
        }
        for round in 0..<Self.rounds {
            rank(&pool, keeping: Self.keptCandidates)
            for parent in pool.prefix(Self.parents) {
                for index in 0..<Self.children {
                    let sigma = Self.sigmas[min(index % 3 + round / 2, Self.sigmas.count - 1)]
                    let child = mutation.mutate(parent.point, sigma: sigma, using: &generator)
                    offer(child, to: &pool, seen: &seen, using: &generator)
                }
            }
        }
    }

    private func offer(
        _ proposed: [Double], to pool: inout [Candidate], seen: inout Set<[UInt64]>, using generator: inout Generator
    ) {
        var point = proposed
        guard coordinates.settle(&point, using: &generator),
            seen.insert(coordinates.key(point)).inserted
        else { return }
        pool.append(Candidate(point: point, score: score(coordinates.model(point))))
    }

    /// Every configuration of a small finite space as a point; nil for other spaces.
    private func enumerated() -> [[Double]]? {
        let space = coordinates.space
        var product = 1
        for axis in space.axes {
            guard let count = axis.count, count <= Self.enumerationLimit else { return nil }
            product *= count
            guard product <= Self.enumerationLimit else { return nil }
        }
        var points: [[Double]] = []
        let finished = Enumeration(of: space).walk(budget: Space.enumerationBudget) { cells, _ in
            points.append(
                cells.enumerated().map { index, cell in cell < 0 ? .nan : space.axes[index].coordinate(ofCell: cell) })
            return true
        }
        return finished ? points : nil
    }
}
