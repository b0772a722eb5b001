import Expressions
import Foundation
import Search
import Testing

@testable import Analysis

/// fANOVA against functions whose variance is taken apart in closed form.
@Suite("fANOVA")
struct FANOVATests {
    @Test("finds the shares of a sum, and nothing in the parameter that it lacks")
    func additive() throws {
        // Var(2x) : Var(y) = 4 : 1.
        let evidence = try Drawn.evidence(Drawn.floats("x", "y", "z"), count: 500) { configuration, _ in
            2 * configuration.number("x") + configuration.number("y")
        }
        let importance = try FANOVA(of: evidence, trees: 24).importance
        #expect(abs((importance["x"]?.share ?? 0) - 0.8) < 0.05)
        #expect(abs((importance["y"]?.share ?? 0) - 0.2) < 0.05)
        #expect((importance["z"]?.total ?? 1) < 0.01)
        #expect(importance.parameters.map(\.name) == ["x", "y", "z"])
        #expect(importance.pairs.allSatisfy { $0.share < 0.02 })
        #expect(importance.basis.used == 500)
    }

    @Test("finds Ishigami's shares: 0.314, 0.442 and 0, and 0.244 of the first with the third")
    func ishigami() throws {
        let evidence = try Drawn.evidence(Drawn.floats("a", "b", "c", from: -.pi, to: .pi), count: 1500) { values, _ in
            let (a, b, c) = (values.number("a"), values.number("b"), values.number("c"))
            return sin(a) + 7 * sin(b) * sin(b) + 0.1 * c * c * c * c * sin(a)
        }
        let importance = try FANOVA(of: evidence, trees: 16).importance
        #expect(abs((importance["a"]?.share ?? 0) - 0.314) < 0.07)
        #expect(abs((importance["b"]?.share ?? 0) - 0.442) < 0.11)
        #expect((importance["c"]?.share ?? 1) < 0.03)
        #expect(importance.pairs[0].first == "a" && importance.pairs[0].second == "c")
        #expect(abs(importance.pairs[0].share - 0.244) < 0.08)
        #expect((importance["c"]?.total ?? 0) > 0.15)
    }

    @Test("finds an effect that two parameters have only together")
    func interaction() throws {
        let evidence = try Drawn.evidence(Drawn.floats("x", "y", "z"), count: 600) { configuration, _ in
            (configuration.number("x") - 0.5) * (configuration.number("y") - 0.5)
        }
        let importance = try FANOVA(of: evidence, trees: 24).importance
        #expect(importance.pairs[0].first == "x" && importance.pairs[0].second == "y")
        #expect(importance.pairs[0].share > 0.7)
        #expect(importance.parameters.allSatisfy { $0.share < 0.1 })
        #expect(importance.parameters.last?.name == "z")
    }

    @Test("takes two choices apart exactly")
    func choices() throws {
        let values: [Value] = [.string("p"), .string("q")]
        let parameters = ["a", "b"].map { Parameter(name: $0, domain: .choice(values)) }
        let either = try Drawn.evidence(parameters, count: 200) { configuration, _ in
            configuration["a"] == configuration["b"] ? 1 : 0
        }
        let importance = try FANOVA(of: either, trees: 8).importance
        #expect(abs(importance.pairs[0].share - 1) < 1e-9)
        #expect(importance.parameters.allSatisfy { $0.share < 1e-9 && abs($0.total - 1) < 1e-9 })
    }

    @Test("says what each value of a choice is worth, in the order of the list")
    func choiceEffect() throws {
        let parameters = [Parameter(name: "kind", domain: .choice([.int(5), .int(0), .int(1)]))]
        let evidence = try Drawn.evidence(parameters, count: 100, direction: .maximize) { configuration, _ in
            configuration.number("kind") * 10
        }
        let effect = try FANOVA(of: evidence, trees: 8).effect(of: "kind")
        #expect(effect.points.map(\.value) == [.int(5), .int(0), .int(1)])
        for (point, expected) in zip(effect.points, [50.0, 0, 10]) {
            #expect(abs(point.mean - expected) < 1e-9)
            #expect(point.deviation < 1e-9)
        }
        let places: [Double] = [0.5 / 3, 1.5 / 3, 2.5 / 3]
        #expect(effect.points.map(\.coordinate) == places)
    }

    @Test("goes along the logarithm where the range does")
    func logarithm() throws {
        let parameters = [
            Parameter(name: "lr", domain: .float(low: 1e-5, high: 1e-1, log: true)),
            Parameter(name: "units", domain: .int(low: 1, high: 1000, log: true)),
        ]
        let evidence = try Drawn.evidence(parameters, count: 400) { configuration, _ in
            log10(configuration.number("lr"))
        }
        let model = try FANOVA(of: evidence, trees: 24)
        #expect((model.importance["lr"]?.share ?? 0) > 0.99)
        #expect((model.importance["units"]?.total ?? 1) < 0.01)
        let effect = try model.effect(of: "lr", points: 9)
        // -5 … -1, half a unit apart, but at the ends, where a leaf is all there is.
        for (index, point) in effect.points.enumerated().dropFirst().dropLast() {
            #expect(abs(point.mean - (-5 + 0.5 * Double(index))) < 0.1, "\(point)")
            #expect(abs((point.value.number ?? 0) / pow(10, -5 + 0.5 * Double(index)) - 1) < 1e-9)
        }
    }

    @Test("has surfaces whose cells are the function's values")
    func surface() throws {
        let parameters = [
            Parameter(name: "x", domain: .int(low: 0, high: 3)),
            Parameter(name: "y", domain: .choice([.int(1), .int(2)], ordered: true)),
        ]
        let evidence = try Drawn.evidence(parameters, count: 400) { configuration, _ in
            configuration.number("x") * configuration.number("y")
        }
        let effect = try FANOVA(of: evidence, trees: 8).effect(of: "x", and: "y")
        #expect(effect.rows == [.int(0), .int(1), .int(2), .int(3)])
        #expect(effect.columns == [.int(1), .int(2)])
        for (row, x) in [0.0, 1, 2, 3].enumerated() {
            #expect(abs(effect.means[row][0] - x) < 1e-9)
            #expect(abs(effect.means[row][1] - 2 * x) < 1e-9)
        }
    }

    @Test("counts a parameter only where it exists")
    func conditional() throws {
        let parameters = [
            Parameter(name: "optimizer", domain: .choice([.string("adam"), .string("sgd")])),
            Parameter(
                name: "momentum", domain: .float(low: 0, high: 1),
                condition: try Expression(parsing: "optimizer == 'sgd'")),
        ]
        // adam: 0; sgd: momentum - 0.5 in -0.5 … 0.5. The optimizer's mean is nothing, and momentum's m(x) = (x - 0.5) / 2:
        // half of the variance is momentum's own, half both parameters' together.
        let evidence = try Drawn.evidence(parameters, count: 600) { configuration, _ in
            configuration["momentum"].flatMap(\.number).map { $0 - 0.5 } ?? 0
        }
        let importance = try FANOVA(of: evidence, trees: 24).importance
        #expect(abs((importance["momentum"]?.share ?? 0) - 0.5) < 0.06)
        #expect((importance["optimizer"]?.share ?? 1) < 0.05)
        #expect(abs(importance.pairs[0].share - 0.5) < 0.06)
    }

    @Test("leaves out what has no comparable value, and says how much")
    func basis() throws {
        let evidence = try Drawn.evidence(Drawn.floats("x", "y"), count: 60) { configuration, _ in
            configuration.number("x")
        }
        let mixed = evidence.replacing([
            0: .pruned(epoch: 3), 1: .failed(reason: "exit status 1"), 2: .completed(value: .nan),
            3: .completed(value: .infinity), 4: .completed(Score(values: [0.1], violation: 2)), 5: .paused(epoch: 1),
            6: .stopped, 7: .completed(value: 1e300),
        ])
        let importance = try FANOVA(of: mixed, trees: 16).importance
        #expect(importance.basis.used == 53)
        #expect(importance.basis.pruned == 2)
        #expect(importance.basis.failed == 1)
        #expect(importance.basis.nonFinite == 2)
        #expect(importance.basis.infeasible == 1)
        #expect(importance.basis.fenced == 1)
        #expect((importance["x"]?.share ?? 0) > 0.6)
    }

    @Test("says why it says nothing")
    func gaps() throws {
        let few = try Drawn.evidence(Drawn.floats("x"), count: 9) { configuration, _ in configuration.number("x") }
        #expect(throws: AnalysisGap.tooFewTrials(found: 9, needed: 10)) { try FANOVA(of: few) }
        let constant = try Drawn.evidence(Drawn.floats("x"), count: 20, direction: .maximize) { _, _ in 0.25 }
        #expect(throws: AnalysisGap.constantObjective(value: 0.25, trials: 20)) { try FANOVA(of: constant) }
        let held = try Drawn.evidence(Drawn.floats("x", from: 1, to: 1), count: 20) { _, number in Double(number) }
        #expect(throws: AnalysisGap.nothingVaries) { try FANOVA(of: held) }
        #expect(throws: AnalysisGap.noObjective(index: 1)) { try FANOVA(of: few, objective: 1) }
    }

    @Test("gives the same bits for the same input, whichever direction is better")
    func determinism() throws {
        func importance(_ direction: Direction) throws -> Importance {
            let sign: Double = direction == .minimize ? 1 : -1
            let evidence = try Drawn.evidence(Drawn.floats("x", "y"), count: 80, direction: direction) {
                values, number in
                sign * (values.number("x") + 0.3 * Drawn.noise(number))
            }
            return try FANOVA(of: evidence, trees: 8, seed: 5).importance
        }
        #expect(try importance(.minimize) == importance(.minimize))
        #expect(try importance(.minimize) == importance(.maximize))
    }

    @Test("has room for numbers as large as there are, and for values at the very ends")
    func extremes() throws {
        let evidence = try Drawn.evidence(Drawn.floats("x", "y"), count: 40) { configuration, _ in
            configuration.number("x") > 0.5 ? 1.7e308 : -1.7e308
        }
        #expect(try FANOVA(of: evidence, trees: 8).importance.parameters[0].share > 0.9)
        var ends = try Drawn.evidence(Drawn.floats("x"), count: 20) { _, number in Double(number % 2) }
        for number in ends.trials.indices {
            ends.trials[number].configuration["x"] = .float(number % 2 == 0 ? 1 : 1.0.nextDown)
        }
        let importance = try FANOVA(of: ends, trees: 8).importance
        #expect(importance.parameters.allSatisfy { $0.share.isFinite && 0...1 ~= $0.share })
    }
}
