import Expressions
import HPOTesting
import Testing

@testable import Search

@Suite struct AutoSamplerTests {
    private static func note(_ space: Space, after history: History) throws -> String? {
        var generator = Generator(seed: 1, trial: history.trials.count)
        let suggestion = try AutoSampler().suggestion(in: space, after: history, using: &generator)
        var again = Generator(seed: 1, trial: history.trials.count)
        #expect(try AutoSampler().suggest(in: space, after: history, using: &again) == suggestion.configuration)
        #expect(space.violation(of: suggestion.configuration) == nil)
        return suggestion.note
    }

    private static func history(_ space: Space, trials: Int, running: Int = 0) throws -> History {
        var history = History(direction: .minimize, space: space)
        for number in 0..<(trials + running) {
            var generator = Generator(seed: 2, trial: number)
            let drawn = try RandomSampler().suggest(in: space, after: history, using: &generator)
            history.apply(.started(number: number, configuration: drawn))
            guard number < trials else { continue }
            let values = ["layers", "cosine_weight", "dropout"].map { drawn[$0]?.number ?? 0 }
            history.apply(.ended(number: number, outcome: .completed(value: values.reduce(0, +))))
        }
        return history
    }

    @Test("it begins in the middle, draws a few at random and goes on with the model, and says so")
    func stages() throws {
        let space = try Spaces.mixed()
        #expect(try Self.note(space, after: Self.history(space, trials: 0)) == "middle")
        #expect(try Self.note(space, after: Self.history(space, trials: 3)) == "random")
        #expect(
            try Self.note(space, after: Self.history(space, trials: 7, running: 2)) == "gp over 7 trials, 2 running")
    }

    @Test("after 25 trials every third suggestion explores, counting those that run, and says so")
    func exploration() throws {
        let space = try Spaces.mixed()
        func explores(_ trials: Int, running: Int = 0) throws -> Bool {
            let note = try Self.note(space, after: Self.history(space, trials: trials, running: running))
            return note == "gp, exploring, over \(trials) trials, \(running) running"
        }
        #expect(try !explores(24) && !explores(25) && !explores(26) && explores(27) && !explores(28))
        #expect(try explores(26, running: 1) && !explores(27, running: 1) && !explores(23, running: 7))
    }

    @Test("two hundred parameters are left to the Parzen estimator")
    func large() throws {
        let parameters = (0..<200).map { Parameter(name: "p\($0)", domain: .float(low: 0, high: 1)) }
        let space = try Space(parameters: parameters)
        #expect(try Self.note(space, after: Self.history(space, trials: 12)) == "tpe over 12 trials")
    }
}
