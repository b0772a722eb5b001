// Configurations that people write, or take from another study's export, as trials of this one.

public import Expressions
import JSON
public import Search
import Words

/// Why a written configuration cannot be a trial of a study: every reason at once.
public struct ConfigurationProblems: Error, Sendable, Hashable, CustomStringConvertible {
    /// One reason.
    public struct Problem: Sendable, Hashable {
        /// The parameter whose value is wrong; nil where it is not that of one parameter.
        public let parameter: String?
        /// A sentence.
        public let words: String
    }

    /// All of them, at least one.
    public let all: [Problem]

    /// One sentence each.
    public var problems: [String] { all.map(\.words) }

    /// Problems, at least one.
    public init(problems: [String]) { all = problems.map { Problem(parameter: nil, words: $0) } }

    init(_ all: [Problem]) { self.all = all }

    /// The problems, one a line.
    public var description: String { problems.joined(separator: "\n") }
}

extension StudyDefinition {
    /// The sampled values of a `written` configuration, each as its domain writes it.
    ///
    /// It needs every sampled parameter that is active. It may also name derived and fixed values, as exported
    /// configurations do, but only with the values that they have in this study.
    public func sampled(from written: Configuration) throws(ConfigurationProblems) -> Configuration {
        try sampled(from: written, mayLack: false)
    }

    /// The same of a configuration that may say a part of the values, which is then that part.
    public func given(in written: Configuration) throws(ConfigurationProblems) -> Configuration {
        let given = try sampled(from: written, mayLack: true)
        if given.names.isEmpty, !space.parameters.isEmpty {
            throw ConfigurationProblems(problems: ["it says the value of no parameter that is sampled"])
        }
        return given
    }

    /// Whether `given` has all values that a trial needs.
    public func isWhole(_ given: Configuration) -> Bool { space.contains(given) }

    private func sampled(
        from written: Configuration, mayLack: Bool
    ) throws(ConfigurationProblems) -> Configuration {
        var sampled = Configuration()
        var problems: [ConfigurationProblems.Problem] = []
        func add(_ words: String, of name: String?) { problems.append(.init(parameter: name, words: words)) }
        for name in written.names {
            guard let value = written[name] else { continue }
            if space.index(of: name) != nil {
                sampled[name] = value
            } else if let fixed = fixed[name] {
                if !fixed.isSame(as: value) { add("`\(name)` is fixed at \(fixed) here, found \(value)", of: name) }
            } else if !isDerived(name) {
                let known = space.parameters.map(\.name) + space.derived.map(\.name) + fixed.keys
                let advice = nearestName(to: name, among: known).map { "; did you mean `\($0)`?" } ?? ""
                add("there is no parameter `\(name)`\(advice)", of: name)
            }
        }
        let violations = space.violations(of: sampled)
        if mayLack, violations.contains(where: \.isMissing) {
            // What follows from values that are not there yet cannot be judged.
            for parameter in space.parameters {
                guard let value = sampled[parameter.name], parameter.domain.canonical(value) == nil else { continue }
                add(
                    "\(SpaceError.outside(parameter: parameter.name, value: value, domain: parameter.domain))",
                    of: parameter.name)
            }
            guard problems.isEmpty else { throw ConfigurationProblems(problems) }
            return space.canonical(sampled)
        }
        for violation in violations { add(words(for: violation), of: violation.parameter) }
        if problems.isEmpty { for words in mistakesInDerived(of: written, sampled) { add(words, of: nil) } }
        guard problems.isEmpty else { throw ConfigurationProblems(problems) }
        return space.canonical(sampled)
    }

    /// The value that `text` stands for as the parameter `name`: the first of an integer, a number, a truth value, a list
    /// and the text itself that its domain contains.
    public func value(_ text: String, of name: String) -> Value {
        var readings: [Value] = []
        if let number = Int(text) { readings.append(.int(number)) }
        if let number = Double(text) { readings.append(.float(number)) }
        if let truth = Bool(text) { readings.append(.bool(truth)) }
        if text.hasPrefix("["), let list = (try? JSONValue(parsing: text)).flatMap({ Value(written: $0) }) {
            readings.append(list)
        }
        readings.append(.string(text))
        let isExpected = { (value: Value) -> Bool in
            if let index = space.index(of: name) { return space.parameters[index].domain.canonical(value) != nil }
            return fixed[name]?.isSame(as: value) ?? true
        }
        return readings.first(where: isExpected) ?? readings[0]
    }

    private func mistakesInDerived(of written: Configuration, _ sampled: Configuration) -> [String] {
        guard let resolved = try? space.resolve(sampled) else { return [] }
        return written.names.filter(isDerived).compactMap { name in
            // Another trial has another seed.
            if space.followsFromSeed(name) { return nil }
            guard let value = written[name] else { return nil }
            let source = space.derived.first { $0.name == name }?.expression.source ?? ""
            guard let derived = resolved[name] else { return "`\(name)` has a value, but does not exist in this case" }
            return derived.isSame(as: value) ? nil : "`\(name)` equals \(source) = \(derived) here, found \(value)"
        }
    }

    private func words(for error: SpaceError) -> String {
        guard case .missing(let name) = error, let index = space.index(of: name) else { return error.description }
        return "`\(name)` is missing (\(space.parameters[index].domain))"
    }

    private func isDerived(_ name: String) -> Bool { space.derived.contains { $0.name == name } }
}

extension SpaceError {
    /// The parameter whose value it is about.
    fileprivate var parameter: String? {
        switch self {
        case .unknownParameter(let name, _), .missing(let name), .inactive(let name, _), .outside(let name, _, _): name
        default: nil
        }
    }

    fileprivate var isMissing: Bool {
        if case .missing = self { true } else { false }
    }
}

extension Value {
    /// Whether the two are the same value; numbers of either kind are compared as numbers.
    public func isSame(as other: Value) -> Bool {
        if let number, let other = other.number { return number == other || number.isNaN && other.isNaN }
        return self == other
    }
}
