import Expressions
import Synchronization
import Testing

@testable import Search

@Suite struct ScreeningSamplerTests {
    /// Notes the history that it is shown, and proposes the middle.
    private final class Witness: Sampler {
        let seen = Mutex<[Int: Outcome?]>([:])

        func suggest(
            in space: Space, after history: History, using generator: inout Generator
        ) throws(SearchError) -> Configuration {
            seen.withLock { seen in
                seen = [:]
                for trial in history.trials { seen[trial.number] = .some(trial.outcome) }
            }
            return Configuration(["x": .float(0.5)])
        }
    }

    private let space = try? Space(parameters: [Parameter(name: "x", domain: .float(low: 0, high: 1))])

    /// Of trainings of 20 epochs: one that completed, one that was promoted and completed, one that waits, one that diverged, one
    /// that failed, one that runs before and one that runs fully.
    private func history() -> History {
        var history = History(directions: [.maximize], space: space, counting: .last(1))
        func begin(_ number: Int, _ values: [Double], _ outcome: Outcome?) {
            let x = Configuration(["x": .float(Double(number) / 100)])
            history.apply(.started(number: number, configuration: x))
            for (index, value) in values.enumerated() {
                history.apply(.reported(number: number, epoch: index + 1, value: value))
            }
            if let outcome { history.apply(.ended(number: number, outcome: outcome)) }
        }
        let long = (1...20).map(Double.init)
        begin(0, long, .completed(value: 20))
        begin(1, [1, 3], .paused(epoch: 2))
        history.apply(.resumed(number: 1))
        for epoch in 3...20 { history.apply(.reported(number: 1, epoch: epoch, value: 30)) }
        history.apply(.ended(number: 1, outcome: .completed(value: 30)))
        begin(2, [4, 5], .paused(epoch: 2))
        begin(3, [.nan, .nan], .pruned(epoch: 2))
        begin(4, [1], .failed(reason: "crashed"))
        begin(5, [1], nil)
        begin(8, [1, 6, 7], nil)
        return history
    }

    private func seen(_ number: Int) throws -> (outcomes: [Int: Outcome?], suggestion: Suggestion) {
        let witness = Witness()
        let sampler = ScreeningSampler(witness, Screening(length: 20))
        var generator = Generator(seed: 1, trial: number)
        let suggestion = try sampler.suggestion(in: #require(space), after: history(), using: &generator)
        return (witness.seen.withLock { $0 }, suggestion)
    }

    @Test("for a trial to be screened, the others are compared as they were at the screening epoch")
    func early() throws {
        let (outcomes, suggestion) = try seen(9)
        #expect(suggestion == Suggestion(Configuration(["x": .float(0.5)]), note: "screened after 2 epochs"))
        #expect(outcomes.keys.sorted() == [0, 1, 2, 3, 4, 5, 8])
        #expect(outcomes[0] == .completed(value: 2))
        #expect(outcomes[1] == .completed(value: 3))
        #expect(outcomes[2] == .completed(value: 5))
        guard case .completed(let score)?? = outcomes[3] else {
            Issue.record("a diverged trial counts")
            return
        }
        #expect(score.value?.isNaN == true)
        #expect(outcomes[4] == .failed(reason: "crashed"))
        #expect(outcomes[5] == .some(nil))
        #expect(outcomes[8] == .completed(value: 6))
    }

    @Test("for a full training, only what was trained to its end counts, and what is on the way there")
    func full() throws {
        let (outcomes, suggestion) = try seen(16)
        #expect(suggestion.note == "full training")
        #expect(outcomes.keys.sorted() == [0, 1, 3, 4, 8])
        #expect(outcomes[0] == .completed(value: 20))
        #expect(outcomes[1] == .completed(value: 30))
        #expect(outcomes[3] == .pruned(epoch: 2))
        #expect(outcomes[8] == .some(nil))
    }

    @Test("what waits is not proposed once more")
    func untried() throws {
        var history = history()
        history.apply(.started(number: 9, configuration: Configuration(["x": .float(0.5)])))
        history.apply(.reported(number: 9, epoch: 2, value: 1))
        history.apply(.ended(number: 9, outcome: .paused(epoch: 2)))
        let sampler = ScreeningSampler(Witness(), Screening(length: 20))
        var generator = Generator(seed: 1, trial: 16)
        let suggestion = try sampler.suggestion(in: #require(space), after: history, using: &generator)
        #expect(suggestion.configuration != Configuration(["x": .float(0.5)]))
        #expect(suggestion.note == "full training: random")
    }
}
