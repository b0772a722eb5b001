import Expressions
import Testing

@testable import Search

@Suite struct NSGA2SamplerTests {
    @Test("crossed values stay within the range, and spread as far as their parents are apart")
    func crossover() {
        var generator = Generator(seed: 1, trial: 0)
        var (sum, squares) = (0.0, 0.0)
        let draws = 4000
        for _ in 0..<draws {
            let child = Variation.crossed(0.4, 0.6, using: &generator)
            #expect(0...1 ~= child)
            sum += child
            squares += (child - 0.5) * (child - 0.5)
        }
        // The distribution is symmetric about the middle of two parents that are equally far from the ends, but for the
        // half of the draws that are the first parent itself.
        #expect(abs(sum / Double(draws) - 0.45) < 0.005)
        #expect(0.08...0.12 ~= (squares / Double(draws)).squareRoot())
        for _ in 0..<200 { #expect(0...1 ~= Variation.crossed(0, 1e-9, using: &generator)) }
        #expect(Variation.crossed(0.3, 0.3, using: &generator) == 0.3)
    }

    @Test("a mutation keeps to the range, and on a grid leads to another cell")
    func mutation() {
        var generator = Generator(seed: 2, trial: 0)
        let line = Axis(.float(low: 0, high: 1))
        for coordinate in [0, 0.02, 0.5, 1] {
            for _ in 0..<200 {
                let value = Variation.mutated(coordinate, on: line, using: &generator).number ?? -1
                #expect(0...1 ~= value && abs(value - coordinate) < 0.7)
            }
        }
        for domain in [
            Domain.int(low: 1, high: 2), .int(low: 1, high: 1000, log: true), .float(low: 0, high: 1, step: 0.25),
        ] {
            let axis = Axis(domain)
            for _ in 0..<200 {
                let cell = generator.index(below: axis.count ?? 1)
                let value = Variation.mutated(axis.coordinate(ofCell: cell), on: axis, using: &generator)
                #expect(axis.cell(of: value) != cell && axis.cell(of: value) != nil)
            }
        }
    }

    @Test("a population is the best of all complete generations, whatever order their trials ended in")
    func population() throws {
        let space = try Space(parameters: [Parameter(name: "x", domain: .float(low: 0, high: 1))])
        let sampler = NSGA2Sampler(populationSize: 4)
        var history = History(directions: [.minimize, .maximize], space: space)
        let values =
            [[4, 1], [1, 1], [2, 3], [3, 2], [0, 0], [9, 0], [2.5, 3.5], [9, 9], [-1, 9]] as [[Double]]
        for number in values.indices {
            history.apply(.started(number: number, configuration: Configuration(["x": .float(Double(number) / 10)])))
        }
        #expect(sampler.population(of: history) == [])
        for number in [3, 1, 7, 0, 2, 6, 4, 5] {
            history.apply(.ended(number: number, outcome: .completed(Score(values: values[number]))))
        }
        // Trials 0 to 3 are the first generation, 4 to 7 the second; 8 is in none that is complete.
        let population = sampler.population(of: history)
        // Of the first front (4, 1, 2, 6 and 7) trial 2 has the least room.
        #expect(Set(population.map(\.position)) == [4, 1, 6, 7])
        #expect(population.filter { $0.distance == .infinity }.map(\.position).sorted() == [4, 7])
        history.apply(.ended(number: 8, outcome: .completed(Score(values: values[8]))))
        #expect(sampler.population(of: history) == population)
    }
}
