import JSON
import System
import Words

/// Where commands write: results to standard output, everything else to standard error.
enum Console {
    /// Writes `text` and a line break to standard output.
    static func print(_ text: String) throws(Failure) { try write(text + "\n") }

    /// Writes `value` to standard output as JSON.
    static func print(_ value: JSONValue, pretty: Bool = true) throws(Failure) {
        try pass(line(of: value, pretty: pretty) + "\n")
    }

    /// Writes `text` to standard output, without a line break behind it.
    static func write(_ text: String) throws(Failure) { try pass(safe(text)) }

    /// Writes `text` to standard output to the byte: what shells, files and other programs take.
    static func pass(_ text: String) throws(Failure) {
        do throws(SystemError) { try StandardStream.output.write(text) } catch {
            throw Failure("cannot write the output: \(error.reason)")
        }
    }

    /// Writes `text` of people's files and programs to standard output: to the byte, but for a terminal with nothing that it
    /// would act on.
    static func show(_ text: String) throws(Failure) {
        try pass(StandardStream.output.isTerminal ? shown(text, keeping: ["\n", "\t"]) : text)
    }

    /// Writes a message and a line break to standard error.
    static func note(_ message: String) { try? StandardStream.errors.write(safe(message) + "\n") }

    /// Asks a question that is answered by y or n; false without a terminal to ask on.
    static func confirm(_ question: String) -> Bool {
        try? StandardStream.errors.write(safe(question) + " [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }

    /// `text` without what a terminal would act on, but for line feeds and our own styles: names, values and reasons come
    /// from programs and files.
    static func safe(_ text: String) -> String {
        guard Style.isOn else { return shown(text, keeping: ["\n"]) }
        let parts = text.cut(at: "\u{1B}")
        return parts.dropFirst().reduce(shown(parts[0], keeping: ["\n"])) { text, part in
            text + (Style.codes.contains { part.begins(with: $0) } ? "\u{1B}" : shown("\u{1B}"))
                + shown(part, keeping: ["\n"])
        }
    }

    /// JSON with all control characters as escapes, those too that JSON takes as they are.
    static func line(of value: JSONValue, pretty: Bool = false) -> String {
        let text = value.text(pretty: pretty)
        guard shown(text, keeping: ["\n"]) != text else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            guard shown(String(scalar), keeping: ["\n"]) != String(scalar) else {
                safe.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return safe
    }

    /// Whether a person reads standard output as it comes.
    static let isTerminal = StandardStream.output.isTerminal && CurrentProcess.variable("TERM") != "dumb"

    /// Columns to wrap text to: the terminal's, at most 100, and 80 where there is none.
    static var textWidth: Int { min(StandardStream.output.terminalSize?.columns ?? 80, 100) }

    /// Columns that a table may take: the terminal's, and as many as it likes where there is none.
    static var tableWidth: Int? { isTerminal ? StandardStream.output.terminalSize?.columns : nil }
}
