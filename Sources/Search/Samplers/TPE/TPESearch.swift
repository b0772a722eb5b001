import Expressions

/// One suggestion of the TPE sampler: settles the groups of parameters one after the other.
struct TPESearch {
    let space: Space
    let table: TrialTable
    let split: TPESampler.Split
    let sampler: TPESampler
    let options: ParzenEstimator.Options
    let groups: [ParameterGroup]
    private var estimators: [Estimators?]

    /// How often a whole configuration is begun anew when constraints or repetitions leave no candidate.
    private static let rounds = 32
    /// How many draws may be made for each candidate that is wanted.
    private static let drawsPerCandidate = 20

    /// The two densities of one group.
    private struct Estimators {
        let good: ParzenEstimator
        let others: ParzenEstimator
    }

    init(
        space: Space, table: TrialTable, split: TPESampler.Split, sampler: TPESampler, options: ParzenEstimator.Options
    ) {
        self.space = space
        self.table = table
        self.split = split
        self.sampler = sampler
        self.options = options
        groups = sampler.multivariate ? space.jointGroups : space.groups(jointly: false)
        estimators = groups.map { _ in nil }
    }

    /// The proposal; nil when none that is untried and meets the constraints was found.
    mutating func propose(using generator: inout Generator) -> Configuration? {
        for _ in 0..<Self.rounds {
            if let configuration = settleAll(using: &generator) { return configuration }
        }
        return nil
    }

    private mutating func settleAll(using generator: inout Generator) -> Configuration? {
        var assignment = Assignment(space)
        var configuration = Configuration()
        for (index, group) in groups.enumerated() {
            if let first = group.parameters.first {
                guard let isActive = try? assignment.isActive(space.parameters[first]) else { return nil }
                guard isActive else { continue }
            }
            let isLast = index == groups.count - 1
            let densities = prepare(index)
            let chosen = settle(group, densities, assignment, using: &generator) { [self] values in
                guard isLast else { return true }
                let whole = configuration.values.merging(values) { _, new in new }
                return isUntriedAndInside(Configuration(whole))
            }
            guard let chosen else { return nil }
            for (name, value) in chosen {
                configuration[name] = value
                assignment[name] = value
            }
            if group.needsDerived { assignment.derive(all: space.derived) }
        }
        return groups.count == 1 || isUntriedAndInside(configuration) ? configuration : nil
    }

    private func isUntriedAndInside(_ configuration: Configuration) -> Bool {
        !table.hasTried(configuration) && (space.isUnconstrained || space.contains(configuration))
    }

    /// The best candidate of one group that `accepts` takes.
    private func settle(
        _ group: ParameterGroup, _ densities: Estimators, _ assignment: Assignment,
        using generator: inout Generator, accepts: ([String: Value]) -> Bool
    ) -> [String: Value]? {
        let candidates = drawCandidates(group, densities.good, assignment, using: &generator)
        guard candidates.count > 0 else { return nil }
        let good = densities.good.logDensities(of: candidates)
        let others = densities.others.logDensities(of: candidates)
        let scores = zip(good, others).map { $0 - $1 }
        for candidate in scores.indices.sorted(by: { scores[$0] > scores[$1] || (scores[$0] == scores[$1] && $0 < $1) })
        {
            let values = self.values(of: candidate, candidates, group, densities.good)
            if accepts(values) { return values }
        }
        return nil
    }

    /// The two densities of a group, made when they are first needed.
    private mutating func prepare(_ index: Int) -> Estimators {
        if let known = estimators[index] { return known }
        let made = makeEstimators(groups[index])
        estimators[index] = made
        return made
    }

    private func makeEstimators(_ group: ParameterGroup) -> Estimators {
        func estimator(_ rows: [Int32]) -> ParzenEstimator {
            let present = table.rows(rows, having: group.parameters)
            return ParzenEstimator(table: table, parameters: group.parameters, rows: present, options: options)
        }
        return Estimators(good: estimator(split.good), others: estimator(split.others))
    }

    /// Candidates for the group that meet what the constraints ask of it.
    private func drawCandidates(
        _ group: ParameterGroup, _ estimator: ParzenEstimator, _ assignment: Assignment,
        using generator: inout Generator
    ) -> ParzenCandidates {
        let wanted = sampler.candidateCount(after: table.count)
        var candidates = ParzenCandidates(dimensions: estimator.dimensions.count, capacity: wanted)
        let couplings = group.couplings.map { GroupCoupling(space.couplings[$0], estimator) }
        for _ in 0..<Self.drawsPerCandidate where candidates.count < wanted {
            let first = candidates.count
            let kernels = estimator.drawKernels(wanted - first, using: &generator)
            candidates.append(kernels, from: estimator, using: &generator)
            for coupling in couplings {
                for (index, kernel) in kernels.enumerated() {
                    coupling.settle(first + index, of: &candidates, estimator, kernel: kernel, using: &generator)
                }
            }
            if group.constraints.isEmpty { break }
            let drawn = candidates
            candidates.removeAll { $0 >= first && !isInside($0, drawn, group, estimator, assignment) }
        }
        return candidates
    }

    /// Whether a candidate meets the constraints that are settled with its group.
    private func isInside(
        _ candidate: Int, _ candidates: ParzenCandidates, _ group: ParameterGroup, _ estimator: ParzenEstimator,
        _ assignment: Assignment
    ) -> Bool {
        var settled = assignment
        for (name, value) in values(of: candidate, candidates, group, estimator) { settled[name] = value }
        if group.needsDerived { settled.derive(all: space.derived) }
        return group.constraints.allSatisfy { (try? settled.breaks($0)) == false }
    }

    /// The values of a candidate by parameter name; a parameter with one value has that.
    private func values(
        of candidate: Int, _ candidates: ParzenCandidates, _ group: ParameterGroup, _ estimator: ParzenEstimator
    ) -> [String: Value] {
        var values: [String: Value] = [:]
        for parameter in group.parameters {
            let axis = space.axes[parameter]
            let name = space.parameters[parameter].name
            guard let dimension = estimator.parameters.firstIndex(of: parameter) else {
                values[name] = axis.value(ofCell: 0)
                continue
            }
            if case .continuous = axis.kind {
                values[name] = axis.value(at: candidates.coordinate(candidate, dimension))
            } else {
                values[name] = axis.value(ofCell: candidates.cell(candidate, dimension))
            }
        }
        return values
    }
}

/// A coupling of one group's parameters, in terms of an estimator's dimensions.
private struct GroupCoupling {
    private let coupling: Coupling
    /// The dimension of each of the coupling's parameters; nil for one with a single value.
    private let dimensions: [Int?]

    /// How many draws from one kernel may miss the combinations before one of them is picked by its mass.
    private static let attempts = 8

    init(_ coupling: Coupling, _ estimator: ParzenEstimator) {
        self.coupling = coupling
        dimensions = coupling.parameters.map { estimator.parameters.firstIndex(of: $0) }
    }

    /// Draws the coupled parameters of a candidate until their combination is allowed.
    func settle(
        _ candidate: Int, of candidates: inout ParzenCandidates, _ estimator: ParzenEstimator, kernel: Int,
        using generator: inout Generator
    ) {
        for attempt in 0..<Self.attempts {
            let isAllowed = coupling.allows { place in dimensions[place].map { candidates.cell(candidate, $0) } ?? 0 }
            if isAllowed { return }
            guard attempt < Self.attempts - 1 else { break }
            for case let dimension? in dimensions {
                candidates.redraw(candidate, dimension, from: estimator, kernel: kernel, using: &generator)
            }
        }
        var total = 0.0
        var chosen = coupling.combinations[0]
        for combination in coupling.combinations {
            var mass = 1.0
            for case let (dimension?, cell) in zip(dimensions, combination) {
                switch estimator.dimensions[dimension] {
                case .cells(let kernels): mass *= kernels.mass(ofCell: cell, kernel: kernel)
                case .points(let kernels):
                    mass *= kernels.density(at: kernels.axis.coordinate(ofCell: cell), kernel: kernel)
                }
            }
            total += mass
            if generator.uniform() * total < mass { chosen = combination }
        }
        for case let (dimension?, cell) in zip(dimensions, chosen) {
            candidates.setCell(candidate, dimension, to: cell, of: estimator)
        }
    }
}
