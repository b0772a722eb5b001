import Expressions
import HPOTesting
import Search
import Testing

@Suite struct RandomSamplerTests {
    @Test("every draw is inside the space", arguments: Spaces.all.indices)
    func inside(index: Int) throws {
        let space = try Spaces.all[index]()
        try space.checkFeasibility()
        for trial in 0..<200 {
            var generator = Generator(seed: 5, trial: trial)
            let configuration = try RandomSampler().suggest(
                in: space, after: History(direction: .minimize), using: &generator)
            #expect(space.violation(of: configuration) == nil)
        }
    }

    @Test("a finite space is tried whole before anything is tried twice")
    func exhaustion() throws {
        let space = try Spaces.tiny()
        var history = History(direction: .minimize, space: space)
        var seen = Set<Configuration>()
        for trial in 0..<7 {
            var generator = Generator(seed: 6, trial: trial)
            let configuration = try RandomSampler().suggest(in: space, after: history, using: &generator)
            #expect(seen.insert(configuration).inserted)
            history.apply(.started(number: trial, configuration: configuration))
        }
        var generator = Generator(seed: 6, trial: 7)
        let repetition = try RandomSampler().suggest(in: space, after: history, using: &generator)
        #expect(seen.contains(repetition))
    }

    @Test("the one untried configuration of a large finite space is found")
    func needle() throws {
        let space = try Space(
            parameters: [
                Parameter(name: "a", domain: .int(low: 0, high: 49)),
                Parameter(name: "b", domain: .int(low: 0, high: 49)),
            ])
        var history = History(direction: .minimize, space: space)
        for index in 0..<2500 where index != 1234 {
            let configuration = Configuration(["a": .int(index / 50), "b": .int(index % 50)])
            history.apply(.started(number: index, configuration: configuration))
        }
        var generator = Generator(seed: 7, trial: 2500)
        let found = try RandomSampler().suggest(in: space, after: history, using: &generator)
        #expect(found == Configuration(["a": .int(24), "b": .int(34)]))
    }

    @Test("a space that rejection cannot meet is reported with the number of tries")
    func infeasible() throws {
        let space = try Space(
            parameters: [
                Parameter(name: "x", domain: .float(low: 0, high: 1)),
                Parameter(name: "y", domain: .float(low: 0, high: 1)),
            ],
            constraints: [Expression(parsing: "x + y > 3")])
        #expect(throws: SearchError.infeasible(attempts: 10_000)) { try space.checkFeasibility() }
        var generator = Generator(seed: 8, trial: 0)
        #expect(throws: SearchError.infeasible(attempts: 10_000)) {
            try RandomSampler().suggest(in: space, after: History(direction: .minimize), using: &generator)
        }
    }

    @Test("the logarithm of a log range is uniform, its integers' too")
    func logarithm() throws {
        let space = try Spaces.mixed()
        var below = (eta: 0, warmup: 0)
        for trial in 0..<2000 {
            var generator = Generator(seed: 9, trial: trial)
            let drawn = try RandomSampler().suggest(in: space, after: History(direction: .minimize), using: &generator)
            if case .float(let eta)? = drawn["eta_min"], eta < 1e-6 { below.eta += 1 }
            if case .int(let warmup)? = drawn["warmup"], warmup <= 30 { below.warmup += 1 }
        }
        #expect(abs(Double(below.eta) / 2000 - 1.0 / 3) < 0.04)
        // log(30.5 / 0.5) / log(1000.5 / 0.5) = 0.541
        #expect(abs(Double(below.warmup) / 2000 - 0.541) < 0.04)
    }
}
