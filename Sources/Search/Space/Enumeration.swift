import Expressions
import Synchronization

/// Walks through the combinations of some finite parameters that meet some constraints, in the order of their values.
struct Enumeration {
    let space: Space
    /// What to determine, in the space's order.
    let steps: [Space.Step]
    /// For each of `steps`, the constraints whose names are all settled once it is done.
    let checks: [[Expression]]

    /// All of the space's parameters and constraints.
    init(of space: Space) { self.init(of: space, parameters: nil, constraints: space.constraints) }

    /// The parameters with the given indices (which must contain those that their conditions and `constraints` depend
    /// on); nil means all.
    init(of space: Space, parameters: Set<Int>?, constraints: [Expression]) {
        self.space = space
        var position: [String: Int] = [:]
        var steps: [Space.Step] = []
        for step in space.steps {
            switch step {
            case .parameter(let index):
                if let parameters, !parameters.contains(index) { continue }
                position[space.parameters[index].name] = steps.count
            case .derived(let index):
                let derived = space.derived[index]
                let names = derived.names.subtracting(space.fixed.keys)
                guard names.allSatisfy({ position[$0] != nil }) else { continue }
                position[derived.name] = steps.count
            }
            steps.append(step)
        }
        var checks = [[Expression]](repeating: [], count: steps.count)
        for constraint in constraints {
            guard let last = constraint.names.compactMap({ position[$0] }).max() else { continue }
            checks[last].append(constraint)
        }
        self.steps = steps
        self.checks = checks
    }

    /// Calls `body` with the cells of all the space's parameters (-1: inactive, or none of this walk's) for each
    /// combination, until it returns false or `budget` values have been looked at.
    ///
    /// - Returns: whether the walk came to its end.
    func walk(budget: Int, _ body: ([Int], Assignment) -> Bool) -> Bool {
        var left = budget
        var cells = [Int](repeating: -1, count: space.parameters.count)
        return descend(to: 0, Assignment(space), &cells, &left, body)
    }

    private func descend(
        to position: Int, _ assignment: Assignment, _ cells: inout [Int], _ left: inout Int,
        _ body: ([Int], Assignment) -> Bool
    ) -> Bool {
        guard position < steps.count else { return body(cells, assignment) }
        guard left > 0 else { return false }
        left -= 1
        var next = assignment
        switch steps[position] {
        case .derived(let index):
            guard (try? next.derive(space.derived[index])) != nil else { return true }
            return passes(position, next) ? descend(to: position + 1, next, &cells, &left, body) : true
        case .parameter(let index):
            let parameter = space.parameters[index]
            guard let isActive = try? assignment.isActive(parameter) else { return true }
            guard isActive else {
                return passes(position, next) ? descend(to: position + 1, next, &cells, &left, body) : true
            }
            guard let count = space.axes[index].count else { return false }
            defer { cells[index] = -1 }
            for cell in 0..<count {
                left -= 1
                guard left >= 0 else { return false }
                next[parameter.name] = space.axes[index].value(ofCell: cell)
                cells[index] = cell
                guard passes(position, next) else { continue }
                guard descend(to: position + 1, next, &cells, &left, body) else { return false }
            }
            return true
        }
    }

    private func passes(_ position: Int, _ assignment: Assignment) -> Bool {
        checks[position].allSatisfy { (try? assignment.breaks($0)) == false }
    }
}

extension Space {
    /// How many configurations there are, conditions and constraints considered; nil when they are infinite or too many
    /// to count. Where parameters depend on each other the first use counts them one by one; copies share the count.
    public var cardinality: Int? { count.value { countConfigurations() } }

    private func countConfigurations() -> Int? {
        var product = 1
        for axis in axes {
            guard let count = axis.count else { return nil }
            let (result, overflow) = product.multipliedReportingOverflow(by: count)
            guard !overflow else { return nil }
            product = result
        }
        if isUnconstrained { return product }
        var count = 0
        let finished = Enumeration(of: self).walk(budget: Space.enumerationBudget) { _, _ in
            count += 1
            return true
        }
        return finished ? count : nil
    }

    /// Whether every parameter has finitely many values.
    public var isFinite: Bool { axes.allSatisfy { $0.count != nil } }

    /// How many values an enumeration looks at before it gives up.
    static let enumerationBudget = 1 << 18

    /// The configuration whose parameters stand in `cells`; -1 is inactive.
    func configuration(ofCells cells: [Int]) -> Configuration {
        var configuration = Configuration()
        for (index, cell) in cells.enumerated() where cell >= 0 {
            configuration[parameters[index].name] = axes[index].value(ofCell: cell)
        }
        return configuration
    }
}

/// A space's number of configurations, counted when it is first asked for; no part of what makes spaces equal.
final class ConfigurationCount: Sendable, Hashable {
    private let known = Mutex<Int??>(nil)

    func value(_ count: () -> Int?) -> Int? {
        if let value = known.withLock({ $0 }) { return value }
        let value = count()
        known.withLock { $0 = .some(value) }
        return value
    }

    static func == (left: ConfigurationCount, right: ConfigurationCount) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}
