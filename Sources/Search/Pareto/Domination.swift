/// A point of objective space: what is to be made small, and how far it is from being allowed at all.
struct ParetoPoint: Sendable, Hashable {
    /// One finite loss an objective, less is better.
    var losses: [Double]
    /// 0 where all constraints are met.
    var violation = 0.0

    /// Deb's constrained domination: the smaller violation wins; between equals, the one that is no worse in any
    /// objective and better in one.
    func dominates(_ other: ParetoPoint) -> Bool {
        if violation != other.violation { return violation < other.violation }
        var isBetter = false
        for (own, others) in zip(losses, other.losses) {
            if own > others { return false }
            if own < others { isBetter = true }
        }
        return isBetter
    }

    /// An order in which no point comes after one that it dominates.
    fileprivate func precedes(_ other: ParetoPoint) -> Bool {
        if violation != other.violation { return violation < other.violation }
        for (own, others) in zip(losses, other.losses) where own != others { return own < others }
        return false
    }
}

/// Sorts points into fronts: the first has all that nothing dominates, the next what only the first dominates, …
///
/// ```swift
/// Domination.fronts(of: [[1, 3], [2, 2], [3, 3]].map { ParetoPoint(losses: $0) })   // [[0, 1], [2]]
/// ```
/// Deb and others, "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002; the method is that of Zhang
/// and others, "An efficient approach to nondominated sorting", 2015: points are put, in an order in which none comes
/// after one that it dominates, into the first front that has nothing against them.
enum Domination {
    /// The indices of the points by front, each front ascending.
    static func fronts(of points: [ParetoPoint]) -> [[Int]] {
        var fronts: [[Int]] = []
        for index in order(of: points) {
            let place = fronts.partitioningIndex { !isDominated(points[index], by: $0, points) }
            if place == fronts.count { fronts.append([]) }
            fronts[place].append(index)
        }
        return fronts.map { $0.sorted() }
    }

    /// The first fronts alone, until they have `count` points together.
    static func fronts(of points: [ParetoPoint], covering count: Int) -> [[Int]] {
        var left = order(of: points)
        var fronts: [[Int]] = []
        var covered = 0
        while covered < count, !left.isEmpty {
            var front: [Int] = []
            var dominated: [Int] = []
            for index in left {
                if isDominated(points[index], by: front, points) {
                    dominated.append(index)
                } else {
                    front.append(index)
                }
            }
            fronts.append(front.sorted())
            covered += front.count
            left = dominated
        }
        return fronts
    }

    /// The points in an order in which none comes after one that it dominates.
    private static func order(of points: [ParetoPoint]) -> [Int] {
        points.indices.sorted { left, right in
            if points[left].precedes(points[right]) { return true }
            return !points[right].precedes(points[left]) && left < right
        }
    }

    /// Whether a member of `front`, whose members came before in the order, dominates `point`.
    private static func isDominated(_ point: ParetoPoint, by front: [Int], _ points: [ParetoPoint]) -> Bool {
        // Of two losses, the last member has the front's smallest second one: if it does not dominate, none does.
        if point.losses.count <= 2 { return front.last.map { points[$0].dominates(point) } ?? false }
        return front.reversed().contains { points[$0].dominates(point) }
    }
}
