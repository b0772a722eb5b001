public import Search

/// The variables that a trial's program finds its parameters in: `HPO_PARAM_LR=0.001`.
public enum EnvironmentVariables {
    /// What every parameter's variable begins with.
    public static let prefix = "HPO_PARAM_"

    /// The variable of the parameter `name`: `HPO_PARAM_` and the name in capitals.
    public static func name(of parameter: String) -> String { prefix + parameter.uppercased() }

    /// The variables of a resolved `configuration`, in the order of the parameters' names.
    public static func variables(of configuration: Configuration) -> [(name: String, value: String)] {
        configuration.names.compactMap { parameter in
            configuration[parameter].map { (name(of: parameter), $0.plainText) }
        }
    }

    /// Whether the trial protocol gives the variable `name` its value.
    public static func belongsToTrial(_ name: String) -> Bool {
        name.hasPrefix(prefix) || name == "HPO_SYNC"
            || ProtocolVariable.allCases.contains { $0.environmentName == name }
    }

    /// Whether `name` can be a parameter: a letter or `_`, then letters, digits and `_`, at most 100, and no word of
    /// the expression language.
    static func allows(parameter name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count <= 100, !isDigit(first) else { return false }
        let reserved = ["and", "or", "not", "in", "true", "false", "True", "False"]
        return bytes.allSatisfy { isDigit($0) || isLetter($0) } && !reserved.contains(name)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte == UInt8(ascii: "_")
    }
}
