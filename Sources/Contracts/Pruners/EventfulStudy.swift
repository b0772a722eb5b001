import Search

/// A study in which all kinds of things happened to trials of unequal lengths.
struct EventfulStudy {
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
