import Expressions

/// Sorts what a space declares so that each value comes after those it depends on, and otherwise by name.
struct DependencyOrder {
    private(set) var parameters: [Parameter] = []
    private(set) var derived: [DerivedParameter] = []
    private(set) var steps: [Space.Step] = []
    /// The derived values that follow from the trial's seed.
    private(set) var seeded: Set<String> = []

    init(
        parameters: [Parameter], derived: [DerivedParameter], fixed: [String: Value], constraints: [Expression]
    ) throws(SpaceError) {
        let parameterByName = Dictionary(parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let derivedByName = Dictionary(derived.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var known = Set<String>()
        for name in parameters.map(\.name) + derived.map(\.name) + fixed.keys.sorted() {
            guard known.insert(name).inserted else { throw .repeatedName(name) }
        }
        if known.insert(Space.seedName).inserted { seeded = Self.seeded(derived) }
        for constraint in constraints {
            try require(constraint.names, in: known, context: constraint.source)
        }
        var needs: [String: Set<String>] = [:]
        for parameter in parameters {
            let names = parameter.condition?.names ?? []
            try require(names, in: known, context: parameter.name)
            needs[parameter.name] = names
        }
        for value in derived {
            let names = value.names
            if let name = names.subtracting(known).min() { throw .unknownName(name, context: value.name) }
            needs[value.name] = names
        }
        for name in needs.keys.sorted() {
            needs[name]?.subtract(fixed.keys)
            if !seeded.isEmpty { needs[name]?.remove(Space.seedName) }
        }

        var waiting = needs.keys.sorted()
        while !waiting.isEmpty {
            guard let position = waiting.firstIndex(where: { needs[$0, default: []].isEmpty }) else {
                throw .cycle(Self.cycle(among: waiting, needs: needs))
            }
            let name = waiting.remove(at: position)
            for other in waiting { needs[other]?.remove(name) }
            if let parameter = parameterByName[name] {
                steps.append(.parameter(self.parameters.count))
                self.parameters.append(parameter)
            } else if let value = derivedByName[name] {
                steps.append(.derived(self.derived.count))
                self.derived.append(value)
            }
        }
    }

    /// What decides on a search: it may name all but what follows from a trial's seed.
    private func require(_ names: Set<String>, in known: Set<String>, context: String) throws(SpaceError) {
        if let name = names.subtracting(known).min() { throw .unknownName(name, context: context) }
        if let name = names.intersection(seeded).min() { throw .followsFromSeed(name, context: context) }
    }

    /// The names that follow from the seed, that of the seed itself included.
    private static func seeded(_ derived: [DerivedParameter]) -> Set<String> {
        var found: Set<String> = [Space.seedName]
        var count = 0
        while count < found.count {
            count = found.count
            for value in derived where !value.names.isDisjoint(with: found) { found.insert(value.name) }
        }
        return found
    }

    /// The names of one circle, beginning with its first in ascending order.
    private static func cycle(among names: [String], needs: [String: Set<String>]) -> [String] {
        var path: [String] = []
        var name = names[0]
        while !path.contains(name) {
            path.append(name)
            guard let next = needs[name, default: []].min() else { return path }
            name = next
        }
        let circle = path[(path.firstIndex(of: name) ?? 0)...]
        let first = circle.indices.min { circle[$0] < circle[$1] } ?? circle.startIndex
        return Array(circle[first...] + circle[..<first])
    }
}
