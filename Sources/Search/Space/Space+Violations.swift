import Expressions

extension Space {
    /// Everything that keeps `sampled` out of the space, for people who want to mend it at once; empty when it is inside.
    ///
    /// Names that are no parameters come first, then the parameters in their order. The constraints are looked at only
    /// where every value is right.
    public func violations(of sampled: Configuration) -> [SpaceError] {
        var found: [SpaceError] = []
        for name in sampled.names {
            guard let value = sampled[name], index(of: name) == nil else { continue }
            found.append(.unknownParameter(name, value: value))
        }
        var assignment = Assignment(self)
        for step in steps {
            do throws(SpaceError) {
                switch step {
                case .parameter(let index):
                    let parameter = parameters[index]
                    let isActive = try assignment.isActive(parameter)
                    if let problem = problem(with: sampled[parameter.name], of: parameter, isActive: isActive) {
                        found.append(problem)
                    } else {
                        assignment[parameter.name] = sampled[parameter.name].flatMap(parameter.domain.canonical)
                    }
                case .derived(let index): try assignment.derive(derived[index])
                }
            } catch {
                found.append(error)
            }
        }
        if found.isEmpty, let violation = violation(of: sampled) { found.append(violation) }
        return found
    }

    private func problem(with value: Value?, of parameter: Parameter, isActive: Bool) -> SpaceError? {
        switch (value, isActive) {
        case (nil, true): .missing(parameter: parameter.name)
        case (nil, false): nil
        case (_?, false): .inactive(parameter: parameter.name, condition: parameter.condition?.source ?? "")
        case (let value?, true):
            parameter.domain.canonical(value) == nil
                ? .outside(parameter: parameter.name, value: value, domain: parameter.domain) : nil
        }
    }
}
