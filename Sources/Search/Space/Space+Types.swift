public import Expressions

extension Space {
    /// Checks the types of every condition, derived value and constraint.
    func checkTypes() throws(SpaceError) {
        var types: [String: ValueType] = fixed.mapValues(\.type)
        if !seeded.isEmpty { types[Space.seedName] = .int }
        for step in steps {
            switch step {
            case .parameter(let index):
                let parameter = parameters[index]
                if let condition = parameter.condition { try requireTruth(condition, types, context: parameter.name) }
                types[parameter.name] = parameter.domain.type
            case .derived(let index):
                let value = derived[index]
                if let condition = value.condition { try requireTruth(condition, types, context: value.name) }
                types[value.name] = try type(of: value.expression, types, context: value.name)
            }
        }
        for constraint in constraints { try requireTruth(constraint, types, context: constraint.source) }
    }

    private func requireTruth(
        _ expression: Expression, _ types: [String: ValueType], context: String
    ) throws(SpaceError) {
        let type = try type(of: expression, types, context: context)
        guard type == .bool || type == .any else {
            throw .notACondition(context: context, source: expression.source, found: type)
        }
    }

    private func type(
        of expression: Expression, _ types: [String: ValueType], context: String
    ) throws(SpaceError) -> ValueType {
        do {
            return try expression.type(where: types)
        } catch {
            throw .badExpression(context: context, error)
        }
    }
}

extension Domain {
    /// What is known of a value of this domain.
    public var type: ValueType {
        switch self {
        case .int: .int
        case .float: .float
        case .choice(let values, _): values.dropFirst().reduce(values.first?.type ?? .any) { $0.union($1.type) }
        }
    }
}
