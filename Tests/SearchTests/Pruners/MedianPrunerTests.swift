import HPOTesting
import Testing

@testable import Search

/// A case of the median rule, worked out by hand.
struct MedianCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var pruner = MedianPruner(startupTrials: 2)
    var direction = Direction.maximize
    /// The completed trials' values at epochs 1, 2, 3, …
    let completed: [[Double]]
    /// The judged trial's values at epochs 1, 2, 3, …
    let judged: [Double]
    /// The verdicts at those epochs.
    let verdicts: [Verdict]
}

@Suite struct MedianPrunerTests {
    static let cases: [MedianCase] = [
        MedianCase(
            testDescription: "below the median of three at each epoch", completed: [[1, 2], [3, 4], [5, 6]],
            judged: [2.9, 3.9], verdicts: [.stop, .stop]),
        MedianCase(
            testDescription: "equal to the median goes on", completed: [[1, 2], [3, 4], [5, 6]], judged: [3, 4],
            verdicts: [.continue, .continue]),
        MedianCase(
            testDescription: "the best so far counts, not the last", completed: [[1, 2], [3, 4], [5, 6]],
            judged: [4, 0], verdicts: [.continue, .continue]),
        MedianCase(
            testDescription: "the others' raw values count, not their best so far",
            completed: [[9, 1], [9, 2], [9, 3]], judged: [8, 2.5], verdicts: [.stop, .continue]),
        MedianCase(
            testDescription: "between two middle values the median is their mean", completed: [[1], [2], [4], [8]],
            judged: [2.9], verdicts: [.stop]),
        MedianCase(
            testDescription: "and at their mean it goes on", completed: [[1], [2], [4], [8]], judged: [3],
            verdicts: [.continue]),
        MedianCase(
            testDescription: "minimizing, above the median stops", direction: .minimize,
            completed: [[1, 2], [3, 4], [5, 6]], judged: [3.1, 4], verdicts: [.stop, .continue]),
        MedianCase(
            testDescription: "minimizing, the best so far is the least", direction: .minimize,
            completed: [[1, 2], [3, 4], [5, 6]], judged: [4, 4.5], verdicts: [.stop, .continue]),
        MedianCase(
            testDescription: "fewer completed trials than startup_trials judge nobody",
            pruner: MedianPruner(startupTrials: 4), completed: [[1], [3], [5]], judged: [0], verdicts: [.continue]),
        MedianCase(
            testDescription: "as many do", pruner: MedianPruner(startupTrials: 3), completed: [[1], [3], [5]],
            judged: [0], verdicts: [.stop]),
        MedianCase(
            testDescription: "with warmup_epochs 3 the earliest verdict is at epoch 3",
            pruner: MedianPruner(startupTrials: 2, warmupEpochs: 3), completed: [[5, 5, 5, 5], [5, 5, 5, 5]],
            judged: [1, 1, 1, 1], verdicts: [.continue, .continue, .stop, .stop]),
        MedianCase(
            testDescription: "the interval is counted from the warm-up",
            pruner: MedianPruner(startupTrials: 2, warmupEpochs: 3, interval: 2),
            completed: [[5, 5, 5, 5, 5, 5], [5, 5, 5, 5, 5, 5]], judged: [1, 1, 1, 1, 1, 1],
            verdicts: [.continue, .continue, .stop, .continue, .stop, .continue]),
        MedianCase(
            testDescription: "without a warm-up an interval of 2 judges the even epochs",
            pruner: MedianPruner(startupTrials: 2, interval: 2), completed: [[5, 5, 5, 5], [5, 5, 5, 5]],
            judged: [1, 1, 1, 1], verdicts: [.continue, .stop, .continue, .stop]),
        MedianCase(
            testDescription: "an epoch that no completed trial reached judges nobody", completed: [[5], [5]],
            judged: [6, 1], verdicts: [.continue, .continue]),
        MedianCase(
            testDescription: "nor does one that fewer than min_trials reached",
            pruner: MedianPruner(startupTrials: 2, minTrials: 2), completed: [[5, 5], [5]], judged: [1, 1],
            verdicts: [.stop, .continue]),
        MedianCase(
            testDescription: "trials of unequal length compare at the same epoch alone",
            completed: [[1, 9], [2], [3]], judged: [2, 8], verdicts: [.continue, .stop]),
        MedianCase(
            testDescription: "nothing but NaN stops", completed: [[1], [2], [3]], judged: [.nan], verdicts: [.stop]),
        MedianCase(
            testDescription: "a NaN after a good value does not", completed: [[1, 1], [2, 2]], judged: [3, .nan],
            verdicts: [.continue, .continue]),
        MedianCase(
            testDescription: "NaN is the worst of the completed trials' values", completed: [[.nan], [2], [4]],
            judged: [1.9], verdicts: [.stop]),
        MedianCase(
            testDescription: "where most of them are NaN every number goes on", completed: [[.nan], [.nan], [4]],
            judged: [-1e300], verdicts: [.continue]),
        MedianCase(
            testDescription: "and NaN still stops", completed: [[.nan], [.nan], [4]], judged: [.nan],
            verdicts: [.stop]),
        MedianCase(
            testDescription: "minimizing, NaN is the worst as well", direction: .minimize,
            completed: [[.nan], [2], [4]], judged: [4.1], verdicts: [.stop]),
        MedianCase(
            testDescription: "the worst infinity is as bad as all others' together", direction: .minimize,
            completed: [[1], [2]], judged: [.infinity], verdicts: [.stop]),
    ]

    @Test("the verdicts are those worked out by hand", arguments: cases)
    func table(example: MedianCase) {
        var history = History(direction: example.direction)
        for (number, values) in example.completed.enumerated() {
            history.apply(.started(number: number, configuration: Configuration()))
            for (index, value) in values.enumerated() {
                history.apply(.reported(number: number, epoch: index + 1, value: value))
            }
            let best = history.trial(number)?.curve.best(example.direction)?.value ?? .nan
            history.apply(.ended(number: number, outcome: .completed(value: best)))
        }
        let number = example.completed.count
        history.apply(.started(number: number, configuration: Configuration()))
        var verdicts: [Verdict] = []
        for (index, value) in example.judged.enumerated() {
            history.apply(.reported(number: number, epoch: index + 1, value: value))
            let curve = history.trial(number)?.curve ?? Curve()
            verdicts.append(example.pruner.verdict(on: curve, of: number, at: index + 1, among: history))
        }
        #expect(verdicts == example.verdicts)
    }

    @Test("pruned, failed, stopped and running trials do not count as completed")
    func others() {
        var history = History(direction: .maximize)
        let outcomes: [Outcome?] = [
            .completed(value: 1), .pruned(epoch: 1), .failed(reason: ""), .stopped, nil, .completed(value: 1),
        ]
        for (number, outcome) in outcomes.enumerated() {
            history.apply(.started(number: number, configuration: Configuration()))
            history.apply(.reported(number: number, epoch: 1, value: number % 5 == 0 ? 1 : 100))
            if let outcome { history.apply(.ended(number: number, outcome: outcome)) }
        }
        var curve = Curve()
        curve.report(2, at: 1)
        #expect(MedianPruner(startupTrials: 2).verdict(on: curve, of: 6, at: 1, among: history) == .continue)
        #expect(MedianPruner(startupTrials: 3).verdict(on: Curve(), of: 6, at: 1, among: history) == .continue)
    }

    @Test("epochs are the program's own numbers: counted from 0, warmup_epochs 3 is up at the epoch that it calls 3")
    func fromZero() {
        let schedule = VerdictSchedule(warmupEpochs: 3, interval: 2)
        var curve = Curve()
        let due = (0..<8).filter { epoch in
            curve.report(1, at: epoch)
            return schedule.isDue(at: epoch, on: curve)
        }
        #expect(due == [3, 5, 7])
        let all = VerdictSchedule(warmupEpochs: 0, interval: 1)
        #expect((0..<8).allSatisfy { all.isDue(at: $0, on: curve) })
    }

    @Test("a program that reports every fifth epoch is judged at its first report after a verdict fell due")
    func sparse() {
        var history = History(direction: .maximize)
        for number in 0..<2 {
            history.apply(.started(number: number, configuration: Configuration()))
            for epoch in [5, 10, 15] { history.apply(.reported(number: number, epoch: epoch, value: 5)) }
            history.apply(.ended(number: number, outcome: .completed(value: 5)))
        }
        let pruner = MedianPruner(startupTrials: 2, warmupEpochs: 3, interval: 8)
        var curve = Curve()
        var verdicts: [Verdict] = []
        for epoch in [5, 10, 15] {
            curve.report(1, at: epoch)
            verdicts.append(pruner.verdict(on: curve, of: 2, at: epoch, among: history))
        }
        #expect(verdicts == [.stop, .continue, .stop])
    }
}
