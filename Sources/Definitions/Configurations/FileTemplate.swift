// files: { "config.yaml": "lr: {lr}\nlayers: {layers}\n", "conf.json": { model: { lr: "{lr}" } } }
//
// In a text, placeholders are filled in as in a command, line by line: a line with one that has no value in this trial is
// left out. In an object a string that is one placeholder becomes the value itself, any other string stays one; a member or
// an element without its value is left out. Numbers have a point before an exponent, since YAML 1.1 wants one: 1.0e-05.

import Expressions
import JSON
public import Search
import Words

extension StudyDefinition {
    /// The files of a trial, filled in: their paths as seen from the trial's folder, and their texts.
    ///
    /// - Parameters:
    ///   - configuration: a resolved one.
    ///   - variable: the value of a protocol variable.
    public func files(
        for configuration: Configuration, variable: (ProtocolVariable) -> String?
    ) -> [(path: String, text: String)] {
        withoutActuallyEscaping(variable) { variable in
            let filling = FileFilling { name in
                if let value = configuration[name] {
                    return structured.json(of: value, for: name) ?? JSONValue(value)
                }
                return isParameter(name) ? nil : ProtocolVariable(rawValue: name).flatMap { $0.json(variable($0)) }
            }
            return training.files.map { ($0.path, filling.text(of: $0.content)) }
        }
    }
}

/// Fills in files by the values of names.
private struct FileFilling {
    let value: (String) -> JSONValue?

    func text(of content: Training.ConfigurationFile.Content) -> String {
        switch content {
        case .text(let text):
            CommandTemplate(text.cut(at: "\n"))
                .expanded(written).joined(separator: "\n")
        case .object(let json): (filled(json) ?? .null).text(pretty: true, pointed: true) + "\n"
        }
    }

    private func written(_ name: String) -> String? {
        value(name).map { json in json.stringValue ?? json.text(pointed: true) }
    }

    /// The JSON with its strings filled in; nil where one has no value.
    private func filled(_ json: JSONValue) -> JSONValue? {
        switch json {
        case .string(let text):
            let template = CommandTemplate([text])
            if let name = template.onlyPlaceholder { return value(name) }
            return template.expanded(written).first.map { .string($0) }
        case .array(let elements): return .array(elements.compactMap(filled))
        case .object(let object):
            return .object(JSONObject(object.members.compactMap { key, json in filled(json).map { (key, $0) } }))
        default: return json
        }
    }
}

extension ProtocolVariable {
    /// The variable's value as JSON: numbers as numbers.
    fileprivate func json(_ text: String?) -> JSONValue? {
        guard let text else { return nil }
        switch self {
        case .trial, .attempt, .seed, .epochs: return Int(text).map { .int($0) } ?? .string(text)
        case .resume: return .bool(text == "true")
        case .study, .directory, .config, .data, .stage: return .string(text)
        }
    }
}
