import Expressions
import Foundation
import Search
import Testing

@testable import Analysis

@Suite("PED-ANOVA")
struct PEDANOVATests {
    @Test("of two choices is the divergence of their frequencies, calculated by hand")
    func choices() throws {
        let values: [Value] = [.string("p"), .string("q")]
        let parameters = ["a", "b"].map { Parameter(name: $0, domain: .choice(values)) }
        // 100 trials, the best ten all with a = p; a is p in 40 of all, b alternates.
        var evidence = try Drawn.evidence(parameters, count: 100) { _, number in Double(number) }
        for number in 0..<100 {
            evidence.trials[number].configuration["a"] = values[number < 40 ? 0 : 1]
            evidence.trials[number].configuration["b"] = values[number % 2]
        }
        let result = try PEDANOVA(of: evidence)
        #expect(result.best == 10)
        func divergence(_ best: [Double], _ all: [Double]) -> Double {
            zip(best, all).reduce(0) { $0 + ($1.0 / $1.1 - 1) * ($1.0 / $1.1 - 1) * $1.1 }
        }
        let a = divergence([10.5 / 11, 0.5 / 11], [40.5 / 101, 60.5 / 101])
        let b = divergence([5.5 / 11, 5.5 / 11], [50.5 / 101, 50.5 / 101])
        #expect(abs((result.importance["a"]?.share ?? 0) - a / (a + b)) < 1e-12)
        #expect(abs((result.importance["b"]?.share ?? 0) - b / (a + b)) < 1e-12)
    }

    @Test("of a range is the divergence of kernel densities, calculated the plain way")
    func range() throws {
        let parameters = [
            Parameter(name: "n", domain: .int(low: 1, high: 5)), Parameter(name: "m", domain: .int(low: 1, high: 5)),
        ]
        let evidence = try Drawn.evidence(parameters, count: 60) { configuration, number in
            abs(configuration.number("n") - 2) + 1e-6 * Double(number)
        }
        let result = try PEDANOVA(of: evidence)
        let best = evidence.trials.sorted { ($0.value() ?? 0) < ($1.value() ?? 0) }.prefix(6)

        func density(_ values: [Double]) -> [Double] {
            let places = values.map { ($0 - 0.5) / 5 }
            let mean = places.reduce(0, +) / Double(places.count)
            let square = places.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(places.count - 1)
            let width = max(0.1, square.squareRoot() * pow(Double(places.count), -0.2))
            func mass(_ low: Double, _ high: Double, _ place: Double) -> Double {
                (erf((high - place) / width / 2.0.squareRoot()) - erf((low - place) / width / 2.0.squareRoot())) / 2
            }
            return (0..<5).map { cell in
                let (low, high) = (Double(cell) / 5, Double(cell + 1) / 5)
                let sum = places.reduce(0.2) { $0 + mass(low, high, $1) / mass(0, 1, $1) }
                return sum / Double(places.count + 1)
            }
        }
        func divergence(_ name: String) -> Double {
            let among = density(best.map { $0.configuration.number(name) })
            let all = density(evidence.trials.map { $0.configuration.number(name) })
            return zip(among, all).reduce(0) { $0 + ($1.0 / $1.1 - 1) * ($1.0 / $1.1 - 1) * $1.1 }
        }
        let (n, m) = (divergence("n"), divergence("m"))
        #expect(abs((result.importance["n"]?.share ?? 0) - n / (n + m)) < 1e-9)
        #expect(n > 3 * m)
    }

    @Test("counts pruned trials among all and never among the best")
    func pruned() throws {
        var evidence = try Drawn.evidence(Drawn.floats("x", "y"), count: 80) { configuration, _ in
            configuration.number("x")
        }
        for number in evidence.trials.indices where evidence.trials[number].configuration.number("x") > 0.4 {
            evidence.trials[number].outcome = .pruned(epoch: 1)
        }
        evidence.trials[0].outcome = .failed(reason: "exit status 1")
        let result = try PEDANOVA(of: evidence)
        #expect(result.importance.basis.used == 79)
        #expect(result.importance.basis.failed == 1)
        #expect(result.best == 8)
        #expect((result.importance["x"]?.share ?? 0) > 0.9)
    }

    @Test("looks only at the trials in which a parameter exists")
    func conditional() throws {
        let parameters = [
            Parameter(name: "optimizer", domain: .choice([.string("adam"), .string("sgd")])),
            Parameter(
                name: "momentum", domain: .float(low: 0, high: 1),
                condition: try Expression(parsing: "optimizer == 'sgd'")),
        ]
        let evidence = try Drawn.evidence(parameters, count: 200) { configuration, number in
            configuration["momentum"] == nil ? Double(number) / 1000 : 1 + Double(number)
        }
        let importance = try PEDANOVA(of: evidence).importance
        // The best have no momentum at all, of which its density says nothing but the one trial that is spread out.
        #expect((importance["optimizer"]?.share ?? 0) > 0.8)
    }

    @Test("says why it says nothing, and gives no share to anything where nothing differs")
    func gaps() throws {
        let few = try Drawn.evidence(Drawn.floats("x"), count: 9) { configuration, _ in configuration.number("x") }
        #expect(throws: AnalysisGap.tooFewTrials(found: 9, needed: 10)) { try PEDANOVA(of: few) }
        let constant = try Drawn.evidence(Drawn.floats("x"), count: 20) { _, _ in 1 }
        #expect(throws: AnalysisGap.constantObjective(value: 1, trials: 20)) { try PEDANOVA(of: constant) }
        let single = [Parameter(name: "x", domain: .choice([.int(1)]))]
        let held = try Drawn.evidence(single, count: 20) { _, number in Double(number) }
        #expect(try PEDANOVA(of: held).importance.parameters.map(\.share) == [0])
    }
}
