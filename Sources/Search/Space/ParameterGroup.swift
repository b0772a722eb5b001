import Expressions

/// Parameters that are always active together, because they have the same condition or none.
///
/// A space without conditions is one group. Groups come in an order in which each condition can be evaluated once the
/// groups before are settled.
struct ParameterGroup: Sendable, Hashable {
    /// Indices into the space's parameters, ascending.
    var parameters: [Int]
    /// When the group is active; nil means always.
    let condition: Expression?
    /// The couplings that lie within this group.
    var couplings: [Int] = []
    /// Constraints that no coupling of one group takes care of, and that are settled once this group is.
    var constraints: [Expression] = []

    /// Whether sampling must determine the derived values after this group: a later condition or constraint may need
    /// them.
    var needsDerived = false
}

extension Space {
    /// Sorts the parameters into groups; `jointly` false puts each in a group of its own.
    func groups(jointly: Bool) -> [ParameterGroup] {
        var groups: [ParameterGroup] = []
        var groupOf = [Int](repeating: 0, count: parameters.count)
        for (index, parameter) in parameters.enumerated() {
            let known = jointly ? groups.firstIndex { $0.condition == parameter.condition } : nil
            groupOf[index] = known ?? groups.count
            if let known {
                groups[known].parameters.append(index)
            } else {
                groups.append(ParameterGroup(parameters: [index], condition: parameter.condition))
            }
        }
        var handled = Set<Expression>()
        for (index, coupling) in couplings.enumerated() {
            let homes = Set(coupling.parameters.map { groupOf[$0] })
            guard homes.count == 1, let home = homes.first else { continue }
            groups[home].couplings.append(index)
            handled.formUnion(coupling.constraints)
        }
        let origins = parameterOrigins()
        for constraint in constraints where !handled.contains(constraint) {
            let needed = constraint.names.reduce(into: Set<Int>()) { $0.formUnion(origins[$1] ?? []) }
            guard let last = needed.map({ groupOf[$0] }).max() else { continue }
            groups[last].constraints.append(constraint)
        }
        if groups.count > 1 || groups.contains(where: { !$0.constraints.isEmpty }) {
            for index in groups.indices { groups[index].needsDerived = !derived.isEmpty }
        }
        return groups
    }
}
