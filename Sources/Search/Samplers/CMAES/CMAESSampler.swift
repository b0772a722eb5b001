import Expressions

/// The covariance matrix adaptation evolution strategy: draws from a normal distribution that follows the best trials.
///
/// It starts in the middle of the space with a sixth of the ranges as deviation. Each 4 + 3 log n ended trials, in the
/// order of their numbers, are a generation; the state is worked out from them anew for each suggestion. Discrete
/// dimensions are rounded and kept alive by a margin. Choices without order are drawn apart, by how often the better
/// half of the trials had them. Equal trials would let it wander at random about the middle: while values differ no more
/// than chance explains, points that fill the space are proposed (`Plateau`), and it goes on from those.
///
/// ```swift
/// let configuration = try CMAESSampler().suggest(in: space, after: history, using: &generator)
/// ```
/// Hansen, "The CMA evolution strategy: a tutorial", 2016; Hamano and others, "CMA-ES with margin", 2022.
public struct CMAESSampler: Sampler, Hashable {
    private static let initialStep = 1.0 / 6
    private static let attempts = 40
    private static let replayedAttempts = 8

    /// A sampler; it has no options.
    public init() {}

    /// Draws a point of the current distribution that lies inside the space and was not tried.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        let draw = Draw(in: space, after: history)
        if let filling = try Plateau.fill(space, after: history, draw, using: &generator) { return filling }
        let numeric = space.axes.indices.filter { index in
            if case .category = space.axes[index].kind { return false }
            return space.axes[index].count != 1
        }
        let chances = choiceChances(in: space, after: history, draw.table)
        if !numeric.isEmpty {
            let state = evolve(history, draw.table, numeric, space, study: generator.study)
            for attempt in 0..<Self.attempts {
                let point = Self.point(state, study: generator.study, trial: generator.trial, attempt: attempt)
                let configuration = space.build { index in
                    if let place = numeric.firstIndex(of: index) {
                        return space.axes[index].value(at: point[place])
                    }
                    return Self.choice(of: space.axes[index], chances[index], using: &generator)
                }
                if let configuration, !draw.table.hasTried(configuration) { return configuration }
            }
        }
        return try draw.untried(using: &generator) { space.drawUniform(using: &$0) }
    }

    /// The state after all complete generations.
    private func evolve(
        _ history: History, _ table: TrialTable, _ numeric: [Int], _ space: Space, study: UInt64
    ) -> CovarianceAdaptation {
        var state = CovarianceAdaptation(
            mean: [Double](repeating: 0.5, count: numeric.count), step: Self.initialStep)
        var place = [Int](repeating: .max, count: history.trials.count)
        for (rank, row) in history.ranking.enumerated() { place[row] = rank }
        let margin = DiscreteMargin(probability: 1 / Double(numeric.count * state.population))
        let thresholds = numeric.map { Self.thresholds(of: space.axes[$0]) }
        let ended = place.indices.filter { place[$0] != .max }
        for start in stride(from: 0, through: ended.count - state.population, by: state.population) {
            let rows = ended[start..<(start + state.population)].sorted { place[$0] < place[$1] }
            let points = rows.map { row in
                let own = numeric.map { table.columns[$0].coordinates[row] }
                return latent(of: own, trial: history.trials[row].number, state, numeric.map { space.axes[$0] }, study)
            }
            state.update(points)
            for (dimension, thresholds) in thresholds.enumerated() {
                margin.correct(&state, dimension: dimension, thresholds: thresholds)
            }
            for dimension in numeric.indices { state.mean[dimension] = min(max(state.mean[dimension], 0), 1) }
        }
        return state
    }

    /// The continuous point that a trial's coordinates were rounded from: drawn again where that gives the same ones,
    /// else (another method proposed it, or an earlier state) the coordinates themselves.
    private func latent(
        of own: [Double], trial: Int, _ state: CovarianceAdaptation, _ axes: [Axis], _ study: UInt64
    ) -> [Double] {
        for attempt in 0..<Self.replayedAttempts {
            let point = Self.point(state, study: study, trial: trial, attempt: attempt)
            let agrees = axes.indices.allSatisfy { index in
                if own[index].isNaN { return true }
                if case .continuous = axes[index].kind { return abs(own[index] - point[index]) < 1e-9 }
                return axes[index].cell(at: own[index]) == axes[index].cell(at: point[index])
            }
            if agrees { return point }
        }
        return zip(own, state.mean).map { $0.isNaN ? $1 : $0 }
    }

    private static func point(_ state: CovarianceAdaptation, study: UInt64, trial: Int, attempt: Int) -> [Double] {
        var generator = Generator(seed: study &+ UInt64(attempt), trial: trial)
        return state.draw(using: &generator).map { min(max($0, 0), 1) }
    }

    /// Where the value of a discrete axis changes.
    private static func thresholds(of axis: Axis) -> [Double] {
        guard case .grid(let count) = axis.kind, count <= 10_000 else { return [] }
        return (1..<count).map { axis.edges(ofCell: $0).low }
    }

    /// For each choice without order how often the better half of the ended trials had each of its values, plus one.
    private func choiceChances(in space: Space, after history: History, _ table: TrialTable) -> [[Double]] {
        let better = history.ranking.prefix((history.rankedSuccesses + 1) / 2)
        return space.axes.enumerated().map { index, axis in
            guard case .category(let count) = axis.kind else { return [] }
            var chances = [Double](repeating: 1, count: count)
            for row in better {
                let coordinate = table.columns[index].coordinates[row]
                if !coordinate.isNaN { chances[axis.cell(at: coordinate)] += 1 }
            }
            return chances
        }
    }

    private static func choice(of axis: Axis, _ chances: [Double], using generator: inout Generator) -> Value {
        var rest = generator.uniform() * chances.reduce(0, +)
        for (cell, chance) in chances.enumerated() {
            rest -= chance
            if rest < 0 { return axis.value(ofCell: cell) }
        }
        return axis.value(ofCell: max(0, (axis.count ?? 1) - 1))
    }
}
