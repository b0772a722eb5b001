public import Definitions
import Expressions
import JSON
import Search

extension StudyDefinition {
    /// In what a search by `other` would differ from one by this definition, a line each: goals, space, methods, seed and epochs.
    /// Of the program that runs the trials nothing is said, nor of what looks after it.
    ///
    /// Where there are none, equal seeds give equal suggestions. Methods with options are compared as they are written.
    public func differences(to other: StudyDefinition) -> [String] {
        var lines: [String] = []
        func compare(_ path: String, _ mine: String?, _ others: String?) {
            if mine != others {
                lines.append("\(path): it is \(mine ?? "not there"), and not \(others ?? "without it")")
            }
        }
        compare("objectives", goals.objectiveWords, other.goals.objectiveWords)
        compare("feasible", goals.feasibleWords, other.goals.feasibleWords)
        let (space, others) = (parameterWords, other.parameterWords)
        for name in Set(space.keys).union(others.keys).sorted() { compare(name, space[name], others[name]) }
        compare("where", constraintWords, other.constraintWords)
        compare("sampler", words(of: "sampler", sampler.name), other.words(of: "sampler", other.sampler.name))
        compare("pruner", words(of: "pruner", pruner.name), other.words(of: "pruner", other.pruner.name))
        compare("stages", words(of: "stages"), other.words(of: "stages"))
        compare("train.epochs", training.epochs.map { "\($0)" }, other.training.epochs.map { "\($0)" })
        compare("train.resume", "\(training.resume)", "\(other.training.resume)")
        compare("seed", "\(seed)", "\(other.seed)")
        return lines
    }

    private var constraintWords: String? {
        space.constraints.isEmpty ? nil : space.constraints.map { "\"\($0.source)\"" }.joined(separator: ", ")
    }

    /// What is said of each parameter, by its place in a definition.
    private var parameterWords: [String: String] {
        var words: [String: String] = [:]
        func add(_ name: String, _ content: String, when condition: Expression?) {
            words["space.\(name)"] = content + (condition.map { " when \($0.source)" } ?? "")
        }
        for parameter in space.parameters {
            var domain = "\(parameter.domain)"
            if case .choice(_, ordered: true) = parameter.domain { domain += " (ordered)" }
            add(parameter.name, domain, when: parameter.condition)
        }
        for value in space.derived { add(value.name, "equal to \(value.expression.source)", when: value.condition) }
        for (name, value) in fixed { words["fixed.\(name)"] = "\(value)" }
        return words
    }

    /// A section as it is written; a method without options by its name, as where it is the standard one.
    private func words(of section: String, _ name: String? = nil) -> String? {
        let written = (try? JSONValue(parsing: source, syntax: .json5))?[section]
        let isPlain = name.flatMap { written?[$0]?.objectValue }.map { $0.isEmpty && written?.objectValue?.count == 1 }
        return isPlain ?? (written == nil) ? name : written?.text()
    }
}

extension Goals {
    fileprivate var objectiveWords: String {
        objectives.map { objective in
            let counting =
                switch objective.counting {
                case .best: ""
                case .last(let count): ", the last \(count)"
                }
            return "\(objective.direction.rawValue) \(objective.metric)\(counting)"
        }.joined(separator: ", ")
    }

    fileprivate var feasibleWords: String? {
        feasible.isEmpty ? nil : feasible.map { "\"\($0.source)\"" }.joined(separator: ", ")
    }
}
