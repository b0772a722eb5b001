import Search

/// How well the suggestions of one study spread over a space.
package struct Spread {
    /// The share of the needles that a suggestion meets. A needle is a box of a twenty-fifth of the space, or of a quarter
    /// of the part that does not fail, anywhere in that part; until it is met the objective is as flat with it as without.
    package var needles = 0.0
    /// The share of the suggestions within a twentieth of an end of one of the first two dimensions.
    package var edges = 0.0

    package init() {}

    package init(of points: [[Double]], healthy: [Double]) {
        let dimensions = points[0].count
        let widths = (0..<dimensions).map { $0 < healthy.count ? healthy[$0] : 1 }
        let volume = min(0.25, 0.04 / widths.reduce(1, *))
        let share = Elementary.exp(Elementary.log(volume) / Double(dimensions))
        var generator = Generator(seed: 5, trial: 0)
        var met = 0
        let count = 250
        for _ in 0..<count {
            let low = widths.map { $0 * (1 - share) * generator.uniform() }
            let isMet = points.contains { point in
                point.indices.allSatisfy { point[$0] >= low[$0] && point[$0] < low[$0] + share * widths[$0] }
            }
            if isMet { met += 1 }
        }
        needles = Double(met) / Double(count)
        let late = points.dropFirst(10)
        edges = Double(late.count { $0.prefix(2).contains { min($0, 1 - $0) < 0.05 } }) / Double(max(1, late.count))
    }

    /// The mean over the spaces of `FlatObjective` and the seeds below `seeds` of what studies of a sampler reach.
    package static func mean(
        of contract: SamplerContract, on objective: FlatObjective, trials: Int, seeds: UInt64
    ) throws -> Spread {
        var mean = Spread()
        let share = 1 / Double(seeds) / Double(FlatObjective.spaces.count)
        for space in FlatObjective.spaces {
            let space = try space()
            for seed in 0..<seeds {
                var history = History(direction: .minimize, space: space)
                var points: [[Double]] = []
                for number in 0..<trials {
                    let suggestion = try contract.suggestion(
                        in: space, after: history, number: number, seed: seed)
                    points.append(FlatObjective.point(of: suggestion, in: space))
                    history.apply(.started(number: number, configuration: suggestion))
                    let outcome = objective.outcome(at: points[number], number: number, seed: seed)
                    history.apply(.ended(number: number, outcome: outcome))
                }
                let spread = Spread(of: points, healthy: objective.healthy)
                mean.needles += share * spread.needles
                mean.edges += share * spread.edges
            }
        }
        return mean
    }
}
