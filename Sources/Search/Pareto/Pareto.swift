/// Which of several scores are best, where no single order says it.
///
/// ```swift
/// Pareto.front(of: [Score(values: [0.9, 5]), Score(values: [0.8, 4])], directions: [.maximize, .minimize])   // [0, 1]
/// ```
public enum Pareto {
    /// The indices of the scores that meet the constraints and that no other one dominates, ascending.
    public static func front(of scores: [Score], directions: [Direction]) -> [Int] {
        let feasible = feasible(scores, directions)
        return Domination.fronts(of: feasible.map(\.point), covering: 1).first?.map { feasible[$0].index } ?? []
    }

    /// Which share of the box between the worst and the best values of all scores that meet the constraints the front
    /// dominates, from 0 to 1; nil while none meets them.
    public static func hypervolume(of scores: [Score], directions: [Direction]) -> Double? {
        let feasible = feasible(scores, directions)
        guard !feasible.isEmpty else { return nil }
        let points = Hypervolume.normalized(feasible.map(\.point.losses))
        let front = Domination.fronts(of: points.map { ParetoPoint(losses: $0) }, covering: 1).first ?? []
        return Hypervolume.volume(of: front.map { points[$0] }, upTo: directions.map { _ in 1 })
    }

    private static func feasible(_ scores: [Score], _ directions: [Direction]) -> [(index: Int, point: ParetoPoint)] {
        scores.enumerated().compactMap { index, score in
            guard score.isFeasible, let point = ParetoPoint(score, directions) else { return nil }
            return (index, point)
        }
    }
}

/// How far a search with several objectives has come, in two numbers.
public struct FrontSummary: Sendable, Hashable {
    /// How many scores meet the constraints and are dominated by no other one.
    public let count: Int
    /// Which share of the box between the worst and the best values they dominate, from 0 to 1.
    public let hypervolume: Double

    /// The summary of all scores so far; nil while none meets the constraints.
    public init?(of scores: [Score], directions: [Direction]) {
        guard let hypervolume = Pareto.hypervolume(of: scores, directions: directions) else { return nil }
        count = Pareto.front(of: scores, directions: directions).count
        self.hypervolume = hypervolume
    }
}

extension ParetoPoint {
    /// The point of a score; nil where a value is no finite number, or there is not one for each objective.
    init?(_ score: Score, _ directions: [Direction]) {
        guard score.isFinite, score.values.count == directions.count else { return nil }
        self.init(losses: zip(directions, score.values).map { $0.loss($1) }, violation: score.violation)
    }
}
