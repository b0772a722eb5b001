// Configurations of which a person has said a part: the rest is drawn at random.
//
//     var generator = Generator(seed: study.seed, trial: 7)
//     try space.completed(["lr": .float(1e-3)], using: &generator)       // lr as it was said, the others drawn

import Expressions

extension Space {
    /// A configuration with the values `given`, the other active parameters drawn uniformly (in the logarithm where the
    /// domain says so). The same generator gives the same one.
    ///
    /// - Throws: `infeasible` where no draw with these values meets the constraints and has all of the parameters.
    public func completed(
        _ given: Configuration, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        var held: [Parameter] = []
        for parameter in parameters {
            guard let value = given[parameter.name].flatMap(parameter.domain.canonical) else {
                held.append(parameter)
                continue
            }
            held.append(
                Parameter(name: parameter.name, domain: parameter.domain.holding(value), condition: parameter.condition)
            )
        }
        let space: Space
        do throws(SpaceError) {
            space = try Space(parameters: held, derived: derived, constraints: constraints, fixed: fixed)
        } catch {
            throw .incalculable(error)
        }
        for _ in 0..<Draw.feasibilityAttempts {
            guard let drawn = space.drawUniform(using: &generator) else { continue }
            if given.names.allSatisfy({ drawn[$0] != nil }) { return canonical(drawn) }
        }
        throw space.infeasibility(attempts: Draw.feasibilityAttempts)
    }
}

extension Domain {
    /// The domain of nothing but `value`, which is one of this one's own.
    fileprivate func holding(_ value: Value) -> Domain {
        switch (self, value) {
        case (.int, .int(let number)): .int(low: number, high: number)
        case (.float, .float(let number)): .float(low: number, high: number)
        default: .choice([value])
        }
    }
}
