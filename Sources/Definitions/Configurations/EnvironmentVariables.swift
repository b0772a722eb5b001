public import Search

/// The variables that a trial's program finds its parameters in: `HPO_PARAM_LR=0.001`.
public enum EnvironmentVariables {
    /// What every parameter's variable begins with.
    public static let prefix = "HPO_PARAM_"

    /// The variable of the parameter `name`: `HPO_PARAM_` and the name in capitals, `_` for its points and dashes.
    public static func name(of parameter: String) -> String {
        prefix + String(parameter.uppercased().map { ".-".contains($0) ? "_" : $0 })
    }

    /// The variables of a resolved `configuration`, in the order of the parameters' names.
    public static func variables(of configuration: Configuration) -> [(name: String, value: String)] {
        configuration.names.compactMap { parameter in
            configuration[parameter].map { (name(of: parameter), $0.plainText) }
        }
    }

    /// What a job on this machine bears in its environment, and hands down to all that it starts, so that it can be found.
    public static let job = "HPO_JOB"

    /// What is 1 where the program is asked to serve trial after trial.
    public static let warm = "HPO_WARM"

    /// Whether the trial protocol gives the variable `name` its value.
    public static func belongsToTrial(_ name: String) -> Bool {
        name.hasPrefix(prefix) || ["HPO_SYNC", job, warm].contains(name)
            || ProtocolVariable.allCases.contains { $0.environmentName == name }
    }

    /// Whether `name` can be a parameter: words with `.` or `-` between, as in `optimizer.weight-decay`, no digit first, at
    /// most 100 bytes, no word of the expression language, and nothing that begins like `params.lr`.
    static func allows(parameter name: String) -> Bool {
        let words = name.split(omittingEmptySubsequences: false) { ".-".contains($0) }
        guard let first = name.utf8.first, name.utf8.count <= 100, !isDigit(first), !reserved.contains(name) else {
            return false
        }
        return words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { isDigit($0) || isLetter($0) } }
            && !name.hasPrefix("params.") && !name.hasPrefix("metrics.")
    }

    /// Whether `name` is one word that can be a parameter.
    static func allows(word name: String) -> Bool { allows(parameter: name) && !name.contains { ".-".contains($0) } }

    private static let reserved: Set<String> = ["and", "or", "not", "in", "true", "false", "True", "False"]

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte == UInt8(ascii: "_")
    }
}
