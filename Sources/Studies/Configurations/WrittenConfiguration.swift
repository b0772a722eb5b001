// Configurations as people and programs write them: `layers=2,heads=4`, JSON5, a list, one object a line, an export.

public import Definitions
import Expressions
import JSON
public import Search

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

    /// Reads one word: an object (or a list of them), or `NAME=VALUE,NAME=VALUE`.
    public static func read(
        word: String, place: String, for definition: StudyDefinition
    ) throws(WrittenConfigurationError) -> [WrittenConfiguration] {
        let start = word.first { !$0.isWhitespace }
        if start == "{" || start == "[" { return try read(text: word, place: place) }
        var settings: [(name: String, value: String)] = []
        var depth = 0
        let parts = word.split { character in
            depth += character == "[" ? 1 : character == "]" ? -1 : 0
            return character == "," && depth <= 0
        }
        for part in parts {
            guard let equals = part.firstIndex(of: "="), equals != part.startIndex else {
                throw WrittenConfigurationError(
                    "\(place): '\(part)' is no parameter and its value; write layers=2,heads=4 or {\"layers\": 2}")
            }
            settings.append((String(part[..<equals]), String(part[part.index(after: equals)...])))
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
    public static func read(text: String, place: String) throws(WrittenConfigurationError) -> [WrittenConfiguration] {
        let whole: JSONValue
        do throws(JSONError) {
            whole = try JSONValue(parsing: text, syntax: .json5)
        } catch {
            if let lines = try read(lines: text, place: place) { return lines }
            throw WrittenConfigurationError("\(place): \(error)")
        }
        guard let elements = whole.arrayValue else { return [try read(object: whole, place: place)] }
        var configurations: [WrittenConfiguration] = []
        for (index, element) in elements.enumerated() {
            configurations.append(try read(object: element, place: "\(place)[\(index)]"))
        }
        return configurations
    }

    /// Reads one object a line; nil where the first line is none.
    private static func read(lines text: String, place: String) throws(WrittenConfigurationError)
        -> [WrittenConfiguration]?
    {
        var configurations: [WrittenConfiguration] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            let place = "\(place):\(index + 1)"
            let value: JSONValue
            do throws(JSONError) {
                value = try JSONValue(parsing: String(line), syntax: .json5)
            } catch {
                if configurations.isEmpty { return nil }
                throw WrittenConfigurationError("\(place): column \(error.column): \(error.message)")
            }
            configurations.append(try read(object: value, place: place))
        }
        return configurations
    }

    /// An object of values, or an exported one whose `params` are that.
    private static func read(object value: JSONValue, place: String) throws(WrittenConfigurationError)
        -> WrittenConfiguration
    {
        let written = value["params"]?.objectValue == nil ? value : value["params"] ?? value
        guard let members = written.objectValue else {
            throw WrittenConfigurationError(
                "\(place): found \(value.words), expected an object such as {\"layers\": 2, \"heads\": 4}")
        }
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
