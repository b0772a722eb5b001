import Search

// What is told of a noisy curve is told by medians: one odd epoch moves none of them.
extension MetricCurve {
    /// The middle of the slopes between all pairs of points, per epoch (Theil 1950, Sen 1968); 0 for fewer than two points. Of
    /// more than 200 points every so many count.
    var middleSlope: Double {
        let stride = max(1, (values.count + 199) / 200)
        let places = Array(Swift.stride(from: 0, to: values.count, by: stride))
        var slopes: [Double] = []
        for (index, first) in places.enumerated() {
            for second in places[(index + 1)...] {
                slopes.append((values[second] - values[first]) / Double(epochs[second] - epochs[first]))
            }
        }
        return slopes.median ?? 0
    }

    /// The standard deviation of one value around a smooth curve: from how far each point lies from the parabola through three
    /// neighbours (the line through two where there are fewer than eight points), by the middle of those distances. nil for
    /// fewer than five points.
    var noise: Double? {
        guard values.count >= 5 else { return nil }
        let neighbours = values.count >= 8 ? [-1, 1, 2] : [-1, 1]
        let distances = (1..<(values.count - (neighbours.count - 1))).map { place -> Double in
            var (expected, square) = (0.0, 1.0)
            for own in neighbours {
                // Lagrange's weights of the neighbours at this epoch.
                var weight = 1.0
                for other in neighbours where other != own {
                    weight *= Double(epochs[place] - epochs[place + other])
                    weight /= Double(epochs[place + own] - epochs[place + other])
                }
                expected += weight * values[place + own]
                square += weight * weight
            }
            return abs(values[place] - expected) / square.squareRoot()
        }
        return distances.median.map { $0 * 1.4826 }
    }

    /// The median of each value and its neighbours, `width` (odd) together, fewer at the ends.
    func smoothed(_ width: Int) -> MetricCurve {
        let reach = width / 2
        return MetricCurve(
            epochs: epochs,
            values: values.indices.map { index in
                let room = min(reach, index, values.count - 1 - index)
                return Array(values[(index - room)...(index + room)]).sorted().quantile(0.5)
            })
    }
}

/// How likely values without any trend would ascend as much as these (Mann 1945, Kendall 1938).
///
/// Exact without equals; with them, or for more than 60 values, by the normal distribution. Of more than 500 values every so
/// many count: it takes time by the square.
func chanceOfAscent(_ all: [Double]) -> Double {
    let values = stride(from: 0, to: all.count, by: max(1, (all.count + 499) / 500)).map { all[$0] }
    let count = values.count
    guard count > 1 else { return 1 }
    var score = 0
    for first in values.indices {
        for second in (first + 1)..<max(first + 1, count) where values[first] != values[second] {
            score += values[second] > values[first] ? 1 : -1
        }
    }
    let groups = Dictionary(grouping: values) { $0 }.values.map(\.count).filter { $0 > 1 }
    if groups.isEmpty, count <= 60 {
        // How many of all orders have so many descents among their pairs, or fewer.
        let descents = (count * (count - 1) / 2 - score) / 2
        var shares = [1.0]
        for size in 2...count {
            var next = [Double](repeating: 0, count: shares.count + size - 1)
            for (index, share) in shares.enumerated() {
                for shift in 0..<size { next[index + shift] += share / Double(size) }
            }
            shares = next
        }
        return shares[...descents].reduce(0, +)
    }
    func term(_ n: Int) -> Double { Double(n * (n - 1) * (2 * n + 5)) }
    let variance = (term(count) - groups.reduce(0) { $0 + term($1) }) / 18
    guard variance > 0 else { return 1 }
    let z = (Double(score) - (score > 0 ? 1 : score < 0 ? -1 : 0)) / variance.squareRoot()
    let upper = NormalDistribution.upperMass(abs(z))
    return z >= 0 ? upper : 1 - upper
}
