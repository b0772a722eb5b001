// space: { heads: { choice: [2, 4, 8] }, mse_weight: { equals: "1 - cosine_weight" }, … }

import Expressions
import JSON
import Search

struct SpaceSection {
    /// One parameter, as far as it could be read.
    struct Entry {
        let name: String
        let reader: NodeReader
        let content: Content
        /// When it exists: the expression with its place.
        let condition: (expression: Expression, reader: NodeReader)?
        /// What trials had that were made before it was added.
        var former: Value?

        enum Content {
            case sampled(Domain)
            case derived(Expression, NodeReader)
            /// Something is wrong with it, which the log says.
            case broken
        }
    }

    let reader: NodeReader?
    let entries: [Entry]

    /// More parameters than this are a mistake of the program that wrote the file.
    private static let limit = 1000
    private static let kinds = ["int", "float", "choice", "equals"]
    private static let keys = kinds + ["log", "step", "ordered", "when", "was"]

    init(reader: NodeReader?, entries: [Entry]) {
        self.reader = reader
        self.entries = entries
    }

    /// Reads the section.
    ///
    /// - Parameter mustSample: whether it is a mistake when nothing in it is sampled.
    init(_ reader: NodeReader?, mustSample: Bool = true) {
        self.reader = reader
        let members = reader?.members ?? []
        if members.count > Self.limit {
            reader?.error("found \(members.count) parameters, expected at most \(Self.limit)")
        }
        entries = members.prefix(Self.limit).map(Self.entry)
        let isSampled = entries.contains { entry in
            if case .derived = entry.content { false } else { true }
        }
        if mustSample, let reader, reader.node.members != nil, !isSampled {
            reader.error(
                "there is nothing to sample, expected a parameter such as lr: { float: [1e-5, 1e-1], log: true }")
        }
    }

    private static func entry(_ name: String, _ reader: NodeReader) -> Entry {
        guard reader.node.members != nil else {
            let example = "an object such as { float: [0, 0.5] } (a value that stays the same belongs under fixed)"
            reader.mismatch(example)
            return Entry(name: name, reader: reader, content: .broken, condition: nil)
        }
        let members = reader.members(among: keys, translations: translations) ?? [:]
        let condition = members["when"].flatMap { when in when.expression(inside: "params").map { ($0, when) } }
        let content = content(reader, members)
        var entry = Entry(name: name, reader: reader, content: content, condition: condition)
        entry.former = members["was"].flatMap { former(of: content, $0) }
        return entry
    }

    private static func former(of content: Entry.Content, _ reader: NodeReader) -> Value? {
        guard let value = reader.parameterValue() else { return nil }
        switch content {
        case .sampled(let domain):
            if let value = domain.canonical(value) { return value }
            reader.mismatch("\(domain)")
        case .derived: reader.error("`was` does not go with `equals`")
        case .broken: break
        }
        return nil
    }

    /// What other programs call the kinds of parameters and their ends.
    private static let translations: [String: String] = {
        let float = "{ float: [low, high] }"
        let logarithmic = "{ float: [low, high], log: true }"
        let integer = "{ int: [low, high] }"
        let choice = "{ choice: [a, b, c] }"
        return [
            "uniform": float, "real": float, "loguniform": logarithmic, "log_uniform": logarithmic,
            "quniform": "{ float: [low, high], step: q }", "integer": integer, "randint": integer, "range": integer,
            "categorical": choice, "values": choice, "options": choice,
            "type": "the kind as the key: \(float), \(integer) or \(choice)",
            "distribution": "the kind as the key: \(float), \(integer) or \(choice)",
            "low": "both ends in a list: \(float)", "high": "both ends in a list: \(float)",
            "min": "both ends in a list: \(float)", "max": "both ends in a list: \(float)",
        ]
    }()

    private static func content(_ reader: NodeReader, _ members: [String: NodeReader]) -> Entry.Content {
        let given = kinds.filter { members[$0] != nil }
        guard given.count == 1, let kind = given.first, let body = members[kind] else {
            let expected = "expected one of \(kinds.joined(separator: ", "))"
            let hasUnknown = members.keys.contains { !keys.contains($0) }
            if given.count > 1 {
                reader.error("found \(given.joined(separator: " and ")), \(expected)")
            } else if !hasUnknown {
                reader.error("found none of them, \(expected)")
            }
            return .broken
        }
        let allowed: [String: [String]] = ["int": ["step", "log"], "float": ["step", "log"], "choice": ["ordered"]]
        for option in ["step", "log", "ordered"] where !(allowed[kind] ?? []).contains(option) {
            members[option]?.error("`\(option)` does not go with `\(kind)`")
        }
        switch kind {
        case "equals": return body.expression(inside: "params").map { .derived($0, body) } ?? .broken
        case "int": return DomainSection.int(body, members).map { .sampled($0) } ?? .broken
        case "float": return DomainSection.float(body, members).map { .sampled($0) } ?? .broken
        default: return DomainSection.choice(body, members).map { .sampled($0) } ?? .broken
        }
    }

    /// What is sampled and what is derived, as `workload` takes it; nil where an entry is broken.
    func parts(for workload: WorkloadDescription?) -> (parameters: [Parameter], derived: [DerivedParameter])? {
        var parameters: [Parameter] = []
        var derived: [DerivedParameter] = []
        for entry in entries {
            let condition = entry.condition?.expression
            switch entry.content {
            case .sampled(let domain):
                let domain = domain.read(as: workload?.parameters[entry.name])
                let former = entry.former?.read(as: workload?.parameters[entry.name])
                parameters.append(
                    Parameter(name: entry.name, domain: domain, condition: condition, former: former))
            case .derived(let expression, _):
                derived.append(DerivedParameter(name: entry.name, expression: expression, condition: condition))
            case .broken: return nil
            }
        }
        return (parameters, derived)
    }

    /// The space, where its sections are right, checked for whether it can be sampled from at all.
    func space(
        _ fixed: FixedSection, _ constraints: ConstraintsSection, workload: WorkloadDescription?, log: ProblemLog
    ) -> Space? {
        guard !log.hasErrors(in: ["fixed", "space", "where"]), let parts = parts(for: workload) else { return nil }
        guard let reader else { return try? Space(parameters: [], fixed: fixed.values) }
        let place = constraints.reader ?? reader
        do {
            let space = try Space(
                parameters: parts.parameters, derived: parts.derived,
                constraints: constraints.entries.map(\.expression), fixed: fixed.values)
            if try !space.checkFeasibility(), space.cardinality == nil {
                place.warning(
                    "hardly any configuration meets the constraints: none of those that were drawn at random, and there are "
                        + "too many to look through; a value that follows from others is better derived: "
                        + "{ equals: \"…\" }")
            }
            return space
        } catch let error as SpaceError {
            switch error {
            case .infeasible, .cannotEvaluate: place.error("\(error)")
            default: reader.error("\(error)")
            }
        } catch {
            place.error("\(error)")
        }
        return nil
    }
}

extension Domain {
    /// The domain with its choices as a parameter of `kind` takes them.
    fileprivate func read(as kind: WorkloadDescription.ParameterKind?) -> Domain {
        guard case .choice(let values, let ordered) = self else { return self }
        return .choice(values.map { $0.read(as: kind) }, ordered: ordered)
    }
}
