import Expressions
import Testing

@testable import Search

@Suite struct HistoryParetoTests {
    private static func history(_ outcomes: [Outcome?], _ directions: [Direction]) -> History {
        var history = History(directions: directions)
        for (number, outcome) in outcomes.enumerated() {
            history.apply(.started(number: number, configuration: Configuration(["x": .int(number)])))
            if let outcome { history.apply(.ended(number: number, outcome: outcome)) }
            #expect(history.brokenInvariants() == [])
        }
        return history
    }

    @Test("the front has what nothing dominates, each objective by its own direction")
    func front() {
        let history = Self.history(
            [
                .completed(Score(values: [0.9, 100])), .completed(Score(values: [0.8, 50])),
                .completed(Score(values: [0.8, 60])), .completed(Score(values: [0.99, 10], violation: 1)),
                .completed(Score(values: [.nan, 1])), .failed(reason: ""), nil,
                .completed(Score(values: [0.7, 20])),
            ], [.maximize, .minimize])
        #expect(history.front == [0, 1, 7])
        #expect(history.ranking == [0, 1, 2, 7, 3, 4, 5])
        #expect(history.rankedSuccesses == 5)
        #expect(history.best == nil)
        // Of the box from 0.7 to 0.9 and 20 to 100: (0.9, 100) nothing, (0.8, 50) half by 5 / 8, (0.7, 20) nothing.
        let scores = history.trials.compactMap(\.score)
        #expect(abs((Pareto.hypervolume(of: scores, directions: history.directions) ?? 0) - 0.5 * 5 / 8) < 1e-12)
        #expect(Pareto.front(of: scores, directions: history.directions) == [0, 1, 5])
        #expect(Pareto.hypervolume(of: [], directions: history.directions) == nil)
    }

    @Test("the leading trials are whole fronts, then those that dominate most, then the least violating")
    func leading() {
        let history = Self.history(
            [
                .completed(Score(values: [5, 5])), .completed(Score(values: [0, 4])),
                .completed(Score(values: [2, 2])),
                .completed(Score(values: [3, 1.9])), .completed(Score(values: [4, 0])),
                .completed(Score(values: [0, 0], violation: 3)), .completed(Score(values: [9, 9], violation: 2)),
            ], [.minimize, .minimize])
        #expect(history.leading(4) == [1, 2, 3, 4])
        #expect(history.leading(1) == [2])
        #expect(Set(history.leading(5)) == [0, 1, 2, 3, 4])
        #expect(Set(history.leading(6)) == [0, 1, 2, 3, 4, 6])
        #expect(history.leading(100).count == 7)
    }

    @Test("of one objective, what broke the constraints is behind all that did not, by how far")
    func constrained() {
        let history = Self.history(
            [
                .completed(Score(values: [0.1], violation: 2)), .completed(value: 5), .pruned(epoch: 3),
                .completed(Score(values: [0.2], violation: .infinity)), .failed(reason: ""),
                .completed(Score(values: [0.3], violation: 1)), .completed(value: 4),
            ], [.minimize])
        #expect(history.ranking == [6, 1, 2, 5, 0, 3, 4])
        #expect(history.rankedSuccesses == 6)
        #expect(history.best?.number == 6 && history.front == [6])
        #expect(history.completedCount == 2)
    }
}
