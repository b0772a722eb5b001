// Configurations as people and programs write them: `layers=2,heads=4`, JSON5, a list, one object a line, an export.

public import Definitions
import Expressions
public import JSON
public import Search
import Words

/// Why a text is no configuration: the place and what is wrong there.
public struct WrittenConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence with the place in front.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// One configuration and where it is written, for messages.
public struct WrittenConfiguration: Sendable {
    /// Such as `more.json:3`.
    public let place: String
    /// Its values by name.
    public let values: Configuration

    /// `values` that are written at `place`.
    public init(place: String, values: Configuration) { (self.place, self.values) = (place, values) }

    /// Reads one word: an object (or a list of them), or `NAME=VALUE,NAME=VALUE`.
    public static func read(
        word: String, place: String, for definition: StudyDefinition
    ) throws(WrittenConfigurationError) -> [WrittenConfiguration] {
        let start = word.unicodeScalars.first { !$0.properties.isWhitespace }
        if start == "{" || start == "[" { return try read(text: word, place: place, for: definition) }
        var settings: [(name: String, value: String)] = []
        var depth = 0
        let parts = word.unicodeScalars.split { scalar in
            depth += scalar == "[" ? 1 : scalar == "]" ? -1 : 0
            return scalar == "," && depth <= 0
        }
        for part in parts.map({ String($0) }) {
            guard let setting = part.cutOnce(at: "="), !setting.before.isEmpty else {
                throw WrittenConfigurationError(
                    "\(place): '\(part)' is no parameter and its value; write layers=2,heads=4 or {\"layers\": 2}")
            }
            settings.append((setting.before, setting.after))
        }
        return [try read(settings, place: place, for: definition)]
    }

    /// The configuration of `NAME=VALUE` pairs, their values read as the parameters take them.
    public static func read(
        _ settings: [(name: String, value: String)], place: String, for definition: StudyDefinition
    ) throws(WrittenConfigurationError) -> WrittenConfiguration {
        var values = Configuration()
        for setting in settings {
            guard values[setting.name] == nil else {
                throw WrittenConfigurationError("\(place): `\(setting.name)` has two values")
            }
            values[setting.name] = definition.value(setting.value, of: setting.name)
        }
        return WrittenConfiguration(place: place, values: values)
    }

    /// Reads one object, a list of objects, or one object a line.
    public static func read(
        text: String, place: String, for definition: StudyDefinition
    ) throws(WrittenConfigurationError) -> [WrittenConfiguration] {
        let whole: JSONNode
        do throws(JSONError) {
            whole = try JSONNode(parsing: text)
        } catch {
            if let lines = try read(lines: text, place: place, for: definition) { return lines }
            throw WrittenConfigurationError("\(place): \(error)")
        }
        guard let elements = whole.elements else { return [try read(object: whole, place: place, for: definition)] }
        var configurations: [WrittenConfiguration] = []
        for (index, element) in elements.enumerated() {
            configurations.append(try read(object: element, place: "\(place)[\(index)]", for: definition))
        }
        return configurations
    }

    /// Reads one object a line; nil where the first line is none.
    private static func read(
        lines text: String, place: String, for definition: StudyDefinition
    ) throws(WrittenConfigurationError) -> [WrittenConfiguration]? {
        var configurations: [WrittenConfiguration] = []
        for (index, line) in text.lines.enumerated() {
            guard line.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else { continue }
            let place = "\(place):\(index + 1)"
            let value: JSONNode
            do throws(JSONError) {
                value = try JSONNode(parsing: line)
            } catch {
                if configurations.isEmpty { return nil }
                throw WrittenConfigurationError("\(place): column \(error.column): \(error.message)")
            }
            configurations.append(try read(object: value, place: place, for: definition))
        }
        return configurations
    }

    /// An object of values, or an exported one whose `params` are that.
    private static func read(
        object node: JSONNode, place: String, for definition: StudyDefinition
    ) throws(WrittenConfigurationError) -> WrittenConfiguration {
        let written = node["params"]?.members == nil ? node : node["params"] ?? node
        guard written.members != nil, let members = written.value.objectValue else {
            throw WrittenConfigurationError(
                "\(place): found \(node.value.words), expected an object such as {\"layers\": 2, \"heads\": 4}")
        }
        for object in [node, written] {
            guard case .duplicateKey(let key, _)? = object.repeatedKeys.first?.reason else { continue }
            throw WrittenConfigurationError("\(place): `\(key)` is there twice")
        }
        // An export says more of a trial than its values, but those it says in one place.
        for name in node["params"]?.members == nil ? [] : node.members?.map(\.key) ?? []
        where members[name] == nil && definition.names(name) {
            throw WrittenConfigurationError(
                "\(place): `\(name)` stands beside `params`, which has the values: put it in there")
        }
        return try read(values: members, place: place)
    }

    /// The configuration of values alone: a member is a parameter, whatever its name.
    public static func read(
        values members: JSONObject, place: String
    ) throws(WrittenConfigurationError) -> WrittenConfiguration {
        var values = Configuration()
        for (name, member) in members {
            guard let value = Value(written: member) else {
                throw WrittenConfigurationError(
                    "\(place): `\(name)` is \(member.words), expected a number, a text, true or false, null or a list")
            }
            values[name] = value
        }
        return WrittenConfiguration(place: place, values: values)
    }
}

extension StudyDefinition {
    /// Whether `name` is a value's that a configuration may say.
    fileprivate func names(_ name: String) -> Bool {
        space.index(of: name) != nil || space.derived.contains { $0.name == name } || fixed.keys.contains(name)
    }
}
