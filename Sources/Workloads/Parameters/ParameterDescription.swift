public import JSON

/// One parameter that a workload takes: its kind and range, what it is when nothing is said, and what it does.
public struct ParameterDescription: Sendable, Hashable {
    /// The values that a parameter may have.
    public enum Kind: Sendable, Hashable {
        case int(ClosedRange<Int>)
        case float(ClosedRange<Double>)
        case choice([String])
        case bool
        /// Any string.
        case text
    }

    /// Its name in `params`.
    public let name: String
    /// What values it takes.
    public let kind: Kind
    /// What it is when it is not given; nil where other parameters decide that.
    public let standard: JSONValue?
    /// What it does, in a few words.
    public let summary: String
    /// Whether it goes without saying where it has its standard value: so a parameter that came later leaves the
    /// configurations, and with them the checkpoints, of those that do not use it as they were before it.
    public let isSilent: Bool

    /// A parameter of a workload.
    public init(_ name: String, _ kind: Kind, standard: JSONValue?, _ summary: String, isSilent: Bool = false) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.summary = summary
        self.isSilent = isSilent
    }

    /// `value` as one of the parameter's, nil where it is none. A whole number is a float too, and 4.0 an integer.
    func accepts(_ value: JSONValue) -> JSONValue? {
        switch (kind, value) {
        case (.int(let range), .int(let number)) where range.contains(number):
            return value
        case (.int(let range), .double(let number)):
            guard let whole = Int(exactly: number), range.contains(whole) else { return nil }
            return .int(whole)
        case (.float(let range), .int(let number)) where range.contains(Double(number)):
            return .double(Double(number))
        case (.float(let range), .double(let number)) where range.contains(number):
            return value
        case (.choice(let names), .string(let name)) where names.contains(name):
            return value
        case (.bool, .bool), (.text, .string):
            return value
        default:
            return nil
        }
    }

    /// What is expected, for people: `an integer from 1 to 64`.
    public var expectation: String {
        switch kind {
        case .int(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
        case .float(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(let names): "one of \(names.joined(separator: ", "))"
        case .bool: "true or false"
        case .text: "a text"
        }
    }
}
