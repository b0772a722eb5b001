import Expressions
import HPOTesting
import Testing

@testable import Search

/// The samplers that take several objectives, on functions whose fronts are known.
@Suite struct SeveralObjectivesTests {
    /// A function of four numbers of 0 … 1 with two losses (Zitzler, Deb and Thiele 2000): the front is where all but
    /// the first are 0, convex in the first and hollow in the second.
    struct Function: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let second: @Sendable (_ first: Double, _ g: Double) -> Double

        static let all = [
            Function(testDescription: "ZDT1") { first, g in g * (1 - (first / g).squareRoot()) },
            Function(testDescription: "ZDT2") { first, g in g * (1 - first / g * (first / g)) },
        ]

        static func space() throws -> Space {
            try Space(parameters: (0..<4).map { Parameter(name: "x\($0)", domain: .float(low: 0, high: 1)) })
        }

        func losses(of configuration: Configuration) -> [Double] {
            let x = (0..<4).map { configuration["x\($0)"]?.number ?? 1 }
            let g = 1 + 9 * (x[1] + x[2] + x[3]) / 3
            return [x[0], second(x[0], g)]
        }
    }

    /// The volume that the trials of a study dominate, up to (1.1, 4).
    private static func volume(
        _ sampler: any Sampler, on function: Function, trials: Int, seed: UInt64, limit: Double? = nil
    ) throws -> Double {
        let space = try Function.space()
        var history = History(directions: [.minimize, .maximize], space: space)
        for number in 0..<trials {
            var generator = Generator(seed: seed, trial: number)
            let configuration = try sampler.suggest(in: space, after: history, using: &generator)
            let losses = function.losses(of: configuration)
            let violation = limit.map { max(0, $0 - losses[0]) } ?? 0
            history.apply(.started(number: number, configuration: configuration))
            let score = Score(values: [losses[0], -losses[1]], violation: violation)
            history.apply(.ended(number: number, outcome: .completed(score)))
        }
        let front = history.front.compactMap { history.point(at: $0)?.losses }
        return Hypervolume.volume(of: front, upTo: [1.1, 4])
    }

    static let samplers: [SamplerContract] = [
        SamplerContract("nsga2", of: NSGA2Sampler(), trials: 250),
        SamplerContract("tpe", of: TPESampler(), trials: 120),
        SamplerContract("auto", of: AutoSampler(), trials: 120),
    ]

    @Test("the front comes far nearer to the true one than chance does", arguments: samplers, Function.all)
    func converges(contracted: SamplerContract, function: Function) throws {
        func mean(_ sampler: any Sampler) throws -> Double {
            try [1, 2, 3].reduce(0) {
                $0 + (try Self.volume(sampler, on: function, trials: contracted.trials, seed: $1)) / 3
            }
        }
        let (own, chance) = (try mean(contracted.sampler), try mean(RandomSampler()))
        // The true fronts dominate 4.07 and 3.73.
        #expect(own > 2.5 && own > 1.3 * chance, "\(own) against \(chance)")
    }

    @Test("where a constraint cuts the front off, what is left of it is found", arguments: samplers)
    func constrained(contracted: SamplerContract) throws {
        let function = Function.all[0]
        let own = try Self.volume(contracted.sampler, on: function, trials: contracted.trials, seed: 4, limit: 0.5)
        let chance = try Self.volume(RandomSampler(), on: function, trials: contracted.trials, seed: 4, limit: 0.5)
        // Where the first loss must be at least 0.5, the true front dominates 2.33.
        #expect(own > 1.6 && own > 1.3 * chance, "\(own) against \(chance)")
    }

    @Test(
        "suggestions after scores of all kinds are inside the space, and do not depend on the order of arrival",
        arguments: SamplerContractTests.all.filter { !["gp", "cmaes"].contains($0.testDescription) }, [1, 2, 3])
    func anyScores(contracted: SamplerContract, objectives: Int) throws {
        let space = try Spaces.mixed()
        let directions = (0..<objectives).map { [Direction.minimize, .maximize, .minimize][$0] }
        var history = History(directions: directions, space: space)
        var changes: [HistoryChange] = []
        for number in 0..<40 {
            var generator = Generator(seed: 5, trial: number)
            let configuration = try RandomSampler().suggest(in: space, after: history, using: &generator)
            let values = (0..<objectives).map { _ in (generator.normal() * 4).rounded() }
            let outcomes: [Outcome] = [
                .completed(Score(values: values)), .completed(Score(values: values, violation: 2)),
                .completed(Score(values: values.map { _ in .nan })), .completed(Score(values: values, violation: .nan)),
                .completed(Score(values: values.map { _ in -.infinity })), .completed(Score(values: [])),
                .failed(reason: ""), .completed(value: 1), .completed(Score(values: values.map { _ in 0 })),
            ]
            let new: [HistoryChange] = [
                .started(number: number, configuration: configuration),
                .ended(number: number, outcome: outcomes[generator.index(below: outcomes.count)]),
            ]
            for change in new { history.apply(change) }
            #expect(history.brokenInvariants() == [])
            changes += new
        }
        var generator = Generator(seed: 6, trial: 0)
        changes.shuffle(using: &generator)
        let shuffled = changes.reduce(into: History(directions: directions)) { $0.apply($1) }
        for number in 40..<44 {
            var generator = Generator(seed: 7, trial: number)
            var again = generator
            let suggestion = try contracted.sampler.suggest(in: space, after: history, using: &generator)
            #expect(space.violation(of: suggestion) == nil)
            #expect(try contracted.sampler.suggest(in: space, after: shuffled, using: &again) == suggestion)
        }
    }
}
