extension History {
    /// What is inconsistent within the indexes; empty when all is well. For tests, after each change.
    func brokenInvariants() -> [String] {
        var broken: [String] = []
        func require(_ holds: Bool, _ invariant: String) {
            if !holds { broken.append(invariant) }
        }
        require(zip(trials, trials.dropFirst()).allSatisfy { $0.number < $1.number }, "trials ascend by number")
        require(
            positions == Dictionary(uniqueKeysWithValues: trials.enumerated().map { ($0.element.number, $0.offset) }),
            "positions point at the trials")
        require(early.keys.allSatisfy { positions[$0] == nil }, "only unknown trials have changes that wait")
        let final = trials.indices.filter { trials[$0].outcome != nil }
        require(ranking.sorted() == final, "every trial that ended for good is ranked once")
        let ranks = ranking.map { Rank(of: trials[$0], direction: direction) }
        require(zip(ranks, ranks.dropFirst()).allSatisfy { $0 < $1 }, "the ranking is in order")
        require(rankedSuccesses == ranks.count { $0.standing != .failed }, "successes are counted")
        var index = EpochIndex()
        for trial in trials {
            guard trial.value != nil else { continue }
            index.trials += 1
            for (epoch, value) in zip(trial.curve.epochs, trial.curve.values) {
                index.insert(direction.loss(value), at: epoch)
            }
        }
        require(index == epochs, "completed trials' losses are indexed by epoch")
        for trial in trials {
            let reported = trial.curve.epochs
            require(zip(reported, reported.dropFirst()).allSatisfy { $0 < $1 }, "a curve's epochs ascend")
        }
        if let table { broken += table.brokenInvariants(trials.map(\.configuration), own: trials.map(\.isOwn)) }
        return broken
    }
}

extension TrialTable {
    /// What is inconsistent, when the rows are `configurations`.
    func brokenInvariants(_ configurations: [Configuration], own: [Bool]? = nil) -> [String] {
        var broken: [String] = []
        if count != configurations.count { broken.append("every trial has a row") }
        for (configuration, isOwn) in zip(configurations, own ?? configurations.map { _ in true })
        where isOwn && space.contains(configuration) && !hasTried(configuration) {
            broken.append("\(configuration) was tried")
        }
        for (index, column) in columns.enumerated() {
            let axis = space.axes[index]
            let name = space.parameters[index].name
            let values = configurations.map { $0[name] }
            let coordinates = values.map { $0.flatMap { axis.coordinate(of: $0) } }
            let present = coordinates.indices.filter { coordinates[$0] != nil }
            let order = present.sorted { (coordinates[$0] ?? 0, $0) < (coordinates[$1] ?? 0, $1) }
            if column.coordinates.map({ $0.isNaN ? nil : $0 }) != coordinates { broken.append("\(name)'s coordinates") }
            if column.sorted.map({ Int($0.row) }) != order { broken.append("\(name)'s order") }
            if column.sorted.map(\.coordinate) != order.compactMap({ coordinates[$0] }) {
                broken.append("\(name)'s sorting")
            }
            let cells = values.map { $0.flatMap { axis.cell(of: $0) } ?? -1 }
            if axis.count != nil, column.cells.map({ Int($0) }) != cells { broken.append("\(name)'s cells") }
        }
        return broken
    }
}
