import Testing

@testable import Search

@Suite struct OutcomeScoresTests {
    @Test("scores fall with the loss, have mean 0 and variance 1, and a failure's is that of the worst")
    func standard() {
        let scores = OutcomeScores.scores(of: [3, 1, 2, 2, 5, 6, .infinity, .infinity])
        #expect(abs(scores.reduce(0, +)) < 1e-12)
        #expect(abs(scores.reduce(0) { $0 + $1 * $1 } / 8 - 1) < 1e-12)
        #expect(scores[1] > scores[2] && scores[2] == scores[3] && scores[3] > scores[0])
        #expect(scores[0] > scores[4] && scores[4] > scores[5] && scores[5] == scores[6] && scores[6] == scores[7])
    }

    @Test("the losses' unit and zero make no difference", arguments: [(1, 8.0), (-3, 0.25), (1e6, 1024)])
    func units(zero: Double, unit: Double) {
        let losses = [0.5, 3, 1, 2, 8, 2.5, .infinity]
        for (score, other) in zip(
            OutcomeScores.scores(of: losses), OutcomeScores.scores(of: losses.map { zero + unit * $0 }))
        {
            #expect(abs(score - other) < 1e-6)
        }
    }

    @Test("a hair's breadth between the best stays one, however many of them there are")
    func plateau() {
        let gathered = (0..<40).map { 0.5 + 1e-6 * Double($0) }
        let scores = OutcomeScores.scores(of: gathered + (0..<20).map { 1 + 0.1 * Double($0) })
        #expect(scores[0] - scores[39] < 0.01 * (scores[39] - scores[40]))
    }

    @Test("how badly the worst diverge makes no difference")
    func divergence() {
        let moderate = OutcomeScores.scores(of: [1, 2, 3, 4, 5, 6, 7, 100])
        let huge = OutcomeScores.scores(of: [1, 2, 3, 4, 5, 6, 7, 1e300])
        #expect(moderate == huge)
    }

    @Test(
        "histories that teach nothing give zeros, and extremes give finite scores",
        arguments: [
            [], [1], [2, 2, 2], [.infinity, .infinity], [1, .infinity], [-.greatestFiniteMagnitude, 1, 1e308, 1.7e308],
            [-1e300, 1, 1, 1 + 1e-15, 1 + 1e-15, 2],
        ] as [[Double]])
    func extremes(losses: [Double]) {
        let scores = OutcomeScores.scores(of: losses)
        #expect(scores.allSatisfy { $0.isFinite })
        if Set(losses).count < 2 { #expect(scores.allSatisfy { $0 == 0 }) }
    }

    @Test("a pruned trial stands where it stood among the completed ones when it was stopped")
    func pruned() {
        var history = History(direction: .maximize)
        // At epoch 1: 0.1, 0.2, 0.3, 0.4; at the end 0.5, 0.6, 0.7, 0.8.
        for number in 0..<4 {
            history.apply(.started(number: number, configuration: Configuration()))
            history.apply(.reported(number: number, epoch: 1, value: 0.1 * Double(number + 1)))
            history.apply(.reported(number: number, epoch: 2, value: 0.1 * Double(number + 5)))
            history.apply(.ended(number: number, outcome: .completed(value: 0.1 * Double(number + 5))))
        }
        for (number, value) in [(4, 0.25), (5, 0.05)] {
            history.apply(.started(number: number, configuration: Configuration()))
            history.apply(.reported(number: number, epoch: 1, value: value))
            history.apply(.ended(number: number, outcome: .pruned(epoch: 1)))
        }
        history.apply(.started(number: 6, configuration: Configuration()))
        let scores = OutcomeScores(of: history)
        #expect(scores.rows == [0, 1, 2, 3, 4, 5])
        // 0.25 was beaten by two of four, so it counts as the third best; 0.05 by all, as the worst.
        #expect(scores.values[4] == scores.values[1])
        #expect(scores.values[5] == scores.values[0])
        #expect(scores.order.first == 3)
    }

    @Test(
        "what broke the constraints is no better than a failure, until nothing else is known: then the nearest is best")
    func constraints() {
        var history = History(direction: .minimize)
        func end(_ number: Int, _ outcome: Outcome) {
            history.apply(.started(number: number, configuration: Configuration()))
            history.apply(.ended(number: number, outcome: outcome))
        }
        end(0, .completed(Score(values: [1], violation: 3)))
        end(1, .failed(reason: ""))
        end(2, .completed(Score(values: [9], violation: 1)))
        end(3, .completed(Score(values: [.nan], violation: 0.5)))
        #expect(OutcomeScores(of: history).order == [2, 0, 1, 3])
        end(4, .completed(value: 100))
        #expect(OutcomeScores(of: history).order == [4, 0, 1, 2, 3])
    }
}
