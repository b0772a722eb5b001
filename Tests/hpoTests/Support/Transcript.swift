import Foundation
import JSON
import Testing

/// A program's talk with hpo as the page of the trial protocol writes it down, and what is on record after it.
///
///     > {"epoch": 1, "loss": 7}          printed on standard output; `2> ` on standard error
///     < stop                             read from standard input
///     exit 0                             or `kill SEGV`
///     = pruned at epoch 1                how the trial ended
///     = epoch 1: loss 7                  what is kept of it
struct Transcript: Sendable, CustomTestStringConvertible {
    let lines: [String]

    var testDescription: String { lines.joined(separator: " ⏎ ") }
    /// What there is to play.
    var talk: String { lines.filter { !$0.hasPrefix("= ") }.joined(separator: "\n") + "\n" }
    /// Whether the program reads answers.
    var isAnswered: Bool { lines.contains { $0.hasPrefix("< ") } }
    /// What is on record afterwards: one line for the end, then the epochs and lines of the log that are named.
    var record: [String] { lines.filter { $0.hasPrefix("= ") }.map { String($0.dropFirst(2)) } }

    /// Plays the file `talk`, as exactly as a shell can; where an answer is not the one in it, it exits with 77.
    static let player = #"""
        while IFS= read -r line <&3; do
            case $line in
            "2> "*) printf '%s\n' "${line#2> }" >&2 ;;
            "> "*) printf '%s\n' "${line#> }" ;;
            "< "*) IFS= read -r answer; [ "$answer" = "${line#< }" ] || { echo "got $answer, not ${line#< }" >&2; exit 77; } ;;
            "exit "*) exit "${line#exit }" ;;
            "kill "*) kill "-${line#kill }" $$ ;;
            esac
        done 3<talk
        """#

    /// What of `trial` (`hpo trial show --json`) and of its log is to be compared with `record`.
    func found(in trial: JSONValue, log: String) -> [String] {
        let epochs = (trial["epochs"]?.arrayValue ?? []).map { epoch in
            let metrics = (epoch["metrics"]?.objectValue ?? [:]).map { "\($0.key) \(Self.text($0.value))" }
            return "epoch \(epoch["epoch"]?.intValue ?? -1): \(metrics.sorted().joined(separator: ", "))"
        }
        let logged = log.split(separator: "\n").map { "log: \($0)" }
        let wanted = Set(record.filter { $0.hasPrefix("log: ") })
        return [end(of: trial)] + (record.contains { $0.hasPrefix("epoch ") } ? epochs : [])
            + logged.filter(wanted.contains)
    }

    private func end(of trial: JSONValue) -> String {
        let state = trial["state"]?.stringValue ?? ""
        switch state {
        case "completed":
            return "completed, loss \(Self.text(trial["value"] ?? .null)) at epoch \(trial["epoch"]?.intValue ?? -1)"
        case "pruned":
            return "pruned at epoch \(trial["epochs"]?.arrayValue?.last?["epoch"]?.intValue ?? -1)"
        case "failed":
            // As much of the reason as the page has.
            let reason = trial["reason"]?.stringValue ?? ""
            let told = record.first.map { String($0.dropFirst("failed: ".count)) } ?? ""
            return "failed: \(!told.isEmpty && reason.hasPrefix(told) ? told : reason)"
        default: return state
        }
    }

    private static func text(_ value: JSONValue) -> String {
        guard let number = value.doubleValue else { return value.stringValue ?? "\(value)" }
        return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }
}
