import Expressions
import JSON
import Words

/// A node of the definition with its key path: it gives typed values, and where the text has none it says so in the log
/// and gives nil.
struct NodeReader {
    let node: JSONNode
    /// The key that the node stands under; nil for the whole file and for a list's element.
    let key: String?
    let path: String
    /// Where the node's key stands, or the node itself where it has none.
    let keyPosition: JSONPosition
    let log: ProblemLog

    init(root: JSONNode, log: ProblemLog) {
        self.init(node: root, key: nil, path: "", keyPosition: root.position, log: log)
    }

    private init(node: JSONNode, key: String?, path: String, keyPosition: JSONPosition, log: ProblemLog) {
        self.node = node
        self.key = key
        self.path = path
        self.keyPosition = keyPosition
        self.log = log
    }

    // MARK: What is said of it

    func error(_ message: @autoclosure () -> String, suggestion: @autoclosure () -> String? = nil) {
        log.error(at: node.position, path, message(), suggestion: suggestion())
    }

    func warning(_ message: @autoclosure () -> String) { log.warning(at: node.position, path, message()) }

    /// Says that this is not what it should be.
    func mismatch(_ expected: String) { error("found \(node.value.words), expected \(expected)") }

    // MARK: Inside it

    /// The members of an object, each key once.
    var members: [(key: String, value: NodeReader)]? {
        guard let members = node.members else {
            mismatch("an object: { … }")
            return nil
        }
        for repeated in node.repeatedKeys {
            if case .duplicateKey(let key, let first) = repeated.reason {
                log.error(
                    at: repeated.position, path(to: key), "the key is there twice; the first is in line \(first.line)")
            }
        }
        var seen = Set<String>()
        return members.filter { seen.insert($0.key).inserted }.map { ($0.key, reader(of: $0)) }
    }

    /// The members of an object whose keys are all among `known`; any other key is an error.
    ///
    /// - Parameters:
    ///   - homes: where keys belong that may be looked for here, each with its section: `"epochs": "train"`.
    ///   - translations: what to write for words that other programs have here: `"uniform": "float: [low, high]"`.
    func members(
        among known: [String], homes: [String: String] = [:], translations: [String: String] = [:]
    ) -> [String: NodeReader]? {
        guard let members else { return nil }
        for (key, value) in members where !known.contains(key) {
            if let home = homes[key] {
                value.error("unknown key here; it belongs into \(home): { … }")
            } else if let translation = translations[key.lowercased()] {
                log.error(at: value.keyPosition, value.path, "unknown key; write \(translation)")
            } else {
                value.unknownKey(among: known)
            }
        }
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
    }

    /// Says that this node's key should not be there.
    func unknownKey(among known: [String], _ message: String? = nil) {
        let suggestion = key.flatMap { nearestName(to: $0, among: known) }
        let expected =
            suggestion == nil && 1...16 ~= known.count ? " (expected one of \(known.joined(separator: ", ")))" : ""
        log.error(at: keyPosition, path, (message ?? "unknown key") + expected, suggestion: suggestion)
    }

    /// The elements of a list.
    var elements: [NodeReader]? {
        guard let elements = node.elements else {
            mismatch("a list: [ … ]")
            return nil
        }
        return elements.enumerated().map { index, element in
            NodeReader(node: element, key: nil, path: "\(path)[\(index)]", keyPosition: element.position, log: log)
        }
    }

    private func reader(of member: JSONNode.Member) -> NodeReader {
        NodeReader(
            node: member.node, key: member.key, path: path(to: member.key), keyPosition: member.position, log: log)
    }

    private func path(to key: String) -> String {
        let shown = key.unicodeScalars.count <= 60 ? key : "\(key.prefix(60))…"
        return path.isEmpty ? shown : "\(path).\(shown)"
    }

    /// Says of every text in it with the character U+0000 that it cannot be: command lines and variables would end there.
    func refuseNulls() {
        if let text = scalar?.stringValue, text.utf8.contains(0) {
            error("a text cannot hold the character U+0000, at which programs would take it to end")
        }
        for element in node.elements == nil ? [] : elements ?? [] { element.refuseNulls() }
        for member in node.members ?? [] {
            let reader = reader(of: member)
            if member.key.utf8.contains(0) {
                log.error(at: member.position, reader.path, "a name cannot hold the character U+0000")
            }
            reader.refuseNulls()
        }
    }

    // MARK: Values

    private var scalar: JSONValue? {
        if case .scalar(let value) = node.content { value } else { nil }
    }

    func string(_ expected: String = "a string") -> String? {
        guard let text = scalar?.stringValue else {
            mismatch(expected)
            return nil
        }
        if text.isEmpty { error("the string is empty, expected \(expected)") }
        return text.isEmpty ? nil : text
    }

    func bool() -> Bool? {
        if let value = scalar?.boolValue { return value }
        mismatch("true or false")
        return nil
    }

    func int(in range: ClosedRange<Int>) -> Int? {
        if let value = scalar?.intValue, range.contains(value) { return value }
        if range.upperBound == .max {
            mismatch("an integer of at least \(range.lowerBound)")
        } else {
            mismatch("an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return nil
    }

    /// A finite number for which `isAllowed` holds.
    func number(_ expected: String = "a finite number", where isAllowed: (Double) -> Bool = { _ in true }) -> Double? {
        if let value = scalar?.doubleValue, value.isFinite, isAllowed(value) { return value }
        mismatch(expected)
        return nil
    }

    /// A value that a parameter can have: also a list of scalars and null, as their text.
    func parameterValue() -> Value? {
        if node.elements == nil, scalar != .null { return value() }
        if let value = Value(written: node.value) { return value }
        mismatch("a number, a string, true or false, null, or a list of numbers, strings, true and false")
        return nil
    }

    /// A scalar.
    func value() -> Value? {
        guard let scalar, let value = Value(scalar) else {
            mismatch("a number, a string, true or false")
            return nil
        }
        if let number = value.number, !number.isFinite {
            mismatch("a finite number")
            return nil
        }
        return value
    }

    /// A length of time in seconds.
    func duration(mayBeZero: Bool) -> Double? {
        let seconds = scalar?.stringValue.flatMap(secondsOfDuration) ?? scalar?.doubleValue
        if let seconds, seconds.isFinite, mayBeZero ? seconds >= 0 : seconds > 0 { return seconds }
        mismatch("a time such as \"2h\", \"90s\" or a number of seconds\(mayBeZero ? "" : " above 0")")
        return nil
    }

    /// A size in bytes, written with its unit, which is a power of 1024: `"512M"`, `"1.5G"`.
    func byteCount() -> Int? {
        if let match = scalar?.stringValue?.wholeMatch(of: /([0-9]+(?:\.[0-9]+)?) ?([KMGT])i?B?/),
            let number = Double(match.output.1), let power = "KMGT".firstIndex(of: Character(String(match.output.2)))
        {
            let unit = (0..."KMGT".distance(from: "KMGT".startIndex, to: power)).reduce(1.0) { size, _ in size * 1024 }
            if let bytes = Int(exactly: (number * unit).rounded()), bytes > 0 { return bytes }
        }
        mismatch("a size with its unit, such as \"512M\" or \"4G\"")
        return nil
    }

    /// An expression; its types are checked later, when all names are known.
    ///
    /// - Parameter scope: what its names may be written with or without: `params`.
    func expression(inside scope: String? = nil) -> Expression? {
        guard let text = string("an expression in quotes, such as \"4 * d_model\"") else { return nil }
        do {
            return try Expression(parsing: text, inside: scope)
        } catch {
            self.error("\(error)")
            return nil
        }
    }
}
