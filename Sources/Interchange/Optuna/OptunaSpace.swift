// The space that a study of Optuna's has searched, which is said nowhere: each trial has the distributions of its own values.
//
// Of one parameter they may differ from trial to trial in their ends, and it may be there in some trials alone. The space here
// holds all of them; when a parameter is there is a condition on another one, where the trials show such a one.

import Definitions
import Expressions
import JSON
import Search

/// A parameter as it is here.
struct ImportedParameter {
    /// Its name in Optuna.
    let original: String
    /// Its name here.
    let name: String
    var domain: Domain
    /// A choice's values as the definition has them, in Optuna's order.
    var choices: [JSONValue] = []
    /// When it is there; nil where it always is, or nothing shows when.
    var condition: String?

    /// The value here of one that is stored there; nil where it is none.
    func value(_ parameter: OptunaTrial.Parameter) -> Value? {
        switch (parameter.distribution, domain) {
        case (.float, .float): .float(parameter.stored)
        case (.int, .int): Int(exactly: parameter.stored).map { .int($0) }
        case (.categorical, .choice(let values, _)):
            Int(exactly: parameter.stored).flatMap { values.indices.contains($0) ? values[$0] : nil }
        default: nil
        }
    }

    /// The value here of one that was given for a trial that waits, as JSON; nil where it is none.
    func value(given json: JSONValue, like distribution: OptunaDistribution?) -> Value? {
        switch domain {
        case .float: json.doubleValue.map { .float($0) }
        case .int: json.doubleValue.flatMap { Int(exactly: $0) }.map { .int($0) }
        case .choice(let values, _):
            if case .categorical(let originals)? = distribution {
                originals.firstIndex(of: json).flatMap { values.indices.contains($0) ? values[$0] : nil }
            } else {
                nil
            }
        }
    }
}

struct OptunaSpace {
    /// In the order in which they first came.
    private(set) var parameters: [ImportedParameter] = []
    /// Where each is, by its name in Optuna.
    private var places: [String: Int] = [:]
    private(set) var distributions: [String: OptunaDistribution] = [:]
    /// What is not as it was there, in words.
    private(set) var notes: [String] = []

    init(_ trials: [OptunaTrial]) {
        var seen: [String: OptunaDistribution] = [:]
        var order: [String] = []
        var widened: Set<String> = []
        var mixed: Set<String> = []
        for trial in trials {
            for parameter in trial.parameters where seen[parameter.name] != parameter.distribution {
                guard let known = seen[parameter.name] else {
                    seen[parameter.name] = parameter.distribution
                    order.append(parameter.name)
                    continue
                }
                if let both = known.union(parameter.distribution) {
                    if both != known || both != parameter.distribution { widened.insert(parameter.name) }
                    seen[parameter.name] = both
                } else {
                    mixed.insert(parameter.name)
                }
            }
        }
        distributions = seen
        // Those that can be names here keep theirs.
        var (variables, names) = (Set<String>(), [String: String]())
        let usual = order.filter { TrackedRun.allows(parameter: $0) }
        for original in usual + order.filter({ !TrackedRun.allows(parameter: $0) }) {
            names[original] = Self.name(for: original, taken: &variables)
        }
        for original in order {
            guard let distribution = seen[original], let name = names[original] else { continue }
            if name != original {
                let there = original.utf8.count <= 100 ? original : String(original.prefix(60)) + "…"
                notes.append("the parameter \(there.debugDescription) is \(name) here")
            }
            var parameter = ImportedParameter(original: original, name: name, domain: .choice([]))
            switch distribution {
            case .float(let low, let high, let step, let log):
                parameter.domain = .float(low: low, high: high, step: step, log: log)
            case .int(let low, let high, let step, let log):
                parameter.domain = .int(low: low, high: high, step: log ? 1 : step, log: log)
            case .categorical(let choices):
                parameter.choices = choices.enumerated().map { Self.choice($1, at: $0, among: choices) }
                parameter.domain = .choice(parameter.choices.compactMap { Value(written: $0) })
                for (was, now) in zip(choices, parameter.choices) where was != now {
                    notes.append("the choice \(was.pythonText) of \(original) is the text \(now.text()) here")
                }
            }
            places[original] = parameters.count
            parameters.append(parameter)
        }
        for name in widened.sorted() {
            notes.append("\(name) was drawn from several ranges: the one here holds them all")
        }
        for name in mixed.sorted() {
            notes.append("\(name) was of several kinds, or of several lists of choices: what differs is left out")
        }
        findConditions(among: trials)
    }

    /// The parameter that is called so in Optuna.
    subscript(original: String) -> ImportedParameter? { places[original].map { parameters[$0] } }

    /// What was sampled in a trial.
    func configuration(of trial: OptunaTrial) -> Configuration {
        var configuration = Configuration()
        for stored in trial.parameters {
            guard let parameter = self[stored.name], distributions[stored.name]?.isLike(stored.distribution) == true
            else { continue }
            configuration[parameter.name] = parameter.value(stored)
        }
        return configuration
    }

    /// What was given of a trial that waits.
    func given(_ fixed: JSONObject) -> Configuration {
        var configuration = Configuration()
        for (name, json) in fixed {
            guard let parameter = self[name] else { continue }
            configuration[parameter.name] = parameter.value(given: json, like: distributions[name])
        }
        return configuration
    }

    // MARK: Names and choices

    private static func name(for original: String, taken: inout Set<String>) -> String {
        var base = original
        if !TrackedRun.allows(parameter: original) {
            base = String(
                original.unicodeScalars.prefix(80).map { scalar -> Character in
                    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)) || scalar == "_"
                        ? Character(scalar) : "_"
                })
            if !TrackedRun.allows(parameter: base) { base = "p_" + base }
        }
        var (name, index) = (base, 2)
        // Two that differ by their capitals would be one variable.
        while !taken.insert(EnvironmentVariables.name(of: name)).inserted {
            name = "\(base)_\(index)"
            index += 1
        }
        return name
    }

    /// A choice as a definition can have it: what it cannot, or would take for another of them, is its text.
    private static func choice(_ json: JSONValue, at index: Int, among all: [JSONValue]) -> JSONValue {
        func key(_ json: JSONValue) -> Value? {
            Value(written: json).flatMap { $0.number.map { $0.isFinite ? .float($0) : nil } ?? $0 }
        }
        if let own = key(json), !all.prefix(index).contains(where: { key($0) == own }) { return json }
        var text = if case .double(let number) = json, !number.isFinite { "\(number)" } else { json.text() }
        while all.contains(.string(text)) { text += "'" }
        return .string(text)
    }

    // MARK: Conditions

    /// Says of parameters that some finished trials lack by which other one's values they are there.
    private mutating func findConditions(among trials: [OptunaTrial]) {
        let finished = trials.filter { $0.state == .complete || $0.state == .pruned }.map(configuration(of:))
        let counts = parameters.map { parameter in finished.count { $0[parameter.name] != nil } }
        let all = parameters
        for (place, parameter) in all.enumerated() where counts[place] < finished.count {
            if counts[place] == 0 { continue }
            let others = all.indices.filter { $0 != place && counts[$0] > counts[place] }
                .sorted { (counts[$1], $0) < (counts[$0], $1) }
            let condition = others.lazy.compactMap { Self.condition(parameter.name, all[$0], finished) }.first
            parameters[place].condition = condition
            let lacking = finished.count - counts[place]
            notes.append(
                condition.map { "\(parameter.name) is not in all trials: as they show, when \($0)" }
                    ?? "\(parameter.name) is not in \(lacking) of \(finished.count) trials, and nothing shows when: here every new one has it"
            )
        }
    }

    /// The condition on `other` that tells the trials that have `name` from those that lack it.
    private static func condition(
        _ name: String, _ other: ImportedParameter, _ trials: [Configuration]
    ) -> String? {
        guard !other.name.contains(where: { ".-".contains($0) }) else { return nil }
        var (having, lacking) = (Set<Value>(), Set<Value>())
        for trial in trials {
            guard let value = trial[other.name] else {
                if trial[name] != nil { return nil }
                continue
            }
            if trial[name] != nil { having.insert(value) } else { lacking.insert(value) }
        }
        guard having.isDisjoint(with: lacking), !lacking.isEmpty else { return nil }
        switch other.domain {
        case .int:
            let (present, absent) = (having.compactMap(\.integer), lacking.compactMap(\.integer))
            guard let least = present.min(), let most = present.max(), let low = absent.min(), let high = absent.max()
            else { return nil }
            if least > high { return "\(other.name) >= \(least)" }
            return most < low ? "\(other.name) <= \(most)" : nil
        case .choice(let values, _):
            let parts = values.filter(having.contains).compactMap { literal($0) }
            guard parts.count == having.count else { return nil }
            return parts.map { "\(other.name) == \($0)" }.joined(separator: " or ")
        case .float: return nil
        }
    }

    private static func literal(_ value: Value) -> String? {
        switch value {
        case .int(let number): "\(number)"
        case .float(let number): "\(number)"
        case .bool(let truth): "\(truth)"
        case .string(let text):
            text.unicodeScalars.allSatisfy { $0.isASCII && $0 >= " " && !"'\"\\".unicodeScalars.contains($0) }
                ? "'\(text)'" : nil
        }
    }
}

extension Value {
    fileprivate var integer: Int? { if case .int(let number) = self { number } else { nil } }
}

extension OptunaDistribution {
    /// Whether values of both are values of one parameter.
    func isLike(_ other: OptunaDistribution) -> Bool { union(other) != nil }

    /// The narrowest that has the values of both; nil where they are of two kinds.
    func union(_ other: OptunaDistribution) -> OptunaDistribution? {
        switch (self, other) {
        case (.float(let low, let high, let step, let log), .float(let low2, let high2, let step2, let log2)):
            let isOneGrid = step == step2 && (step.map { isWhole((low2 - low) / $0) } ?? true)
            return .float(
                low: min(low, low2), high: max(high, high2), step: isOneGrid ? step : nil,
                log: log && log2 && step == nil && step2 == nil)
        case (.int(let low, let high, let step, let log), .int(let low2, let high2, let step2, let log2)):
            let isOneGrid = step == step2 && (low2 - low) % step == 0
            return .int(
                low: min(low, low2), high: max(high, high2), step: isOneGrid ? step : 1, log: log && log2)
        case (.categorical(let choices), .categorical(let others)): return choices == others ? self : nil
        default: return nil
        }
    }

    private func isWhole(_ number: Double) -> Bool { abs(number - number.rounded()) < 1e-6 }
}
