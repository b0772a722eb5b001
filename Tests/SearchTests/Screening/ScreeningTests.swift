import HPOTesting
import Testing

@testable import Search

@Suite struct ScreeningTests {
    /// A history of trainings of 50 epochs whose value is the same at every epoch.
    private func history(full: [Double], screened: [Double]) -> History {
        var history = History(direction: .minimize)
        for (number, value) in (full + screened).enumerated() {
            history.apply(.started(number: number, configuration: Configuration()))
            if number >= full.count {
                history.apply(.reported(number: number, epoch: 5, value: value))
                history.apply(.ended(number: number, outcome: .paused(epoch: 5)))
                history.apply(.resumed(number: number))
            }
            history.apply(.reported(number: number, epoch: 50, value: value))
            history.apply(.ended(number: number, outcome: .completed(value: value)))
        }
        return history
    }

    @Test(
        "trials wait after a tenth of a training that is long enough",
        arguments: [(50, 5), (51, 6), (20, 2), (10, 1), (4, 1), (3, nil), (1, nil), (0, nil)])
    func epoch(length: Int, epoch: Int?) {
        #expect(Screening(length: length).epoch(after: History(direction: .minimize)) == epoch)
    }

    @Test("of an unknown length, nobody waits before a trial has completed")
    func unknownLength() {
        var history = History(direction: .maximize)
        history.run(0, Array(repeating: 0.5, count: 30), then: nil)
        #expect(Screening().epoch(after: history) == nil)
        #expect(Screening().trainsFully(7, after: history))
        history.apply(.ended(number: 0, outcome: .completed(value: 0.5)))
        #expect(Screening().epoch(after: history) == 3)
        #expect(!Screening().trainsFully(7, after: history))
    }

    @Test("a program that counts from 0 has trained as many epochs as one that counts from 1")
    func fromZero() {
        var history = History(direction: .minimize)
        history.apply(.started(number: 0, configuration: Configuration()))
        for epoch in 0..<30 { history.apply(.reported(number: 0, epoch: epoch, value: Double(epoch))) }
        history.apply(.ended(number: 0, outcome: .completed(value: 0)))
        #expect(Screening().epoch(after: history) == 3)
        var curve = Curve(counting: .last(1))
        for epoch in 0..<30 { curve.report(Double(epoch), at: epoch) }
        #expect(curve.loss(after: 3, .minimize) == 2)
        #expect(Curve([7, 6, 5]).loss(after: 3, .minimize) == 5)
        #expect(Curve([7, 6]).loss(after: 3, .minimize) == nil)
    }

    /// A screened trial of 50 epochs costs 0.15 full trainings: half of the epochs are one full training in 1 + 1 / 0.15
    /// trials, a quarter one in 1 + 3 / 0.15, three quarters one in 1 + 1 / 0.45.
    @Test(
        "half of the epochs are for full trainings until both ways have completed two, then more for the one that is ahead",
        arguments: [
            ([], [], 8), ([1, 2], [0.5], 8), ([1], [0.5, 0.6], 8), ([1, 2], [2, 0.5], 21), ([1, 0.4], [2, 0.5], 3),
            ([1, 2], [0.5, 0.6, 0.7, 0.8, 0.9, 0.9], 21), ([1, 2], [0.5, 0.6, 0.7, 0.8, 0.9, 0.9, 0.9], 3),
        ] as [([Double], [Double], Int)])
    func shares(full: [Double], screened: [Double], period: Int) {
        let history = history(full: full, screened: screened)
        let chosen = (1000..<2000).filter { Screening(length: 50).trainsFully($0, after: history) }
        #expect(chosen == (1000..<2000).filter { $0 % period == 0 })
    }
}
