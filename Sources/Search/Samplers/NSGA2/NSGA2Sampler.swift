import Expressions

/// A genetic algorithm for several objectives: children of the trials that few others dominate.
///
/// Each `populationSize` ended trials, in the order of their numbers, are a generation. Of the population so far and a
/// new generation together the best `populationSize` make the next population: by non-dominated front, and within one
/// by how much room they have. It is worked out anew from the history for each suggestion. Two parents, each the better
/// of two drawn from the population, have their values crossed; a few are mutated. Trials that broke the outcome
/// constraints are worse than all that met them, and failed ones are never parents. With one objective the front of a
/// trial is its rank; the first of equals would stay parents for ever, so that while its values differ no more than chance
/// explains, points that fill the space are proposed (`Plateau`).
///
/// ```swift
/// let configuration = try NSGA2Sampler().suggest(in: space, after: history, using: &generator)
/// ```
/// Deb and others, "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002.
public struct NSGA2Sampler: Sampler, Hashable {
    /// How many trials are a generation; the first is drawn uniformly.
    public let populationSize: Int
    /// How likely a child has values of two parents rather than of one.
    public let crossover: Double
    /// How likely each value is mutated; nil means one value of each child on average.
    public let mutation: Double?

    /// A sampler; numbers beyond what makes sense are taken to the nearest that does.
    ///
    /// - Parameters:
    ///   - populationSize: how many trials are a generation, at least 2.
    ///   - crossover: how likely a child has two parents, 0 … 1.
    ///   - mutation: how likely each of its values is mutated, 0 … 1; nil is one in the number of parameters.
    public init(populationSize: Int = 24, crossover: Double = 0.9, mutation: Double? = nil) {
        self.populationSize = max(2, populationSize)
        self.crossover = crossover > 0 ? min(crossover, 1) : 0
        self.mutation = mutation.map { $0 > 0 ? min($0, 1) : 0 }
    }

    /// Proposes a child of the current population that lies inside the space and was not tried.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        let draw = Draw(in: space, after: history)
        let population = population(of: history)
        guard !population.isEmpty else {
            return try draw.untried(using: &generator) { space.drawUniform(using: &$0) }
        }
        if let filling = try Plateau.fill(space, after: history, draw, using: &generator) { return filling }
        let varying = space.axes.count { $0.count != 1 }
        let variation = Variation(
            crossover: crossover, mutation: mutation ?? 1 / Double(max(1, varying)), table: draw.table)
        return try draw.untried(using: &generator) { generator in
            let first = Self.winner(of: population, using: &generator)
            let second = Self.winner(of: population, using: &generator)
            return variation.child(of: first.position, second.position, in: space, using: &generator)
        }
    }

    /// A member of a population.
    struct Member: Sendable, Hashable {
        let position: Int
        let point: ParetoPoint
        /// Which front it is in, from 0.
        var front = 0
        /// How much room it has within the front.
        var distance = 0.0

        func isBetter(than other: Member) -> Bool {
            front != other.front ? front < other.front : distance > other.distance
        }
    }

    /// The population after all complete generations, the best first; empty before the first is complete.
    func population(of history: History) -> [Member] {
        let ended = history.trials.indices.filter { history.trials[$0].outcome != nil }
        var points = [ParetoPoint?](repeating: nil, count: history.trials.count)
        for (rank, position) in history.ranking.prefix(history.rankedSuccesses).enumerated() {
            points[position] =
                history.directions.count == 1
                ? ParetoPoint(losses: [Double(rank)]) : history.point(at: position)
        }
        var population: [Member] = []
        for start in stride(from: 0, through: ended.count - populationSize, by: populationSize) {
            let generation = ended[start..<(start + populationSize)].compactMap { position in
                points[position].map { Member(position: position, point: $0) }
            }
            population = Self.best(populationSize, of: population + generation)
        }
        return population
    }

    /// The best `count` of the candidates: whole fronts, then those with most room, of equals the earlier.
    private static func best(_ count: Int, of candidates: [Member]) -> [Member] {
        var best: [Member] = []
        for (rank, front) in Domination.fronts(of: candidates.map(\.point)).enumerated() where best.count < count {
            let distances = CrowdingDistance.distances(of: front.map { candidates[$0].point.losses })
            var members = zip(front, distances).map { index, distance in
                Member(
                    position: candidates[index].position, point: candidates[index].point, front: rank,
                    distance: distance)
            }
            members.sort { $0.distance != $1.distance ? $0.distance > $1.distance : $0.position < $1.position }
            best += members.prefix(count - best.count)
        }
        return best
    }

    /// The better of two members drawn at random, the first of equals.
    private static func winner(of population: [Member], using generator: inout Generator) -> Member {
        let first = population[generator.index(below: population.count)]
        let second = population[generator.index(below: population.count)]
        return second.isBetter(than: first) ? second : first
    }
}
