import JSON

/// What of a value is not as a JSON Schema has it, by the keywords that the schemas here use.
func mistakes(in value: JSONValue, by schema: JSONValue, at path: String = "") -> [String] {
    var found: [String] = []
    let types = schema["type"].map { $0.arrayValue ?? [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { isOf($0.stringValue ?? "", value) }) {
        return ["\(path) is \(value.text()), not of \(types)"]
    }
    if let allowed = schema["enum"]?.arrayValue, !allowed.contains(value) { found.append("\(path) is \(value.text())") }
    if let choices = schema["anyOf"]?.arrayValue, !choices.contains(where: { mistakes(in: value, by: $0).isEmpty }) {
        found.append("\(path) is \(value.text())")
    }
    if let low = schema["minimum"]?.doubleValue, let number = value.doubleValue, number < low {
        found.append("\(path) is too small")
    }
    if let items = schema["items"], let elements = value.arrayValue {
        for (index, element) in elements.enumerated() {
            found += mistakes(in: element, by: items, at: "\(path)[\(index)]")
        }
    }
    guard let object = value.objectValue else { return found }
    for name in schema["required"]?.arrayValue ?? [] where object[name.stringValue ?? ""] == nil {
        found.append("\(path).\(name.text()) is missing")
    }
    for (name, member) in object {
        if let known = schema["properties"]?[name] {
            found += mistakes(in: member, by: known, at: "\(path).\(name)")
        } else if schema["additionalProperties"] == false {
            found.append("\(path).\(name) is unknown")
        } else if let more = schema["additionalProperties"], more.objectValue != nil {
            found += mistakes(in: member, by: more, at: "\(path).\(name)")
        }
    }
    return found
}

private func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("integer", .int), ("number", .int), ("number", .double),
        ("string", .string), ("array", .array), ("object", .object):
        true
    // JSON has no infinities; they are written as texts.
    case ("string", .double(let number)): !number.isFinite
    default: false
    }
}
