import Search
import Testing

/// A pruner under the contract that all of them keep.
struct ContractedPruner: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let pruner: any Pruner

    init(_ pruner: any Pruner) {
        testDescription = "\(type(of: pruner))\(pruner.promotes ? ", promoting" : "")"
        self.pruner = pruner
    }

    /// Whether the trial only waits, as all do that are screened, however good they are.
    func mayWait(_ number: Int, in history: History) -> Bool {
        if pruner.screening != nil, case .paused? = history.trial(number)?.outcome { true } else { false }
    }

    /// Every pruner that judges by the direction, as a threshold with limits does not.
    static let all: [ContractedPruner] = {
        let pruners: [any Pruner] = [
            NoPruner(), MedianPruner(startupTrials: 2), PercentilePruner(percentile: 30, startupTrials: 2),
            SuccessiveHalvingPruner(reductionFactor: 2), HyperbandPruner(reductionFactor: 2),
            HyperbandPruner(maxResource: 16), PatiencePruner(patience: 2), WilcoxonPruner(pThreshold: 0.3),
            LeadersPruner(share: 0.3, startupTrials: 3, pThreshold: 0.5), ThresholdPruner(),
            AnyPruner([MedianPruner(startupTrials: 3), WilcoxonPruner()]),
            AllPruner([PatiencePruner(patience: 1), SuccessiveHalvingPruner(minResource: 2)]),
            SuccessiveHalvingPruner(reductionFactor: 2, promotes: true),
            HyperbandPruner(maxResource: 9, promotes: true), ScreeningPruner(Screening(length: 9)),
            ScreeningPruner(Screening()), AnyPruner([PatiencePruner(), ScreeningPruner(Screening(length: 9))]),
            AnyPruner([WilcoxonPruner(), SuccessiveHalvingPruner(reductionFactor: 3, promotes: true)]),
            AllPruner([PatiencePruner(patience: 1), SuccessiveHalvingPruner(minResource: 2, promotes: true)]),
        ]
        return pruners.map { ContractedPruner($0) }
    }()
}

@Suite struct PrunerContractTests {
    /// A study in which all kinds of things happened to trials of unequal lengths.
    struct Study {
        var changes: [[HistoryChange]] = []
        var judged: [(number: Int, curve: Curve)] = []

        init(seed: UInt64, sign: Double) {
            var generator = Generator(seed: seed, trial: 0)
            for number in 0..<14 {
                let values = (0..<generator.index(below: 12) + 1).map { _ in
                    let kind = generator.uniform()
                    return kind < 0.08 ? .nan : kind < 0.12 ? sign * .infinity : sign * generator.normal()
                }
                var changes = [HistoryChange.started(number: number, configuration: Configuration())]
                for (index, value) in values.enumerated() {
                    changes.append(.reported(number: number, epoch: index + 1, value: value))
                }
                let best = Curve(values).best(sign > 0 ? .minimize : .maximize)?.value ?? .nan
                let outcomes: [Outcome?] = [
                    .completed(value: best), .completed(value: best), .completed(value: best),
                    .pruned(epoch: values.count), .paused(epoch: values.count), .paused(epoch: values.count),
                    .failed(reason: "exit 1"), .stopped, nil, nil,
                ]
                if let outcome = outcomes[generator.index(below: outcomes.count)] {
                    changes.append(.ended(number: number, outcome: outcome))
                } else {
                    judged.append((number, Curve(values)))
                }
                self.changes.append(changes)
            }
        }

        func history(_ direction: Direction, order: [Int]? = nil) -> History {
            var history = History(direction: direction)
            for index in order ?? Array(changes.indices) { changes[index].forEach { history.apply($0) } }
            return history
        }

        func verdicts(by pruner: any Pruner, among history: History) -> [Verdict] {
            judged.map {
                pruner.verdict(on: $0.curve, of: $0.number, at: $0.curve.epochs.last ?? 1, among: history)
            }
        }
    }

    @Test("turning every value and the direction round changes no verdict", arguments: ContractedPruner.all)
    func symmetry(of contracted: ContractedPruner) {
        for seed in 0..<20 as Range<UInt64> {
            let (losses, gains) = (Study(seed: seed, sign: 1), Study(seed: seed, sign: -1))
            let verdicts = losses.verdicts(by: contracted.pruner, among: losses.history(.minimize))
            #expect(verdicts == gains.verdicts(by: contracted.pruner, among: gains.history(.maximize)))
            let promotion = contracted.pruner.promotion(among: losses.history(.minimize))
            #expect(promotion == contracted.pruner.promotion(among: gains.history(.maximize)))
        }
    }

    @Test("the order in which other trials' changes arrive changes no verdict", arguments: ContractedPruner.all)
    func order(of contracted: ContractedPruner) {
        for seed in 0..<20 as Range<UInt64> {
            let study = Study(seed: seed, sign: 1)
            var generator = Generator(seed: seed, trial: 1)
            var order = Array(study.changes.indices)
            order.shuffle(using: &generator)
            let verdicts = study.verdicts(by: contracted.pruner, among: study.history(.minimize))
            let shuffled = study.verdicts(by: contracted.pruner, among: study.history(.minimize, order: order))
            #expect(verdicts == shuffled)
            let promotion = contracted.pruner.promotion(among: study.history(.minimize))
            #expect(promotion == contracted.pruner.promotion(among: study.history(.minimize, order: order)))
        }
    }

    @Test(
        "the same question gets the same answer, and only a paused trial is promoted", arguments: ContractedPruner.all)
    func deterministic(of contracted: ContractedPruner) {
        var promotions = 0
        for seed in 0..<40 as Range<UInt64> {
            let study = Study(seed: seed, sign: 1)
            let history = study.history(.minimize)
            let verdicts = study.verdicts(by: contracted.pruner, among: history)
            #expect(verdicts == study.verdicts(by: contracted.pruner, among: study.history(.minimize)))
            if !contracted.pruner.promotes { #expect(!verdicts.contains(.pause)) }
            guard let number = contracted.pruner.promotion(among: history) else { continue }
            promotions += 1
            #expect(contracted.pruner.promotes)
            guard case .paused? = history.trial(number)?.outcome else {
                Issue.record("trial \(number) is not paused")
                continue
            }
        }
        // Of so few trials none is promoted where ten have to wait first.
        #expect((promotions > 0) == (contracted.pruner.promotes && contracted.pruner.screening == nil))
    }

    @Test("a study of a pruner comes to its end, and what it promotes has been paused", arguments: ContractedPruner.all)
    func ends(of contracted: ContractedPruner) {
        for seed in 0..<6 as Range<UInt64> {
            var generator = Generator(seed: seed, trial: 0)
            let curves = (0..<30).map { _ in (0..<12).map { _ in (generator.normal() * 4).rounded() } }
            var history = History(direction: .minimize)
            let events = contracted.pruner.search(curves, in: &history)
            #expect(history.trials.allSatisfy { $0.outcome != nil })
            let promotions = events.count { $0.hasSuffix("promoted") }
            if contracted.pruner.promotes {
                #expect(events.contains { $0.hasSuffix("completed") })
            } else {
                #expect(promotions == 0)
            }
        }
    }

    @Test("trials that are all alike, and a single one, come to their ends", arguments: ContractedPruner.all)
    func alike(of contracted: ContractedPruner) {
        for count in [1, 2, 40] {
            var history = History(direction: .maximize)
            let events = contracted.pruner.search(
                Array(repeating: Array(repeating: 1, count: 9), count: count), in: &history)
            // Patience is judged by the trial alone, and nothing improves here.
            let mayStop = "\(type(of: contracted.pruner))" == "PatiencePruner"
            #expect(mayStop || events.contains { $0.hasSuffix("completed") }, "\(events)")
            #expect(history.trials.allSatisfy { $0.outcome != nil })
        }
    }

    @Test("a verdict does not depend on whether the history holds the judged trial", arguments: ContractedPruner.all)
    func own(of contracted: ContractedPruner) {
        for seed in 0..<20 as Range<UInt64> {
            let study = Study(seed: seed, sign: 1)
            let whole = study.verdicts(by: contracted.pruner, among: study.history(.minimize))
            for ((number, curve), expected) in zip(study.judged, whole) {
                let others = study.history(.minimize, order: study.changes.indices.filter { $0 != number })
                let epoch = curve.epochs.last ?? 1
                #expect(contracted.pruner.verdict(on: curve, of: number, at: epoch, among: others) == expected)
            }
        }
    }

    @Test("a good trial among many bad ones goes on", arguments: ContractedPruner.all)
    func good(of contracted: ContractedPruner) {
        var history = History(direction: .maximize)
        for number in 0..<30 {
            history.run(number, [Double](repeating: 0, count: 12), then: number % 3 == 0 ? nil : .completed(value: 0))
        }
        let stopped = contracted.pruner.stopping(30, (1...12).map(Double.init), in: &history)
        #expect(stopped == nil || contracted.mayWait(30, in: history))
    }

    @Test("the first trial of a study is stopped by nothing but its own failings", arguments: ContractedPruner.all)
    func first(of contracted: ContractedPruner) {
        var history = History(direction: .maximize)
        #expect(contracted.pruner.stopping(0, (1...40).map { -1 / Double($0) }, in: &history) == nil)
    }

    @Test("histories of failures, of NaN and of 64 running trials do no harm", arguments: ContractedPruner.all)
    func odd(of contracted: ContractedPruner) {
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
            #expect(contracted.pruner.promotion(among: history) == nil)
            let stopped = contracted.pruner.stopping(64, [0.5, 0.4, 0.3], in: &history)
            #expect(stopped == nil || contracted.mayWait(64, in: history))
            let verdict = contracted.pruner.verdict(on: Curve(), of: 65, at: 1, among: history)
            #expect(verdict == .continue)
        }
    }

    @Test("an epoch as large as an integer holds does no harm", arguments: ContractedPruner.all)
    func largeEpochs(of contracted: ContractedPruner) {
        var history = History(direction: .minimize)
        var curve = Curve()
        curve.report(1, at: .max)
        for number in 0..<6 {
            history.apply(.started(number: number, configuration: Configuration()))
            history.apply(.reported(number: number, epoch: .max, value: 2))
            history.apply(.ended(number: number, outcome: .completed(value: 2)))
        }
        let verdict = contracted.pruner.verdict(on: curve, of: 6, at: .max, among: history)
        #expect(verdict == .continue || contracted.pruner.screening != nil && verdict == .pause)
    }
}
