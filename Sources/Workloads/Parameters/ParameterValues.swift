public import JSON
import Words

/// A workload's parameters with their values: every one has its description's kind and lies in its range.
public struct ParameterValues: Sendable, Hashable {
    private var values: [String: JSONValue] = [:]
    private let order: [String]
    /// The standard values that go without saying.
    private let silent: [String: JSONValue]

    /// The values given in `params`, and the standard ones of all others. Reports the first that is unknown or wrong.
    ///
    /// - Parameter place: where the values come from, for errors: a file's name or `--set`.
    public init(
        _ params: JSONObject, of descriptions: [ParameterDescription], place: String
    ) throws(WorkloadError) {
        order = descriptions.map(\.name)
        silent = Dictionary(
            descriptions.filter(\.isSilent).compactMap { one in one.standard.map { (one.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        for description in descriptions { values[description.name] = description.standard }
        for (name, value) in params {
            guard let description = descriptions.first(where: { $0.name == name }) else {
                throw .unknownParameter(place: place, name: name, nearest: nearestName(to: name, among: order))
            }
            guard let accepted = description.accepts(value) else {
                throw .wrongValue(
                    place: place, name: name, expected: description.expectation, found: value.words)
            }
            values[name] = accepted
        }
    }

    /// Whether a parameter has a value: those that others decide may have none.
    public func has(_ name: String) -> Bool { values[name] != nil }

    /// An integer parameter. The name must be one of the descriptions'.
    public func int(_ name: String) -> Int {
        guard let value = values[name]?.intValue else { preconditionFailure("no integer parameter \(name)") }
        return value
    }

    /// A float parameter. The name must be one of the descriptions'.
    public func float(_ name: String) -> Double {
        guard let value = values[name]?.doubleValue else { preconditionFailure("no float parameter \(name)") }
        return value
    }

    /// A choice. The name must be one of the descriptions'.
    public func choice(_ name: String) -> String {
        guard let value = values[name]?.stringValue else { preconditionFailure("no choice parameter \(name)") }
        return value
    }

    /// A text. The name must be one of the descriptions'.
    func text(_ name: String) -> String {
        guard let value = values[name]?.stringValue else { preconditionFailure("no text parameter \(name)") }
        return value
    }

    /// A truth value. The name must be one of the descriptions'.
    public func bool(_ name: String) -> Bool {
        guard let value = values[name]?.boolValue else { preconditionFailure("no bool parameter \(name)") }
        return value
    }

    /// Gives a parameter that others decide its value.
    mutating func decide(_ name: String, _ value: JSONValue) {
        if values[name] == nil { values[name] = value }
    }

    /// All values in the order of the descriptions, but for the standard ones that go without saying.
    public var json: JSONObject {
        JSONObject(
            order.compactMap { name in
                guard let value = values[name], silent[name] != value else { return nil }
                return (name, value)
            })
    }
}
