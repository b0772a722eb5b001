import JSON
import System

/// Where commands write: results to standard output, everything else to standard error.
enum Console {
    /// Writes `text` and a line break to standard output.
    static func print(_ text: String) throws(Failure) { try write(text + "\n") }

    /// Writes `value` to standard output as JSON.
    static func print(_ value: JSONValue, pretty: Bool = true) throws(Failure) { try print(value.text(pretty: pretty)) }

    /// Writes `text` to standard output as it is.
    static func write(_ text: String) throws(Failure) {
        do throws(SystemError) { try StandardStream.output.write(text) } catch {
            throw Failure("cannot write the output: \(error.reason)")
        }
    }

    /// Writes a message and a line break to standard error.
    static func note(_ message: String) { try? StandardStream.errors.write(message + "\n") }

    /// Asks a question that is answered by y or n; false without a terminal to ask on.
    static func confirm(_ question: String) -> Bool {
        try? StandardStream.errors.write("\(question) [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }

    /// Whether a person reads standard output as it comes.
    static let isTerminal = StandardStream.output.isTerminal && CurrentProcess.variable("TERM") != "dumb"

    /// Columns to wrap text to: the terminal's, at most 100, and 80 where there is none.
    static var textWidth: Int { min(StandardStream.output.terminalSize?.columns ?? 80, 100) }

    /// Columns that a table may take: the terminal's, and as many as it likes where there is none.
    static var tableWidth: Int? { isTerminal ? StandardStream.output.terminalSize?.columns : nil }
}
