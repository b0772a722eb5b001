/// How much room a point has within its front: the mean side of the box between its neighbours, as shares of the
/// front's ranges; infinite at the ends of any objective.
///
/// Deb and others, "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002, section III.B.
enum CrowdingDistance {
    /// The distance of each point; finite losses, as many in each.
    static func distances(of points: [[Double]]) -> [Double] {
        var distances = [Double](repeating: 0, count: points.count)
        guard let objectives = points.first?.count else { return [] }
        for objective in 0..<objectives {
            let order = points.indices.sorted { left, right in
                let (a, b) = (points[left][objective], points[right][objective])
                return a < b || (a == b && left < right)
            }
            let (low, high) = (points[order[0]][objective], points[order[order.count - 1]][objective])
            // Halves, because the difference of two finite numbers may be infinite.
            let range = 0.5 * high - 0.5 * low
            guard range > 0 else { continue }
            distances[order[0]] = .infinity
            distances[order[order.count - 1]] = .infinity
            for place in order.indices.dropFirst().dropLast() {
                let side = 0.5 * points[order[place + 1]][objective] - 0.5 * points[order[place - 1]][objective]
                distances[order[place]] += side / range / Double(objectives)
            }
        }
        return distances
    }
}
