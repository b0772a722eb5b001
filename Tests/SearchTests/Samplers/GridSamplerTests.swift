import Expressions
import HPOTesting
import Search
import Testing

@Suite struct GridSamplerTests {
    private static func configurations(_ sampler: GridSampler, in space: Space, trials: Int) throws -> [Configuration] {
        var history = History(direction: .minimize, space: space)
        for trial in 0..<trials {
            var generator = Generator(seed: 5, trial: trial)
            let configuration = try sampler.suggest(in: space, after: history, using: &generator)
            #expect(space.violation(of: configuration) == nil)
            history.apply(.started(number: trial, configuration: configuration))
        }
        return history.trials.map(\.configuration)
    }

    @Test("a grid worked out by hand is gone through once")
    func small() throws {
        let space = try Space(
            parameters: [
                Parameter(name: "lr", domain: .float(low: 1e-4, high: 1e-2, log: true)),
                Parameter(name: "norm", domain: .choice([.bool(false), .bool(true)])),
            ])
        let tried = try Self.configurations(GridSampler(points: 3), in: space, trials: 6)
        let rates = tried.compactMap { configuration -> Double? in
            guard case .float(let rate)? = configuration["lr"] else { return nil }
            return rate
        }
        #expect(Set(tried).count == 6)
        #expect(rates.filter { $0 == 1e-4 }.count == 2)
        #expect(rates.filter { abs($0 - 1e-3) < 1e-12 }.count == 2)
        #expect(rates.filter { $0 == 1e-2 }.count == 2)
    }

    @Test("the first and the last of many integers are on the grid")
    func ends() throws {
        let space = try Space(parameters: [Parameter(name: "n", domain: .int(low: 1, high: 1000, log: true))])
        let tried = try Self.configurations(GridSampler(points: 4), in: space, trials: 4)
        let numbers = Set(tried.compactMap { $0["n"] })
        #expect(numbers.count == 4)
        #expect(numbers.contains(.int(1)) && numbers.contains(.int(1000)))
    }

    @Test(
        "constraints and conditions are respected, and after the grid the search goes on", arguments: Spaces.all.indices
    )
    func inside(index: Int) throws {
        let space = try Spaces.all[index]()
        let trials = min(60, space.cardinality ?? 60)
        #expect(Set(try Self.configurations(GridSampler(points: 2), in: space, trials: trials)).count == trials)
    }
}
