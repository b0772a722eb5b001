import Expressions

extension Space {
    /// Whether `sampled` has exactly the active parameters, each within its domain, and meets the constraints.
    public func contains(_ sampled: Configuration) -> Bool { violation(of: sampled) == nil }

    /// The first thing that keeps `sampled` out of the space, nil when it is inside.
    public func violation(of sampled: Configuration) -> SpaceError? {
        do {
            _ = try resolve(sampled)
            return nil
        } catch {
            return error
        }
    }

    /// What a trial runs with: the sampled values in their domains' own form, the derived and the fixed ones.
    ///
    /// - Parameter seed: the trial's; without it the derived values that follow from it are left out.
    /// - Throws: what keeps `sampled` out of the space.
    public func resolve(_ sampled: Configuration, seed: Int? = nil) throws(SpaceError) -> Configuration {
        for name in sampled.names {
            guard let value = sampled[name], index(of: name) == nil else { continue }
            throw .unknownParameter(name, value: value)
        }
        var assignment = Assignment(self)
        if let seed, !seeded.isEmpty { assignment[Space.seedName] = .int(seed) }
        for step in steps {
            switch step {
            case .parameter(let index):
                let parameter = parameters[index]
                let value = sampled[parameter.name]
                guard try assignment.isActive(parameter) else {
                    if value != nil {
                        throw .inactive(parameter: parameter.name, condition: parameter.condition?.source ?? "")
                    }
                    continue
                }
                guard let value else { throw .missing(parameter: parameter.name) }
                guard let canonical = parameter.domain.canonical(value) else {
                    throw .outside(parameter: parameter.name, value: value, domain: parameter.domain)
                }
                assignment[parameter.name] = canonical
            case .derived(let index):
                try assignment.derive(derived[index])
            }
        }
        for constraint in constraints where try assignment.breaks(constraint) {
            throw .violates(constraint: constraint.source)
        }
        if !seeded.isEmpty { assignment[Space.seedName] = nil }
        return assignment.resolved
    }

    /// Whether the derived value `name` follows from the trial's seed, and is thus another for each trial of one configuration.
    public func followsFromSeed(_ name: String) -> Bool { name != Space.seedName && seeded.contains(name) }

    /// Whether every assignment of values from the domains is inside.
    var isUnconstrained: Bool {
        constraints.isEmpty && derived.isEmpty && parameters.allSatisfy { $0.condition == nil }
    }

    /// A configuration with the values that it had of parameters which have been added since: those that would be active here
    /// and that it does not say.
    public func filled(_ sampled: Configuration) -> Configuration {
        guard parameters.contains(where: { $0.former != nil && sampled[$0.name] == nil }) else { return sampled }
        var result = sampled
        var assignment = Assignment(self)
        for step in steps {
            switch step {
            case .parameter(let index):
                let parameter = parameters[index]
                if result[parameter.name] == nil, (try? assignment.isActive(parameter)) == true {
                    result[parameter.name] = parameter.former.flatMap(parameter.domain.canonical)
                }
                assignment[parameter.name] = result[parameter.name]
            case .derived(let index): try? assignment.derive(derived[index])
            }
        }
        return result
    }

    /// The sampled values of `configuration` as their domains write them; values that are outside stay as they are.
    public func canonical(_ configuration: Configuration) -> Configuration {
        var result = configuration
        for parameter in parameters {
            guard let value = configuration[parameter.name] else { continue }
            result[parameter.name] = parameter.domain.canonical(value) ?? value
        }
        return result
    }
}

/// The values determined so far while a configuration is built or checked.
struct Assignment {
    private(set) var resolved: Configuration

    init(_ space: Space) { resolved = Configuration(space.fixed) }

    /// The fixed values and what is derived from them alone; a value that cannot be computed is left out.
    init(_ space: Space, deriving derived: [DerivedParameter]) {
        self.init(space)
        derive(all: derived)
    }

    subscript(name: String) -> Value? {
        get { resolved[name] }
        set { resolved[name] = newValue }
    }

    /// Whether `parameter` exists here; a condition over something inactive does not hold.
    func isActive(_ parameter: Parameter) throws(SpaceError) -> Bool {
        guard let condition = parameter.condition else { return true }
        return try holds(condition, context: parameter.name) ?? false
    }

    /// Determines a derived value, where it exists.
    mutating func derive(_ derived: DerivedParameter) throws(SpaceError) {
        if let condition = derived.condition, try holds(condition, context: derived.name) != true { return }
        resolved[derived.name] = try value(of: derived.expression, context: derived.name)
    }

    /// Determines those derived values whose names are settled; one that cannot be computed is left out.
    mutating func derive(all derived: [DerivedParameter]) {
        for value in derived { try? derive(value) }
    }

    /// Whether `constraint` applies here and is not met.
    func breaks(_ constraint: Expression) throws(SpaceError) -> Bool {
        try holds(constraint, context: constraint.source) == false
    }

    /// The truth of `expression`, nil where it names something inactive.
    private func holds(_ expression: Expression, context: String) throws(SpaceError) -> Bool? {
        guard let value = try value(of: expression, context: context) else { return nil }
        return value == .bool(true)
    }

    private func value(of expression: Expression, context: String) throws(SpaceError) -> Value? {
        guard expression.occurrences.allSatisfy({ resolved[$0.name] != nil }) else { return nil }
        do {
            return try expression.evaluate { resolved[$0] }
        } catch {
            throw .cannotEvaluate(context: context, error)
        }
    }
}
