import Expressions

/// Finite parameters that constraints tie together, and the combinations of their values that the constraints allow.
///
/// Sampling picks one of the combinations, so that a constraint such as `d_model % heads == 0` costs no rejections.
struct Coupling: Sendable, Hashable {
    /// Indices into the space's parameters, ascending.
    let parameters: [Int]
    /// The constraints that every combination meets.
    let constraints: [Expression]
    /// For each allowed combination the cell of each of `parameters`; -1 where it is inactive.
    let combinations: [[Int]]
    /// For each parameter what its cell, 0 where it is always active and else 1 for the first, weighs in an index into
    /// `isAllowed`.
    private let strides: [Int]
    private let origins: [Int]
    private let isAllowed: [Bool]
    /// The running sum of the combinations' probabilities under independent uniform sampling; its last is 1.
    let cumulative: [Double]

    /// Combinations are listed when there are no more than this many to look through.
    static let limit = 4096

    /// A coupling; the product of `radices`, the numbers of each parameter's states with inactivity among them, is
    /// within the limit.
    init(
        parameters: [Int], radices: [Int], origins: [Int], constraints: [Expression], combinations: [[Int]],
        cumulative: [Double]
    ) {
        self.parameters = parameters
        self.origins = origins
        self.constraints = constraints
        self.combinations = combinations
        self.cumulative = cumulative
        var strides: [Int] = []
        var size = 1
        for radix in radices {
            strides.append(size)
            size *= radix
        }
        self.strides = strides
        var isAllowed = [Bool](repeating: false, count: size)
        for combination in combinations {
            let index = combination.indices.reduce(0) { $0 + (combination[$1] + origins[$1]) * strides[$1] }
            isAllowed[index] = true
        }
        self.isAllowed = isAllowed
    }

    /// Whether the constraints allow these cells, given by the parameter's place in `parameters`.
    func allows(_ cell: (Int) -> Int) -> Bool {
        var index = 0
        for place in strides.indices { index += (cell(place) + origins[place]) * strides[place] }
        return isAllowed[index]
    }
}

extension Space {
    /// The couplings of this space, whose `steps` and `axes` are there.
    ///
    /// - Throws: `infeasible` when no combination meets some of the constraints, `cannotEvaluate` when they have no value.
    func findCouplings() throws(SpaceError) -> [Coupling] {
        var groups: [(parameters: Set<Int>, constraints: [Expression])] = []
        let origins = parameterOrigins()
        for constraint in constraints {
            var group = (parameters: Set<Int>(), constraints: [constraint])
            for name in constraint.names { group.parameters.formUnion(origins[name] ?? []) }
            if group.parameters.isEmpty {
                if try Assignment(self, deriving: derived).breaks(constraint) {
                    throw .infeasible(parameters: [], constraints: [constraint.source])
                }
                continue
            }
            for index in groups.indices.reversed() where !groups[index].parameters.isDisjoint(with: group.parameters) {
                let other = groups.remove(at: index)
                group.parameters.formUnion(other.parameters)
                group.constraints += other.constraints
            }
            groups.append(group)
        }
        var couplings: [Coupling] = []
        for group in groups.sorted(by: { ($0.parameters.min() ?? 0) < ($1.parameters.min() ?? 0) }) {
            if let coupling = try coupling(of: group.parameters, constraints: group.constraints) {
                couplings.append(coupling)
            }
        }
        return couplings
    }

    /// For each name, the sampled parameters that it depends on, itself included.
    func parameterOrigins() -> [String: Set<Int>] {
        var origins: [String: Set<Int>] = [:]
        for step in steps {
            switch step {
            case .parameter(let index):
                let names = parameters[index].condition?.names ?? []
                origins[parameters[index].name] = names.reduce(into: [index]) { $0.formUnion(origins[$1] ?? []) }
            case .derived(let index):
                origins[derived[index].name] = derived[index].names.reduce(into: []) { $0.formUnion(origins[$1] ?? []) }
            }
        }
        return origins
    }

    private func coupling(of group: Set<Int>, constraints: [Expression]) throws(SpaceError) -> Coupling? {
        let members = group.sorted()
        let origins = members.map { parameters[$0].condition == nil ? 0 : 1 }
        var radices: [Int] = []
        var product = 1
        for (index, origin) in zip(members, origins) {
            guard let count = axes[index].count, count < Coupling.limit else { return nil }
            product *= count + origin
            guard product <= Coupling.limit else { return nil }
            radices.append(count + origin)
        }
        let masses = members.map { index in (0..<(axes[index].count ?? 0)).map { axes[index].mass(ofCell: $0) } }
        var combinations: [[Int]] = []
        var cumulative: [Double] = []
        var total = 0.0
        let enumeration = Enumeration(of: self, parameters: group, constraints: constraints)
        _ = enumeration.walk(budget: .max) { cells, _ in
            let combination = members.map { cells[$0] }
            combinations.append(combination)
            total += zip(combination, masses).reduce(1) { $1.0 < 0 ? $0 : $0 * $1.1[$1.0] }
            cumulative.append(total)
            return true
        }
        guard !combinations.isEmpty else {
            if let obstacle = obstacle() { throw obstacle }
            throw .infeasible(
                parameters: members.map { parameters[$0].name }, constraints: constraints.map(\.source).sorted())
        }
        return Coupling(
            parameters: members, radices: radices, origins: origins, constraints: constraints,
            combinations: combinations,
            cumulative: cumulative.map { $0 / total })
    }
}
