import Expressions

/// Grid search: every combination of every parameter's values once, in random order.
///
/// Integers, steps and choices bring their own values; of a longer list, and of a continuous range, evenly spaced ones
/// are taken (in the logarithm where the domain says so), both ends among them. When the whole grid has been tried, the
/// search goes on at random.
///
/// ```swift
/// let configuration = try GridSampler(points: 5).suggest(in: space, after: history, using: &generator)
/// ```
public struct GridSampler: Sampler, Hashable {
    /// How many values a parameter gets at most.
    public let points: Int

    /// A larger grid is not walked through: its combinations are drawn at random, repetitions left out.
    private static let walkLimit = 1 << 16

    /// A sampler that takes at most `points` (at least 2) values of a parameter without order or end.
    public init(points: Int = 5) { self.points = max(2, points) }

    /// Proposes an untried combination that meets the constraints.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        let draw = Draw(in: space, after: history)
        let values = space.axes.map { gridValues(of: $0) }
        var size = 1
        for list in values where size <= Self.walkLimit { size *= list.count }
        if size <= Self.walkLimit {
            let start = generator.index(below: size)
            for offset in 0..<size {
                var rest = (start + offset) % size
                var chosen: [Value] = []
                for list in values {
                    chosen.append(list[rest % list.count])
                    rest /= list.count
                }
                let configuration = space.build { chosen[$0] }
                if let configuration, !draw.table.hasTried(configuration) { return configuration }
            }
            return try draw.untried(using: &generator) { space.drawUniform(using: &$0) }
        }
        return try draw.untried(using: &generator) { generator in
            space.build { values[$0][generator.index(below: values[$0].count)] }
        }
    }

    /// The values of one parameter that the grid has.
    private func gridValues(of axis: Axis) -> [Value] {
        if let count = axis.count {
            if case .category = axis.kind { return (0..<count).map { axis.value(ofCell: $0) } }
            guard count > points else { return (0..<count).map { axis.value(ofCell: $0) } }
            let cells = (0..<points).map { place -> Int in
                let share = Double(place) / Double(points - 1)
                return place == points - 1 ? count - 1 : place == 0 ? 0 : axis.cell(at: share)
            }
            var distinct: [Int] = []
            for cell in cells where distinct.last != cell { distinct.append(cell) }
            return distinct.map { axis.value(ofCell: $0) }
        }
        guard case .float(let low, let high, _, _) = axis.domain else { return [] }
        let inner = (1..<(points - 1)).map { axis.value(at: Double($0) / Double(points - 1)) }
        return [.float(low)] + inner + [.float(high)]
    }
}
