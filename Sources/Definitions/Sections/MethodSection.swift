// sampler: { tpe: {} } and pruner: { median: { warmup_epochs: 3 } }: one name with its options.

import Expressions
import JSON

/// The methods of one kind by name, each with what makes it from its options. Adding one adds an entry to its table.
struct MethodSection<Algorithm: Sendable> {
    /// How the kind is called: `sampler`.
    let kind: String
    /// The method of a definition that names none.
    let standard: Method<Algorithm>
    /// What makes a method; nil where an option is wrong.
    let makers: [String: @Sendable (Options) -> Algorithm?]

    func read(_ reader: NodeReader?) -> Method<Algorithm>? {
        guard let reader else { return standard }
        let known = makers.keys.sorted()
        let all = known.joined(separator: ", ")
        if let name = reader.node.value.stringValue {
            reader.error("found \(reader.node.value.words), expected an object such as { \(name): {} }")
            return nil
        }
        guard let members = reader.members else { return nil }
        guard let (name, body) = members.first else {
            reader.error("found an empty object, expected one of \(all)")
            return nil
        }
        if members.count > 1 {
            let names = members.map(\.key).joined(separator: " and ")
            reader.error("found \(names), expected one \(kind)")
        }
        for (name, body) in members where makers[name] == nil {
            body.unknownKey(among: known, "there is no \(kind) of this name")
        }
        guard let maker = makers[name], let options = Options(body) else { return nil }
        guard let algorithm = maker(options), options.areSound() else { return nil }
        return Method(name: name, algorithm: algorithm)
    }
}

/// The options of a method: each is asked for once, with its default, and what nobody asked for is unknown.
final class Options {
    private let members: [(key: String, value: NodeReader)]
    private var known: [String] = []
    private var hasMistake = false

    init?(_ reader: NodeReader) {
        guard let members = reader.members else { return nil }
        self.members = members
    }

    /// An integer in `range`.
    func int(_ name: String, in range: ClosedRange<Int>, default standard: Int) -> Int {
        option(name, default: standard) { $0.int(in: range) }
    }

    /// A number for which `isAllowed` holds, which `expected` says in words.
    func number(
        _ name: String, _ expected: String, default standard: Double, where isAllowed: (Double) -> Bool
    ) -> Double {
        option(name, default: standard) { $0.number(expected, where: isAllowed) }
    }

    /// True or false.
    func bool(_ name: String, default standard: Bool) -> Bool {
        option(name, default: standard) { $0.bool() }
    }

    private func option<T>(_ name: String, default standard: T, read: (NodeReader) -> T?) -> T {
        known.append(name)
        guard let reader = members.first(where: { $0.key == name })?.value else { return standard }
        if let value = read(reader) { return value }
        hasMistake = true
        return standard
    }

    /// Whether every option was right; reports those that nobody asked for.
    func areSound() -> Bool {
        for (key, reader) in members where !known.contains(key) {
            hasMistake = true
            reader.unknownKey(among: known, known.isEmpty ? "there are no options" : nil)
        }
        return !hasMistake
    }
}
