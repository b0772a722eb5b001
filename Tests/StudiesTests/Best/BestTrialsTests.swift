import Search
import Testing

@testable import Storage
@testable import Studies

@Suite("What is best")
struct BestTrialsTests {
    @Test("without repetitions the best single value, the first of equal ones")
    func single() {
        let trials = [
            Trial.completed(0, [0.4]), Trial.completed(1, [0.8]), Trial.completed(2, [0.8]), Trial.completed(3, [.nan]),
        ]
        #expect(BestTrials(of: trials, [.maximize]).trial?.number == 1)
        #expect(BestTrials(of: trials, [.minimize]).trial?.number == 0)
        #expect(BestTrials(of: trials, [.maximize]).value == 0.8)
    }

    @Test("the mean over seeds goes before the value that a trial was chosen by, and before trials without repetitions")
    func meanAndValueDisagree() {
        let trials = [
            Trial.completed(0, [0.7]), Trial.completed(1, [0.9]), Trial.completed(2, [0.95]),
            Trial.completed(3, [0.71], repeats: 0), Trial.completed(4, [0.75], repeats: 0, index: 2),
            Trial.completed(5, [0.5], repeats: 1), Trial.completed(6, [0.6], repeats: 1, index: 2),
        ]
        let best = BestTrials(of: trials, [.maximize])
        #expect(best.trial?.number == 0 && best.isConfirmed)
        #expect(best.value.map { abs($0 - 0.73) < 1e-12 } == true)
        #expect(best.trials.map(\.number) == [0])
    }

    @Test("what violates the conditions is never the best, nor what a repetition of it does")
    func infeasible() {
        let trials = [
            Trial.completed(0, [0.9], violation: 2), Trial.completed(1, [0.5], violation: 0),
            Trial.completed(2, [0.6], violation: 0),
            Trial.completed(3, [0.99], violation: 1, repeats: 2),
        ]
        #expect(BestTrials(of: trials, [.maximize]).trial?.number == 2)
        #expect(BestTrials(of: Array(trials.prefix(1)), [.maximize]) == .none)
        #expect(BestTrials.candidates(among: trials, .maximize).map(\.number) == [2, 1])
    }

    @Test("of several objectives the front: what none surpasses in every one")
    func front() {
        let trials = [[0.9, 9], [0.8, 5], [0.7, 6], [.nan, 1]].enumerated().map { Trial.completed($0, $1) }
        let best = BestTrials(of: trials, [.maximize, .minimize])
        #expect(best.trials.map(\.number) == [0, 1])
        #expect(best.trial == nil && best.value == nil)
    }
}
