import Search
import Testing

extension PrunerContract {
    func symmetry() {
        for seed in 0..<20 as Range<UInt64> {
            let (losses, gains) = (EventfulStudy(seed: seed, sign: 1), EventfulStudy(seed: seed, sign: -1))
            let verdicts = losses.verdicts(by: pruner, among: losses.history(.minimize))
            #expect(verdicts == gains.verdicts(by: pruner, among: gains.history(.maximize)))
            let promotion = pruner.promotion(among: losses.history(.minimize))
            #expect(promotion == pruner.promotion(among: gains.history(.maximize)))
        }
    }

    func order() {
        for seed in 0..<20 as Range<UInt64> {
            let study = EventfulStudy(seed: seed, sign: 1)
            var generator = Generator(seed: seed, trial: 1)
            var order = Array(study.changes.indices)
            order.shuffle(using: &generator)
            let verdicts = study.verdicts(by: pruner, among: study.history(.minimize))
            let shuffled = study.verdicts(by: pruner, among: study.history(.minimize, order: order))
            #expect(verdicts == shuffled)
            let promotion = pruner.promotion(among: study.history(.minimize))
            #expect(promotion == pruner.promotion(among: study.history(.minimize, order: order)))
        }
    }

    func deterministic() {
        var promotions = 0
        for seed in 0..<40 as Range<UInt64> {
            let study = EventfulStudy(seed: seed, sign: 1)
            let history = study.history(.minimize)
            let verdicts = study.verdicts(by: pruner, among: history)
            #expect(verdicts == study.verdicts(by: pruner, among: study.history(.minimize)))
            if !pruner.promotes { #expect(!verdicts.contains(.pause)) }
            guard let number = pruner.promotion(among: history) else { continue }
            promotions += 1
            #expect(pruner.promotes)
            guard case .paused? = history.trial(number)?.outcome else {
                Issue.record("trial \(number) is not paused")
                continue
            }
        }
        // Of so few trials none is promoted where ten have to wait first.
        #expect((promotions > 0) == (pruner.promotes && pruner.screening == nil))
    }

    func ends() {
        for seed in 0..<6 as Range<UInt64> {
            var generator = Generator(seed: seed, trial: 0)
            let curves = (0..<30).map { _ in (0..<12).map { _ in (generator.normal() * 4).rounded() } }
            var history = History(direction: .minimize)
            let events = pruner.search(curves, in: &history)
            #expect(history.trials.allSatisfy { $0.outcome != nil })
            let promotions = events.count { $0.hasSuffix("promoted") }
            if pruner.promotes {
                #expect(events.contains { $0.hasSuffix("completed") })
            } else {
                #expect(promotions == 0)
            }
        }
    }

    func alike() {
        for count in [1, 2, 40] {
            var history = History(direction: .maximize)
            let events = pruner.search(
                Array(repeating: Array(repeating: 1, count: 9), count: count), in: &history)
            // Where nothing improves, one that is out for improvement stops all.
            #expect(wantsImprovement || events.contains { $0.hasSuffix("completed") }, "\(events)")
            #expect(history.trials.allSatisfy { $0.outcome != nil })
        }
    }

    func own() {
        for seed in 0..<20 as Range<UInt64> {
            let study = EventfulStudy(seed: seed, sign: 1)
            let whole = study.verdicts(by: pruner, among: study.history(.minimize))
            for ((number, curve), expected) in zip(study.judged, whole) {
                let others = study.history(.minimize, order: study.changes.indices.filter { $0 != number })
                let epoch = curve.epochs.last ?? 1
                #expect(pruner.verdict(on: curve, of: number, at: epoch, among: others) == expected)
            }
        }
    }

    func good() {
        var history = History(direction: .maximize)
        for number in 0..<30 {
            history.run(number, [Double](repeating: 0, count: 12), then: number % 3 == 0 ? nil : .completed(value: 0))
        }
        let stopped = pruner.stopping(30, (1...12).map(Double.init), in: &history)
        #expect(stopped == nil || mayWait(30, in: history))
    }

    func first() {
        var history = History(direction: .maximize)
        #expect(pruner.stopping(0, (1...40).map { -1 / Double($0) }, in: &history) == nil)
    }

    func odd() {
        var histories = [History(direction: .minimize)]
        let endings: [(Double, Outcome?)] = [
            (1, .failed(reason: "")), (.nan, .completed(value: 0)), (.nan, nil), (.infinity, .completed(value: 0)),
        ]
        for (value, outcome) in endings {
            var history = History(direction: .minimize)
            for number in 0..<64 { history.run(number, [value, value], then: outcome) }
            histories.append(history)
        }
        for var history in histories {
            #expect(pruner.promotion(among: history) == nil)
            let stopped = pruner.stopping(64, [0.5, 0.4, 0.3], in: &history)
            #expect(stopped == nil || mayWait(64, in: history))
            let verdict = pruner.verdict(on: Curve(), of: 65, at: 1, among: history)
            #expect(verdict == .continue)
        }
    }

    func largeEpochs() {
        var history = History(direction: .minimize)
        var curve = Curve()
        curve.report(1, at: .max)
        for number in 0..<6 {
            history.apply(.started(number: number, configuration: Configuration()))
            history.apply(.reported(number: number, epoch: .max, value: 2))
            history.apply(.ended(number: number, outcome: .completed(value: 2)))
        }
        let verdict = pruner.verdict(on: curve, of: 6, at: .max, among: history)
        #expect(verdict == .continue || pruner.screening != nil && verdict == .pause)
    }
}
