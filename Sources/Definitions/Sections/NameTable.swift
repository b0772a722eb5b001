// Every name of a definition with its place and type: what expressions, placeholders and start configurations refer to.

import Expressions
import JSON
import Search
import Words

struct NameTable {
    let fixed: FixedSection
    let space: SpaceSection
    let constraints: ConstraintsSection
    private let log: ProblemLog
    private let entries: [String: SpaceSection.Entry]
    private let fixedValues: [String: NodeReader]
    /// All names.
    let all: Set<String>

    init(fixed: FixedSection, space: SpaceSection, constraints: ConstraintsSection, log: ProblemLog) {
        self.fixed = fixed
        self.space = space
        self.constraints = constraints
        self.log = log
        entries = Dictionary(uniqueKeysWithValues: space.entries.map { ($0.name, $0) })
        fixedValues = Dictionary(uniqueKeysWithValues: fixed.entries.map { ($0.name, $0.reader) })
        all = Set(fixedValues.keys).union(entries.keys)
    }

    /// What a name is.
    enum Kind {
        case fixed, sampled, derived
    }

    func kind(of name: String) -> Kind? {
        if let entry = entries[name] {
            if case .derived = entry.content { return .derived }
            return .sampled
        }
        return fixedValues[name] == nil ? nil : .fixed
    }

    /// The names that are sampled, in the order of the file.
    var sampled: [String] { space.entries.map(\.name).filter { kind(of: $0) == .sampled } }

    /// Whether the empty text is among the values of the name.
    func takesEmptyText(_ name: String) -> Bool {
        if case .sampled(.choice(let values, _))? = entries[name]?.content { return values.contains(.string("")) }
        return fixed.values[name] == .string("")
    }

    /// Whether the name may be without a value in some trial.
    func isConditional(_ name: String) -> Bool { entries[name]?.condition != nil }

    /// The names that the value of `expression` comes from, those behind derived values included.
    func dependencies(of expression: Expression) -> Set<String> {
        var found = Set<String>()
        var open = Array(expression.names)
        while let name = open.popLast() {
            guard found.insert(name).inserted, case .derived(let derived, _)? = entries[name]?.content else { continue }
            open += derived.names
        }
        return found
    }

    /// The type of a parameter's values; any where one of `stages` gives it other values.
    func type(of name: String, unlessIn stages: [StageSection]) -> ValueType {
        if stages.contains(where: { stage in stage.names.contains(name) && !stage.free.contains { $0.name == name } }) {
            return .any
        }
        if case .sampled(let domain)? = entries[name]?.content { return domain.type }
        return fixed.values[name]?.type ?? .any
    }

    // MARK: The names themselves

    /// Checks that each name can be a variable, is there once, and is no other's variable.
    func checkNames() {
        var variables: [String: String] = [:]
        for (name, reader) in fixed.entries.map({ ($0.name, $0.reader) }) + space.entries.map({ ($0.name, $0.reader) })
        {
            if !EnvironmentVariables.allows(parameter: name) {
                log.error(
                    at: reader.keyPosition, reader.path,
                    "this is no parameter's name: expected letters, digits and \"_\", with \".\" and \"-\" between, at most "
                        + "100, no digit first, no \"params.\" before, and no word of the expression language")
            }
            if entries[name] != nil, let first = fixedValues[name], reader.keyPosition != first.keyPosition {
                log.error(
                    at: reader.keyPosition, reader.path,
                    "`\(name)` is fixed in line \(first.keyPosition.line): a value is either fixed or in the space")
            }
            let variable = EnvironmentVariables.name(of: name)
            if let other = variables[variable], other != name {
                log.error(
                    at: reader.keyPosition, reader.path,
                    "`\(name)` and `\(other)` would both be the variable \(variable)")
            }
            variables[variable] = name
        }
    }

    // MARK: Expressions

    /// Checks the names, the order and the types of every expression.
    ///
    /// - Returns: the types of all names.
    func checkExpressions() -> [String: ValueType] {
        var types: [String: ValueType] = [:]
        types[Space.seedName] = .int
        for entry in fixed.entries { types[entry.name] = entry.value?.type ?? .any }
        let (order, circular) = dependencyOrder()
        for name in circular { types[name] = .any }
        for name in order {
            guard let entry = entries[name] else { continue }
            switch entry.content {
            case .sampled(let domain):
                if let (condition, reader) = entry.condition { checkSearched(condition, reader, types) }
                types[name] = domain.type
            case .derived(let expression, let reader):
                if let (condition, reader) = entry.condition { checkTruth(condition, reader, types) }
                types[name] = type(of: expression, reader, types) ?? .any
            case .broken: types[name] = .any
            }
        }
        for (expression, reader) in constraints.entries { checkSearched(expression, reader, types) }
        return types
    }

    /// Checks what decides on a search, which the trial's seed has no part in.
    private func checkSearched(_ expression: Expression, _ reader: NodeReader, _ types: [String: ValueType]) {
        guard all.contains(Space.seedName) || !dependencies(of: expression).contains(Space.seedName) else {
            reader.error(
                "`\(expression.source)` follows from `seed`, which is another for each trial: only a value that is derived "
                    + "(`equals`) can")
            return
        }
        checkTruth(expression, reader, types)
    }

    private func checkTruth(_ expression: Expression, _ reader: NodeReader, _ types: [String: ValueType]) {
        guard let type = type(of: expression, reader, types), type != .bool, type != .any else { return }
        reader.error(
            "found an expression that gives \(type.words), expected one that is true or false, such as \"heads > 2\"")
    }

    private func type(
        of expression: Expression, _ reader: NodeReader, _ types: [String: ValueType]
    ) -> ValueType? {
        var areKnown = true
        for occurrence in expression.occurrences
        where !all.contains(occurrence.name) && occurrence.name != Space.seedName {
            areKnown = false
            let place = "column \(occurrence.column) of `\(expression.source)`"
            reader.error(
                "\(place): unknown name `\(occurrence.name)`",
                suggestion: dashedName(at: occurrence, in: expression)
                    ?? nearestName(to: occurrence.name, among: all)
                    .map(Self.spelling))
        }
        if !areKnown { return nil }
        do {
            return try expression.type(where: types)
        } catch {
            reader.error("\(error)")
            return nil
        }
    }

    /// The name with dashes that stands at `occurrence`, which reads it as a difference: `weight-decay`.
    private func dashedName(at occurrence: Expression.Occurrence, in expression: Expression) -> String? {
        let text = String(expression.source.unicodeScalars.dropFirst(occurrence.column - 1))
        let name = all.filter { $0.contains("-") && text.hasPrefix($0) }.max { $0.count < $1.count }
        return name.map(Self.spelling)
    }

    /// How an expression of the space names a parameter.
    private static func spelling(_ name: String) -> String {
        name.contains("-") ? Expression.spelling(of: "params.\(name)") : name
    }

    /// The space's names, each after those that it depends on, and those that depend on themselves, which are reported.
    private func dependencyOrder() -> (order: [String], circular: [String]) {
        var needs: [String: Set<String>] = [:]
        var neededBy: [String: [String]] = [:]
        for entry in space.entries {
            var names = entry.condition?.expression.names ?? []
            if case .derived(let expression, _) = entry.content { names.formUnion(expression.names) }
            needs[entry.name] = names.filter { entries[$0] != nil }
            for name in needs[entry.name, default: []] { neededBy[name, default: []].append(entry.name) }
        }
        var order = space.entries.map(\.name).filter { needs[$0, default: []].isEmpty }
        var next = 0
        while next < order.count {
            for name in neededBy[order[next], default: []] {
                needs[name]?.remove(order[next])
                if needs[name, default: []].isEmpty { order.append(name) }
            }
            next += 1
        }
        let circular = space.entries.map(\.name).filter { !needs[$0, default: []].isEmpty }
        reportCircles(among: circular, needs: needs)
        return (order, circular)
    }

    /// Follows the first need of each name until it comes back to where it was.
    private func reportCircles(among circular: [String], needs: [String: Set<String>]) {
        var visited = Set<String>()
        for start in circular {
            var path: [String] = []
            var place: [String: Int] = [:]
            var name = start
            while visited.insert(name).inserted, let next = needs[name]?.min() {
                place[name] = path.count
                path.append(name)
                name = next
            }
            guard let first = place[name], let entry = entries[name] else { continue }
            let circle = Array(path[first...])
            let shown = circle.count > 10 ? circle.prefix(5) + ["…"] + circle.suffix(4) : circle[...]
            log.error(
                at: entry.reader.keyPosition, entry.reader.path,
                "the values depend on each other in a circle: \((shown + [name]).joined(separator: " → "))")
        }
    }

    // MARK: What the workload and the objective say of them

    /// Checks that the workload takes the parameters, each with its values.
    func check(against workload: WorkloadDescription) {
        let known = workload.parameters.keys.sorted()
        for reader in fixed.entries.map(\.reader) + space.entries.map(\.reader) {
            guard let name = reader.key, workload.parameters[name] == nil else { continue }
            reader.unknownKey(among: known, "the workload \(workload.name) has no such parameter")
        }
        for entry in fixed.entries {
            guard let value = entry.value else { continue }
            if let expected = workload.objection(to: value, for: entry.name) { entry.reader.mismatch(expected) }
        }
        for entry in space.entries {
            guard case .sampled(let domain) = entry.content else { continue }
            if let (found, expected) = workload.objection(to: domain, for: entry.name) {
                entry.reader.error("found \(found), expected \(expected)")
            }
        }
    }

    /// A loss whose weights are sampled is best where its terms are weighted down, not where the model is good.
    func warnOfMovingObjective(_ objective: Objective, at reader: NodeReader?) {
        let isLoss = objective.metricNames().contains { $0 == "loss" || $0.hasSuffix("_loss") }
        guard objective.direction == .minimize, isLoss else { return }
        let weights = sampled.filter { $0.hasSuffix("_weight") }
        if weights.isEmpty { return }
        let names = weights.map { "`\($0)`" }.joined(separator: ", ")
        reader?.warning(
            "`\(objective.metric)` may move with \(names), so that trials cannot be compared by it: "
                + "better an objective that no weight is part of, such as an accuracy or a similarity")
    }
}
