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
    /// What makes a method of several of its kind, which the definition lists: `any: [{ median: {} }, …]`.
    var combinations: [String: @Sendable ([Algorithm]) -> Algorithm] = [:]

    /// The method that a definition names; `standard` where it says nothing.
    ///
    /// - Parameter settings: what reads the keys that may stand beside the method's name.
    func read(_ reader: NodeReader?, besides settings: [String: (NodeReader) -> Void] = [:]) -> Method<Algorithm>? {
        guard let reader else { return standard }
        let known = (Array(makers.keys) + combinations.keys + settings.keys).sorted()
        let names = known.joined(separator: ", ")
        if let name = reader.node.value.stringValue {
            reader.error("found \(reader.node.value.words), expected an object such as { \(name): {} }")
            return nil
        }
        guard let all = reader.members else { return nil }
        for (key, value) in all { settings[key]?(value) }
        let members = all.filter { settings[$0.key] == nil }
        guard let (name, body) = members.first else {
            if !all.isEmpty { return standard }
            reader.error("found an empty object, expected one of \(names)")
            return nil
        }
        if members.count > 1 {
            let names = members.map(\.key).joined(separator: " and ")
            reader.error("found \(names), expected one \(kind)")
        }
        for (name, body) in members where makers[name] == nil && combinations[name] == nil {
            body.unknownKey(among: known, "there is no \(kind) of this name")
        }
        if let combine = combinations[name] {
            return readSeveral(body).map { Method(name: name, algorithm: combine($0)) }
        }
        guard let maker = makers[name], let options = Options(body) else { return nil }
        guard let algorithm = maker(options), options.areSound() else { return nil }
        return Method(name: name, algorithm: algorithm)
    }

    /// A list of methods, at least one, each right.
    private func readSeveral(_ reader: NodeReader) -> [Algorithm]? {
        guard let elements = reader.elements else { return nil }
        if elements.isEmpty { reader.error("found an empty list, expected at least one \(kind)") }
        let algorithms = elements.compactMap { read($0)?.algorithm }
        return algorithms.isEmpty || algorithms.count < elements.count ? nil : algorithms
    }
}

/// The options of a method: each is asked for once, with its default, and what nobody asked for is unknown.
final class Options {
    private let section: NodeReader
    private let members: [(key: String, value: NodeReader)]
    private var known: [String] = []
    private var hasMistake = false

    init?(_ reader: NodeReader) {
        guard let members = reader.members else { return nil }
        section = reader
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

    /// An integer in `range`, nil where there is none.
    func int(_ name: String, in range: ClosedRange<Int>) -> Int? {
        option(name, default: nil) { $0.int(in: range) }
    }

    /// A number for which `isAllowed` holds, nil where there is none.
    func number(_ name: String, _ expected: String, where isAllowed: (Double) -> Bool = { _ in true }) -> Double? {
        option(name, default: nil) { $0.number(expected, where: isAllowed) }
    }

    /// True or false.
    ///
    /// - Parameter check: objects to what is there.
    func bool(
        _ name: String, default standard: Bool, check: (NodeReader, Bool) -> Void = { _, _ in }
    ) -> Bool {
        option(name, default: standard) { reader in
            let value = reader.bool()
            if let value { check(reader, value) }
            return value
        }
    }

    /// A text for which `isAllowed` holds, nil where there is none.
    func text(_ name: String, _ expected: String, where isAllowed: (String) -> Bool) -> String? {
        option(name, default: nil) { reader in
            guard let text = reader.string(expected) else { return nil }
            if isAllowed(text) { return text }
            reader.mismatch(expected)
            return nil
        }
    }

    /// A number of things as text, or a word that says more; nil where there is neither.
    func countOrWord(_ name: String, _ expected: String) -> String? {
        option(name, default: nil) { reader in
            if let count = reader.node.value.intValue, count >= 0 { return "\(count)" }
            if let word = reader.node.value.stringValue, word.wholeMatch(of: /[A-Za-z0-9_.:,-]+/) != nil,
                !word.hasPrefix("-")
            {
                return word
            }
            reader.mismatch(expected)
            return nil
        }
    }

    /// A length of time in seconds, nil where there is none.
    func duration(_ name: String) -> Double? {
        option(name, default: nil) { $0.duration(mayBeZero: false) }
    }

    /// A list of texts, nil where there is none.
    func words(_ name: String) -> [String]? {
        option(name, default: nil) { reader in
            guard let elements = reader.elements else { return nil }
            let words = elements.compactMap { $0.string("a text") }
            return words.count == elements.count ? words : nil
        }
    }

    /// An object with options of its own.
    func section<T>(_ name: String, default standard: T, _ read: (Options) -> T) -> T {
        option(name, default: standard) { reader in
            guard let options = Options(reader) else { return nil }
            let value = read(options)
            return options.areSound() ? value : nil
        }
    }

    /// Says that an option lacks that has no default.
    func missing(_ name: String, _ expected: String) {
        guard !members.contains(where: { $0.key == name }) else { return }
        hasMistake = true
        section.error("\(name) is missing: expected \(expected)")
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
