import JSON

/// Where commands write: results to standard output, everything else to standard error.
enum Console {
    /// Writes `text` and a line break to standard output.
    static func print(_ text: String) throws(Failure) { try write(text + "\n") }

    /// Writes `value` to standard output as JSON.
    static func print(_ value: JSONValue, pretty: Bool = true) throws(Failure) { try print(value.text(pretty: pretty)) }

    /// Writes `text` to standard output as it is.
    static func write(_ text: String) throws(Failure) {
        if let reason = Platform.write(text, to: .output) { throw Failure("cannot write the output: \(reason)") }
    }

    /// Writes a message and a line break to standard error.
    static func note(_ message: String) { _ = Platform.write(message + "\n", to: .errors) }

    /// Asks a question that is answered by y or n; false without a terminal to ask on.
    static func confirm(_ question: String) -> Bool {
        _ = Platform.write("\(question) [y/N] ", to: .errors)
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }

    /// Whether a person reads standard output as it comes.
    static let isTerminal = Platform.isTerminal(.output) && Platform.environment("TERM") != "dumb"

    /// Columns to wrap text to: the terminal's, at most 100, and 80 where there is none.
    static var textWidth: Int { min(Platform.terminalSize?.columns ?? 80, 100) }
}
