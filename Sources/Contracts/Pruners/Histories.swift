package import Search

extension Curve {
    /// A curve with these values at epochs 1, 2, 3, …
    package init(_ values: [Double]) {
        self.init()
        for (index, value) in values.enumerated() { report(value, at: index + 1) }
    }
}

extension History {
    /// Trials 0, 1, 2, … that have completed with these values at epochs 1, 2, 3, …
    package init(_ direction: Direction = .minimize, completed curves: [[Double]]) {
        self.init(direction: direction)
        for (number, values) in curves.enumerated() { run(number, values, then: .completed(value: 0)) }
    }

    /// Starts a trial, reports its values and ends it; the value of a completed one is its best.
    package mutating func run(_ number: Int, _ values: [Double], then outcome: Outcome?) {
        apply(.started(number: number, configuration: Configuration()))
        for (index, value) in values.enumerated() { apply(.reported(number: number, epoch: index + 1, value: value)) }
        guard var outcome else { return }
        if case .completed = outcome { outcome = .completed(value: Curve(values).best(direction)?.value ?? .nan) }
        apply(.ended(number: number, outcome: outcome))
    }
}

extension Pruner {
    /// Lets a new trial report value after value until it is stopped or has reported them all; the history keeps it.
    ///
    /// - Returns: the epoch at which it was stopped or paused, nil when it completed.
    @discardableResult
    package func stopping(_ number: Int, _ values: [Double], in history: inout History) -> Int? {
        history.apply(.started(number: number, configuration: Configuration()))
        var curve = Curve()
        for (index, value) in values.enumerated() {
            curve.report(value, at: index + 1)
            history.apply(.reported(number: number, epoch: index + 1, value: value))
            let verdict = verdict(on: curve, of: number, at: index + 1, among: history)
            if verdict != .continue {
                let outcome: Outcome = verdict == .pause ? .paused(epoch: index + 1) : .pruned(epoch: index + 1)
                history.apply(.ended(number: number, outcome: outcome))
                return index + 1
            }
        }
        history.apply(.ended(number: number, outcome: .completed(value: curve.best(history.direction)?.value ?? .nan)))
        return nil
    }

    /// Runs trials with these values in turn as a study does, one at a time: what the pruner promotes goes first.
    ///
    /// - Returns: what happened, such as "3 paused at 2", "3 promoted", "3 completed".
    package func search(_ curves: [[Double]], in history: inout History) -> [String] {
        var events: [String] = []
        var begun = 0
        while true {
            let number: Int
            if let promoted = promotion(among: history) {
                number = promoted
                events.append("\(number) promoted")
                history.apply(.resumed(number: number))
            } else if begun < curves.count {
                number = begun
                begun += 1
                history.apply(.started(number: number, configuration: Configuration()))
            } else {
                return events
            }
            events.append("\(number) \(goOn(number, curves[number], in: &history))")
        }
    }

    private func goOn(_ number: Int, _ values: [Double], in history: inout History) -> String {
        let reached = history.trial(number)?.curve.epochs.last ?? 0
        for epoch in values.indices.map({ $0 + 1 }) where epoch > reached {
            history.apply(.reported(number: number, epoch: epoch, value: values[epoch - 1]))
            guard epoch < values.count, let curve = history.trial(number)?.curve else { continue }
            switch verdict(on: curve, of: number, at: epoch, among: history) {
            case .continue: break
            case .stop:
                history.apply(.ended(number: number, outcome: .pruned(epoch: epoch)))
                return "pruned at \(epoch)"
            case .pause:
                history.apply(.ended(number: number, outcome: .paused(epoch: epoch)))
                return "paused at \(epoch)"
            }
        }
        let best = Curve(values).best(history.direction)?.value ?? .nan
        history.apply(.ended(number: number, outcome: .completed(value: best)))
        return "completed"
    }
}
