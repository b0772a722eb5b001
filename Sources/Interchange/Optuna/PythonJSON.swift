internal import JSON

extension JSONValue {
    /// As Python's `json` prints and reads it, which is how Optuna stores values: NaN and infinities bare.
    var pythonText: String {
        switch self {
        case .double(let number) where number.isNaN: "NaN"
        case .double(let number) where number.isInfinite: number > 0 ? "Infinity" : "-Infinity"
        case .array(let elements): "[" + elements.map(\.pythonText).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.map { "\(JSONValue.string($0.key).text()): \($0.value.pythonText)" }.joined(separator: ", ")
                + "}"
        case .null, .bool, .int, .double, .string: text()
        }
    }
}
