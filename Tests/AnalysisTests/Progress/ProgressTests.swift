import Expressions
import Search
import Testing

@testable import Analysis

@Suite("Best so far")
struct BestSoFarTests {
    @Test("has a step for each improvement, whatever failed, was pruned or repeated in between")
    func steps() throws {
        let values = [0.5, 0.7, 0.6, 0.9, 0.65, 0.95]
        var evidence = try Drawn.evidence(Drawn.floats("x"), count: 6, direction: .maximize) { _, number in
            values[number]
        }
        evidence.trials[3].outcome = .pruned(epoch: 1)
        evidence.trials[5].repeats = 1
        let best = BestSoFar(of: evidence)
        #expect(best.steps.map(\.trial) == [0, 1])
        #expect(best.steps.map(\.value) == [0.5, 0.7])
        #expect(best.value(upTo: 0) == 0.5 && best.value(upTo: 4) == 0.7)
        #expect(BestSoFar(of: evidence, objective: 1).steps.isEmpty)
    }
}

@Suite("The front's history")
struct FrontHistoryTests {
    private func evidence(_ scores: [Score?]) throws -> Evidence {
        let objectives = [EvidenceObjective("accuracy", .maximize), EvidenceObjective("size", .minimize)]
        return Evidence(
            space: try Space(parameters: Drawn.floats("x")), objectives: objectives,
            trials: scores.enumerated().map { number, score in
                EvidenceTrial(
                    number: number, configuration: Configuration(["x": .float(0.5)]),
                    outcome: score.map { .completed($0) } ?? .failed(reason: "exit status 1"))
            })
    }

    @Test("ends with the front and the volume that the search itself reports")
    func volume() throws {
        // In the box 0 … 1 by 0 … 10: (0, 10), (0.5, 5), (1, 10), (0.5, 0) as losses (1, 1), (0.5, 0.5), (0, 1), (0.5, 0).
        let scores = [
            Score(values: [0, 10]), Score(values: [0.5, 5]), nil, Score(values: [1, 10]), Score(values: [0.5, 0]),
            Score(values: [2, -5], violation: 1), Score(values: [.nan, 1]),
        ]
        let history = FrontHistory(of: try evidence(scores))
        #expect(history.front.map(\.number) == [3, 4])
        #expect(history.steps.map(\.trial) == [0, 1, 4])
        #expect(history.steps.map(\.hypervolume) == [0, 0.25, 0.5])
        let directions: [Direction] = [.maximize, .minimize]
        #expect(history.hypervolume == Pareto.hypervolume(of: scores.compactMap { $0 }, directions: directions))
    }

    @Test("is empty where nothing has completed")
    func empty() throws {
        let history = FrontHistory(of: try evidence([nil]))
        #expect(history.front.isEmpty && history.steps.isEmpty && history.hypervolume == nil)
    }
}
