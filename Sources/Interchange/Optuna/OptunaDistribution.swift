// What a parameter is drawn from, as Optuna writes it:
//
//     {"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-05, "high": 0.1, "log": true}}

public import JSON

/// A distribution of Optuna's.
public enum OptunaDistribution: Sendable, Hashable {
    /// Between `low` and `high`, both included.
    case float(low: Double, high: Double, step: Double?, log: Bool)
    /// Likewise.
    case int(low: Int, high: Int, step: Int, log: Bool)
    /// One of the values, which are stored by their places.
    case categorical([JSONValue])

    /// Reads one, also as Optuna wrote them before version 3; nil for what it does not know.
    public init?(parsing text: String) {
        let limits = JSONLimits(depth: 32, bytes: 1 << 20)
        guard let json = try? JSONValue(parsing: text, syntax: .lenient, limits: limits) else { return nil }
        self.init(json)
        // Read as a double it would be another choice than the one that was tried.
        if case .categorical(let choices) = self, choices.contains(where: \.isBeyondInteger),
            Self.hasWideInteger(text)
        {
            return nil
        }
    }

    /// Whether an integer stands in the text, outside of strings, that 64 bits do not hold; Python writes such floats with an
    /// exponent.
    private static func hasWideInteger(_ text: String) -> Bool {
        let parts = text.replacing("\\\\", with: "").replacing("\\\"", with: "").split(
            separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset % 2 == 0 }.contains { _, part in
            part.split { !("0"..."9" ~= $0 || "+-.eE".contains($0)) }.contains { word in
                word.contains { $0.isNumber } && word.allSatisfy { $0 == "-" || $0.isNumber } && Int(word) == nil
            }
        }
    }

    private init?(_ json: JSONValue) {
        guard let name = json["name"]?.stringValue, let attributes = json["attributes"] else { return nil }
        if name == "CategoricalDistribution" {
            guard let choices = attributes["choices"]?.arrayValue, !choices.isEmpty else { return nil }
            self = .categorical(choices)
            return
        }
        let isLogarithmic = attributes["log"]?.boolValue ?? name.contains("Log")
        switch name {
        case "FloatDistribution", "UniformDistribution", "LogUniformDistribution", "DiscreteUniformDistribution":
            guard let low = attributes["low"]?.doubleValue, let high = attributes["high"]?.doubleValue,
                low.isFinite, high.isFinite, low <= high
            else { return nil }
            let step = (attributes["step"] ?? attributes["q"])?.doubleValue
            guard step.map({ $0 > 0 && $0.isFinite }) ?? true else { return nil }
            self = .float(low: low, high: high, step: step, log: isLogarithmic)
        case "IntDistribution", "IntUniformDistribution", "IntLogUniformDistribution":
            // Larger ones are not exact in the column of floats that values are stored in.
            let exact = -(1 << 53)...(1 << 53)
            guard let low = attributes["low"]?.intValue, let high = attributes["high"]?.intValue, low <= high,
                exact.contains(low), exact.contains(high)
            else { return nil }
            let step = attributes["step"]?.intValue ?? 1
            guard (1...(1 << 53)).contains(step) else { return nil }
            self = .int(low: low, high: high, step: step, log: isLogarithmic)
        default: return nil
        }
    }

    /// As Optuna writes it.
    public var text: String {
        switch self {
        case .float(let low, let high, let step, let log):
            JSONValue(
                dictionaryLiteral: ("name", "FloatDistribution"),
                (
                    "attributes",
                    ["step": JSONValue(step), "low": .double(low), "high": .double(high), "log": .bool(log)]
                )
            ).pythonText
        case .int(let low, let high, let step, let log):
            JSONValue(
                dictionaryLiteral: ("name", "IntDistribution"),
                ("attributes", ["log": .bool(log), "step": .int(step), "low": .int(low), "high": .int(high)])
            ).pythonText
        case .categorical(let choices):
            JSONValue(
                dictionaryLiteral: ("name", "CategoricalDistribution"), ("attributes", ["choices": .array(choices)])
            ).pythonText
        }
    }

    /// Whether a number that is stored can be one of its values.
    func holds(_ stored: Double) -> Bool {
        switch self {
        case .float(let low, let high, _, _): stored >= low && stored <= high
        case .int(let low, let high, _, _): Int(exactly: stored).map { $0 >= low && $0 <= high } ?? false
        case .categorical(let choices): Int(exactly: stored).map { choices.indices.contains($0) } ?? false
        }
    }
}

extension JSONValue {
    /// Whether it is a double as large as an integer beyond 64 bits is read.
    fileprivate var isBeyondInteger: Bool {
        if case .double(let number) = self { abs(number) >= 0x1p63 } else { false }
    }
}
