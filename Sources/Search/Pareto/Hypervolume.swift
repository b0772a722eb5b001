/// The volume that points dominate, up to a reference point: how good a front is, in one number.
///
/// ```swift
/// Hypervolume.volume(of: [[0, 0.5], [0.5, 0]], upTo: [1, 1])   // 0.75
/// ```
/// Zitzler and Thiele, "Multiobjective evolutionary algorithms: a comparative case study", 1999; exact, by slices along
/// the last objective.
public enum Hypervolume {
    /// The volume between the points (losses, the smaller the better, each with as many as `reference`) and `reference`;
    /// points that are not below it in every loss add nothing.
    public static func volume(of points: [[Double]], upTo reference: [Double]) -> Double {
        let inside = points.filter { point in zip(point, reference).allSatisfy { $0 < $1 } }
        return slices(inside, reference[...])
    }

    private static func slices(_ points: [[Double]], _ reference: ArraySlice<Double>) -> Double {
        guard let limit = reference.last, !points.isEmpty else { return 0 }
        let last = reference.count - 1
        switch last {
        case 0: return points.reduce(0) { max($0, limit - $1[0]) }
        case 1: return area(points, reference)
        default:
            let ascending = points.sorted { $0[last] < $1[last] }
            var volume = 0.0
            for (index, point) in ascending.enumerated() {
                let top = index + 1 < ascending.count ? ascending[index + 1][last] : limit
                guard top > point[last] else { continue }
                volume += (top - point[last]) * slices(Array(ascending[...index]), reference.dropLast())
            }
            return volume
        }
    }

    private static func area(_ points: [[Double]], _ reference: ArraySlice<Double>) -> Double {
        var area = 0.0
        var lowest = reference[1]
        for point in points.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) where point[1] < lowest {
            area += (reference[0] - point[0]) * (lowest - point[1])
            lowest = point[1]
        }
        return area
    }

    /// The indices of `count` points that together dominate much: one after the other the one that adds most, of
    /// equals the first.
    ///
    /// Guerreiro, Fonseca and Paquete, "Greedy hypervolume subset selection in low dimensions", 2016. What a point adds
    /// never grows with what is chosen, so that only the most promising are measured again.
    static func subset(of points: [[Double]], count: Int, upTo reference: [Double]) -> [Int] {
        guard count < points.count else { return Array(points.indices) }
        var gains = points.map { volume(of: [$0], upTo: reference) }
        var left = Array(points.indices)
        var chosen: [Int] = []
        var total = 0.0
        while chosen.count < count {
            var isFresh = [Bool](repeating: chosen.isEmpty, count: points.count)
            while true {
                let place = left.indices.reduce(0) { gains[left[$1]] > gains[left[$0]] ? $1 : $0 }
                let index = left[place]
                if isFresh[index] {
                    chosen.append(index)
                    left.remove(at: place)
                    total += gains[index]
                    break
                }
                gains[index] = volume(of: chosen.map { points[$0] } + [points[index]], upTo: reference) - total
                isFresh[index] = true
            }
        }
        return chosen.sorted()
    }

    /// Points moved and scaled so that in each loss the least is 0 and the greatest 1 (all 0 where they are equal).
    public static func normalized(_ points: [[Double]]) -> [[Double]] {
        guard let first = points.first else { return [] }
        var (low, high) = (first, first)
        for point in points {
            for (objective, loss) in point.enumerated() {
                low[objective] = min(low[objective], loss)
                high[objective] = max(high[objective], loss)
            }
        }
        return points.map { point in
            point.indices.map { objective in
                // Halves, because the difference of two finite numbers may be infinite.
                let range = 0.5 * high[objective] - 0.5 * low[objective]
                return range > 0 ? (0.5 * point[objective] - 0.5 * low[objective]) / range : 0
            }
        }
    }
}
