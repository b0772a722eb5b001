// `hpo study suggest`: the definition of the next study, by what the trials of one say.
//
//     let next = try study.nextDefinition(named: "face-2", after: advice) { try StudyDefinition.parse($0, file: "face-2") }
//     next.text          // the stored text with its comments, changed in places, each with the numbers beside it
//     next.edits         // [space.eta_min: widen to 1e-08 … 0.0001, …]

public import Analysis
import Definitions
import Expressions
import JSON
import Search
import Storage

/// The definition of a next study.
///
/// Each change is tried on its own: one by which the definition could not be created any more is left out, and said.
public struct NextDefinition: Sendable {
    /// A change that was made.
    public struct Edit: Sendable, Hashable {
        /// Where: `space.eta_min`.
        public let path: String
        /// What.
        public let change: Change
        /// Why, with the numbers; also the comment beside it.
        public let why: String
    }

    /// A change that was not made.
    public struct Omission: Sendable, Hashable {
        /// What.
        public let change: Change
        /// Why not.
        public let why: String
    }

    /// The next study's name.
    public let name: String
    /// The whole definition.
    public private(set) var text: String
    /// What was changed.
    public private(set) var edits: [Edit] = []
    /// What could not be.
    public private(set) var omissions: [Omission] = []
    /// The trials whose configurations are tried first, the best first.
    public private(set) var start: [Int] = []

    private let previous: StudyDefinition
    private let parse: @Sendable (String) throws(DefinitionErrors) -> StudyDefinition
    private var changed: Set<String> = []

    /// So many of the best configurations are tried first.
    private static let starts = 3

    /// Derives it.
    ///
    /// - Parameters:
    ///   - previous: the study's definition.
    ///   - name: of the next study.
    ///   - trials: how many trials it was derived from.
    ///   - study: whose.
    ///   - changes: what to change, each with why, in this order.
    ///   - best: the trials to start from, the best first.
    ///   - parse: reads a definition as `create` does.
    /// - Throws: where the definition as it is could not be created any more.
    init(
        from previous: StudyDefinition, named name: String, after trials: Int, of study: String,
        changes: [(change: Change, why: String)], best: [Trial],
        parse: @escaping @Sendable (String) throws(DefinitionErrors) -> StudyDefinition
    ) throws(StudyError) {
        self.name = name
        self.previous = previous
        self.parse = parse
        text = previous.source
        let remark = "After \(study), from whose \(trials) trials it was derived."
        var definition: StudyDefinition
        do throws(DefinitionErrors) {
            let renamed = try edited { editor throws(JSONError) in
                try editor.set(["name"], to: .string(name), remark: remark)
                // What was tried first may lie outside what is changed; the best so far take its place.
                try editor.set(["start"], toText: "[]")
                // The same seed would draw the same configurations again.
                let seed = previous.seed < UInt64(Int.max) ? Int(previous.seed) + 1 : 0
                try editor.set(["seed"], to: .int(seed), remark: "Other draws than those of \(study).")
            }
            definition = try parse(renamed)
            text = renamed
        } catch {
            throw .definition(error)
        }
        for (change, why) in changes { take(change, because: why, &definition) }
        startFrom(best, definition)
    }

    // MARK: One change

    private mutating func take(_ change: Change, because why: String, _ definition: inout StudyDefinition) {
        guard let target = target(of: change) else { return }
        guard changed.insert(target.first ?? target.joined(separator: ".")).inserted else {
            omissions.append(Omission(change: change, why: "it is changed already"))
            return
        }
        do throws(DefinitionErrors) {
            let text = try edited { editor throws(JSONError) in try write(change, why, to: &editor) }
            definition = try parse(text)
            self.text = text
            edits.append(Edit(path: path(of: change), change: change, why: why))
        } catch {
            omissions.append(Omission(change: change, why: "the definition would be wrong: \(error)"))
        }
    }

    /// What a change is of, so that nothing is changed twice; nil where no definition says it.
    private func target(of change: Change) -> [String]? {
        switch change {
        case .widen(let name, _), .narrow(let name, _), .fix(let name, _): ["space.\(name)"]
        case .prunerWarmup: ["pruner"]
        case .epochs: ["train.epochs"]
        case .moreTrials, .confirm, .turn: nil
        }
    }

    private func path(of change: Change) -> String {
        switch change {
        case .fix(let name, _): "fixed.\(name)"
        case .prunerWarmup: "pruner.\(previous.pruner.name).warmup_epochs"
        default: target(of: change)?.first ?? ""
        }
    }

    private func write(_ change: Change, _ why: String, to editor: inout JSONEditor) throws(JSONError) {
        switch change {
        case .widen(let name, let domain), .narrow(let name, let domain):
            let (kind, value) = written(domain, of: name)
            try editor.set(["space", name, kind], to: value)
            try editor.remark(["space", name], "\(change): \(why)".withoutTicks)
        case .fix(let name, let value):
            let before = (try JSONValue(parsing: previous.source, syntax: .json5))["space"]?[name]?.oneLine ?? "sampled"
            try editor.remove(["space", name], remark: "\(name) is fixed, it was \(before)".withoutTicks)
            try editor.set(["fixed", name], to: json(value, of: name), remark: why.withoutTicks)
        case .prunerWarmup(let epochs):
            try editor.set(["pruner", previous.pruner.name, "warmup_epochs"], to: .int(epochs))
            try editor.remark(["pruner"], "\(change): \(why)".withoutTicks)
        case .epochs(let count):
            try editor.set(["train", "epochs"], to: .int(count))
            try editor.remark(["train"], "\(change): \(why)".withoutTicks)
        case .moreTrials, .confirm, .turn: break
        }
    }

    private func written(_ domain: Domain, of name: String) -> (kind: String, value: JSONValue) {
        switch domain {
        case .int(let low, let high, _, _): ("int", [.int(low), .int(high)])
        case .float(let low, let high, _, _): ("float", [.double(low), .double(high)])
        case .choice(let values, _): ("choice", .array(values.map { json($0, of: name) }))
        }
    }

    private func json(_ value: Value, of name: String) -> JSONValue {
        previous.structured.json(of: value, for: name) ?? JSONValue(value)
    }

    // MARK: The start

    /// Has the best configurations tried first, as far as they lie in the new space.
    private mutating func startFrom(_ best: [Trial], _ definition: StudyDefinition) {
        var taken: [(trial: Trial, configuration: Configuration)] = []
        for trial in best where taken.count < Self.starts {
            var configuration = definition.space.filled(trial.parameters.sampled)
            for name in configuration.names where definition.space.index(of: name) == nil { configuration[name] = nil }
            guard !configuration.names.isEmpty, definition.space.violations(of: configuration).isEmpty else { continue }
            configuration = definition.space.canonical(configuration)
            if !taken.contains(where: { $0.configuration == configuration }) { taken.append((trial, configuration)) }
        }
        guard !taken.isEmpty else {
            if let without = try? edited({ editor throws(JSONError) in try editor.remove(["start"]) }) {
                text = without
            }
            return
        }
        let lines = taken.map { trial, configuration in
            let value = trial.values.map { JSONValue.double($0).text() }.joined(separator: ", ")
            return "    // Trial \(trial.number): \(value).\n    \(previous.json(configuration).oneLine),\n"
        }
        let list = "[\n\(lines.joined())  ]"
        let changed = try? edited { editor throws(JSONError) in
            try editor.set(["start"], toText: list, remark: "The best so far, tried first in place of what was here.")
        }
        guard let changed, (try? parse(changed)) != nil else { return }
        text = changed
        start = taken.map(\.trial.number)
    }

    /// The text as an editor leaves it.
    private func edited(
        _ edit: (inout JSONEditor) throws(JSONError) -> Void
    ) throws(DefinitionErrors) -> String {
        do throws(JSONError) {
            var editor = try JSONEditor(text)
            try edit(&editor)
            return editor.text
        } catch {
            // A stored definition is a JSON5 text; what is wrong with one is said as of any other.
            _ = try parse(text)
            return text
        }
    }
}

extension String {
    /// Without the quotes of names, which a comment does not need.
    fileprivate var withoutTicks: String { filter { $0 != "`" } }
}

extension NextDefinition {
    /// The name of the study after `name`: `face` is followed by `face-2`, and that by `face-3`.
    public static func name(after name: String) -> String {
        if let dash = name.lastIndex(of: "-"), let number = Int(name[name.index(after: dash)...]), number > 0,
            number < 1_000_000, name[name.index(after: dash)...] == "\(number)"
        {
            return "\(name[..<dash])-\(number + 1)"
        }
        return "\(name.prefix(98))-2"
    }
}
