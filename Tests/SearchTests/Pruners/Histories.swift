import Search

extension Curve {
    /// A curve with these values at epochs 1, 2, 3, …
    init(_ values: [Double]) {
        self.init()
        for (index, value) in values.enumerated() { report(value, at: index + 1) }
    }
}

extension History {
    /// Trials 0, 1, 2, … that have completed with these values at epochs 1, 2, 3, …
    init(_ direction: Direction = .minimize, completed curves: [[Double]]) {
        self.init(direction: direction)
        for (number, values) in curves.enumerated() { run(number, values, then: .completed(value: 0)) }
    }

    /// Starts a trial, reports its values and ends it; the value of a completed one is its best.
    mutating func run(_ number: Int, _ values: [Double], then outcome: Outcome?) {
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
    /// - Returns: the epoch at which it was stopped, nil when it completed.
    @discardableResult
    func stopping(_ number: Int, _ values: [Double], in history: inout History) -> Int? {
        history.apply(.started(number: number, configuration: Configuration()))
        var curve = Curve()
        for (index, value) in values.enumerated() {
            curve.report(value, at: index + 1)
            history.apply(.reported(number: number, epoch: index + 1, value: value))
            if verdict(on: curve, of: number, at: index + 1, among: history) == .stop {
                history.apply(.ended(number: number, outcome: .pruned(epoch: index + 1)))
                return index + 1
            }
        }
        history.apply(.ended(number: number, outcome: .completed(value: curve.best(history.direction)?.value ?? .nan)))
        return nil
    }
}
