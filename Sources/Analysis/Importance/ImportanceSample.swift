import Expressions
import Search

/// The trials that importance is found from, as numbers.
///
/// - Completed trials with a finite value that meets the conditions count. A pruned trial's last value is none of a whole training,
///   and a failed one has none.
/// - A parameter that is inactive in a trial has no effect there: the trial gets a random value of it, by which nothing can be told.
/// - A value that is worse than the third quartile by more than three times the distance of the quartiles (Tukey, "Exploratory
///   data analysis", 1977: far out) counts with that fence. One training that diverged would be the whole variance otherwise.
struct ImportanceSample {
    /// The names of the space's parameters, in its order.
    let names: [String]
    /// The rows, their targets scaled; see `scale`.
    let table: ForestTable
    /// A value is `center + scale * target`.
    let center: Double
    let scale: Double
    let basis: Basis

    private let parameters: [Parameter]
    private let axes: [Axis]
    private let rows: [(number: Int, configuration: Configuration)]

    /// So few trials say nothing.
    static let leastTrials = 10

    /// Reads the sample.
    ///
    /// - Parameter most: of more trials so many are drawn.
    init(_ evidence: Evidence, objective: Int, seed: UInt64, most: Int = .max) throws(AnalysisGap) {
        guard evidence.objectives.indices.contains(objective) else { throw .noObjective(index: objective) }
        let direction = evidence.objectives[objective].direction
        let parameters = evidence.space.parameters
        let axes = parameters.map { Axis($0.domain) }
        var basis = Basis()
        var places: [Int] = []
        var losses: [Double] = []
        let trials = evidence.searched
        for (place, trial) in trials.enumerated() {
            guard basis.takes(trial, objective) else { continue }
            guard let value = trial.value(of: objective) else { continue }
            let fits = zip(parameters, axes).allSatisfy { parameter, axis in
                guard let value = trial.configuration[parameter.name] else { return parameter.condition != nil }
                return axis.coordinate(of: value) != nil
            }
            guard fits else {
                basis.outside += 1
                continue
            }
            places.append(place)
            losses.append(direction.loss(value))
        }
        basis.used = places.count
        guard places.count >= Self.leastTrials else {
            throw .tooFewTrials(found: places.count, needed: Self.leastTrials)
        }
        if places.count > most {
            var generator = Generator(seed: seed, trial: places.count)
            var drawn = Array(places.indices)
            for index in 0..<most { drawn.swapAt(index, index + generator.index(below: drawn.count - index)) }
            let kept = drawn[..<most].sorted()
            (places, losses) = (kept.map { places[$0] }, kept.map { losses[$0] })
        }
        let rows = places.map { (number: trials[$0].number, configuration: trials[$0].configuration) }
        guard losses.contains(where: { $0 != losses[0] }) else {
            throw .constantObjective(value: direction == .minimize ? losses[0] : -losses[0], trials: losses.count)
        }
        basis.fenced = Self.fence(&losses)

        // Large numbers would overflow in squares.
        let largest = losses.reduce(0) { max($0, abs($1)) }
        let shares = losses.map { $0 / largest }
        let mean = shares.reduce(0, +) / Double(shares.count)
        let targets = shares.map { $0 - mean }
        let sign: Double = direction == .minimize ? 1 : -1
        (center, scale) = (sign * mean * largest, sign * largest)

        var lines: [ForestAxis] = []
        var columns: [[Double]] = []
        for (index, axis) in axes.enumerated() {
            let values = rows.map { $0.configuration[parameters[index].name] }
            let line = ForestAxis(axis, means: Self.means(of: targets, by: values, axis))
            lines.append(line)
            columns.append(
                zip(rows, values).map { row, value in
                    if let position = value.flatMap(line.position) { return position }
                    var generator = Generator(seed: seed &+ UInt64(index) &+ 1, trial: row.number)
                    return line.position(ofDraw: generator.uniform())
                })
        }
        guard columns.contains(where: { column in column.contains { $0 != column[0] } }) else { throw .nothingVaries }
        names = parameters.map(\.name)
        table = ForestTable(axes: lines, columns: columns, targets: targets)
        self.basis = basis
        (self.parameters, self.axes, self.rows) = (parameters, axes, rows)
    }

    /// The rows with a shuffled copy of each parameter after them all.
    func shadowed(seed: UInt64) -> ForestTable {
        var (lines, columns) = (table.axes, table.columns)
        for (index, axis) in axes.enumerated() {
            var generator = Generator(seed: seed, trial: index)
            var values = rows.map { $0.configuration[parameters[index].name] }
            for place in values.indices.dropFirst().reversed() {
                values.swapAt(place, generator.index(below: place + 1))
            }
            let line = ForestAxis(axis, means: Self.means(of: table.targets, by: values, axis))
            lines.append(line)
            columns.append(values.map { $0.flatMap(line.position) ?? line.position(ofDraw: generator.uniform()) })
        }
        return ForestTable(axes: lines, columns: columns, targets: table.targets)
    }

    /// Takes what is far out to the fence.
    ///
    /// - Returns: how many there were.
    private static func fence(_ losses: inout [Double]) -> Int {
        let sorted = losses.sorted()
        let (low, high) = (sorted.quantile(0.25), sorted.quantile(0.75))
        let fence = high + 3 * (high - low)
        guard high > low, fence.isFinite else { return 0 }
        var count = 0
        for index in losses.indices where losses[index] > fence {
            losses[index] = fence
            count += 1
        }
        return count
    }

    /// The mean target of each value of an unordered choice.
    private static func means(of targets: [Double], by values: [Value?], _ axis: Axis) -> [Double?] {
        guard case .category(let count) = axis.kind else { return [] }
        var sums = [(sum: Double, count: Int)](repeating: (0, 0), count: count)
        for (target, value) in zip(targets, values) {
            guard let value, let cell = axis.cell(of: value) else { continue }
            sums[cell].sum += target
            sums[cell].count += 1
        }
        return sums.map { $0.count > 0 ? $0.sum / Double($0.count) : nil }
    }
}

extension Basis {
    /// Whether the trial has ended with a value to go by; counts the reason where it has none.
    mutating func takes(_ trial: EvidenceTrial, _ objective: Int) -> Bool {
        switch trial.outcome {
        case .completed(let score)?:
            if !score.isFeasible {
                infeasible += 1
            } else if trial.value(of: objective) == nil {
                nonFinite += 1
            } else {
                return true
            }
        case .pruned?, .paused?: pruned += 1
        case .failed?: failed += 1
        case .stopped?, nil: break
        }
        return false
    }
}
