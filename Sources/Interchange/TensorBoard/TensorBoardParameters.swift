// The parameters of a study's trials as TensorBoard has them: each a number, a truth value or a text, all along.

import Definitions
import JSON
import Search
import Storage

/// What the trials of a study were given, by name.
struct TensorBoardParameters {
    private var names: [String] = []
    private var known: [String: Known] = [:]

    private struct Known {
        private var seen: Set<JSONValue> = []
        private var given: Set<JSONValue> = []
        /// In the order in which they came up, those first that the space lists.
        private var values: [JSONValue] = []
        private var range: ClosedRange<Double>?
        private var isListed = false
        /// Whether all are numbers that a double has exactly.
        private(set) var areNumbers = true
        private(set) var areTruths = true

        var isGiven: Bool { !given.isEmpty }
        var differs: Bool { given.count > 1 }

        mutating func extend(_ more: ClosedRange<Double>) {
            range = range.map { min($0.lowerBound, more.lowerBound)...max($0.upperBound, more.upperBound) } ?? more
        }

        mutating func list(_ value: JSONValue) {
            isListed = true
            add(value)
        }

        mutating func give(_ value: JSONValue) {
            given.insert(value)
            add(value)
        }

        private mutating func add(_ value: JSONValue) {
            guard seen.insert(value).inserted else { return }
            values.append(value)
            if value.boolValue == nil { areTruths = false }
            switch value {
            case .int(let number): if Int(exactly: Double(number)) != number { areNumbers = false }
            case .double(let number): if !number.isFinite { areNumbers = false }
            default: areNumbers = false
            }
        }

        func value(_ value: JSONValue) -> HParamsData.Value {
            if areNumbers, let number = value.doubleValue { return .number(number) }
            if areTruths, let truth = value.boolValue { return .truth(truth) }
            return .text(value.stringValue ?? value.text())
        }

        var domain: HParamsData.Domain {
            let numbers = values.compactMap(\.doubleValue)
            guard areNumbers, range != nil || !isListed, let least = numbers.min(), let most = numbers.max() else {
                return .values(values.map(value))
            }
            return .interval(min(least, range?.lowerBound ?? least)...max(most, range?.upperBound ?? most))
        }
    }

    /// The space of a definition that trials were made by.
    mutating func add(_ definition: StudyDefinition) {
        for parameter in definition.space.parameters {
            let name = parameter.name
            switch parameter.domain {
            case .int(let low, let high, _, _): change(name) { $0.extend(Double(low)...Double(high)) }
            case .float(let low, let high, _, _): change(name) { $0.extend(low...high) }
            case .choice(let values, _):
                for value in values {
                    change(name) { $0.list(definition.structured.json(of: value, for: name) ?? JSONValue(value)) }
                }
            }
        }
    }

    /// What a trial was given.
    mutating func add(_ values: JSONObject) { for (name, value) in values { change(name) { $0.give(value) } } }

    private mutating func change(_ name: String, _ body: (inout Known) -> Void) {
        if known[name] == nil { names.append(name) }
        body(&known[name, default: Known()])
    }

    /// Those that any trial was given.
    var all: [HParamsData.Parameter] {
        names.compactMap { name in
            guard let entry = known[name], entry.isGiven else { return nil }
            return HParamsData.Parameter(name: name, domain: entry.domain, differs: entry.differs)
        }
    }

    /// What a trial was given, each value of the kind that its parameter has all along.
    func values(_ values: JSONObject) -> [(name: String, value: HParamsData.Value)] {
        values.map { name, value in (name, (known[name] ?? Known()).value(value)) }
    }
}
