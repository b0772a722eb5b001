import Expressions

/// Draws configurations that lie inside the space and were not tried before, from whatever a sampler proposes.
struct Draw {
    let space: Space
    let table: TrialTable

    /// How many proposals in a row may break a constraint before the space counts as infeasible.
    static let feasibilityAttempts = 10_000
    /// How many proposals in a row may repeat what was tried before a finite space is looked through.
    static let repetitionAttempts = 200

    init(in space: Space, after history: History) {
        self.space = space
        table = history.table(for: space)
    }

    /// The first of the proposals that is untried.
    ///
    /// Where chance finds none, a finite space is looked through for what is untried; when all of it has been tried, a
    /// repetition is proposed.
    ///
    /// - Parameter propose: one configuration within the domains, nil when it broke a constraint.
    func untried(
        using generator: inout Generator, propose: (inout Generator) -> Configuration?
    ) throws(SearchError) -> Configuration {
        var repetition: Configuration?
        var repeats = 0
        var attempts = 0
        while attempts < Self.feasibilityAttempts, repeats < Self.repetitionAttempts {
            attempts += 1
            guard let configuration = propose(&generator) else { continue }
            if !table.hasTried(configuration) { return configuration }
            repetition = configuration
            repeats += 1
        }
        if let found = search(using: &generator) { return found }
        guard let repetition else { throw space.infeasibility(attempts: attempts) }
        return repetition
    }

    /// One of the untried configurations of a finite space that is small enough to look through, as likely as it is
    /// under uniform sampling.
    func search(using generator: inout Generator) -> Configuration? {
        guard space.isFinite else { return nil }
        var chosen: Configuration?
        var total = 0.0
        _ = Enumeration(of: space).walk(budget: Space.enumerationBudget) { cells, _ in
            let configuration = space.configuration(ofCells: cells)
            guard !table.hasTried(configuration) else { return true }
            var mass = 1.0
            for (index, cell) in cells.enumerated() where cell >= 0 { mass *= space.axes[index].mass(ofCell: cell) }
            total += mass
            if generator.uniform() * total < mass { chosen = configuration }
            return true
        }
        return chosen
    }
}

extension Space {
    /// One draw, uniform within each domain (in the logarithm where it says so); nil when it breaks a constraint.
    func drawUniform(using generator: inout Generator) -> Configuration? {
        var cells = [Int](repeating: -1, count: parameters.count)
        var coupled = [Bool](repeating: false, count: parameters.count)
        for coupling in couplings {
            let place = generator.uniform()
            let choice = min(coupling.cumulative.partitioningIndex { $0 > place }, coupling.combinations.count - 1)
            for (index, cell) in zip(coupling.parameters, coupling.combinations[choice]) {
                cells[index] = cell
                coupled[index] = true
            }
        }
        return build { index in
            guard !coupled[index] else { return axes[index].value(ofCell: cells[index]) }
            return axes[index].value(atFraction: generator.uniform())
        }
    }

    /// The configuration in which every active parameter has the value that `choose` gives for its index; nil when it
    /// breaks a constraint or cannot be computed.
    func build(_ choose: (Int) -> Value) -> Configuration? {
        var configuration = Configuration()
        var assignment = Assignment(self)
        do {
            for step in steps {
                switch step {
                case .parameter(let index):
                    guard try assignment.isActive(parameters[index]) else { continue }
                    let value = choose(index)
                    assignment[parameters[index].name] = value
                    configuration[parameters[index].name] = value
                case .derived(let index):
                    try assignment.derive(derived[index])
                }
            }
            for constraint in constraints where try assignment.breaks(constraint) { return nil }
        } catch {
            return nil
        }
        return configuration
    }
}
