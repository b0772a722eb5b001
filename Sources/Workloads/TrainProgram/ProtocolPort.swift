// A training's side of the trial protocol: epochs out on standard output, verdicts in on standard input.

import Engine
import JSON
import System

/// Reports epochs and, where the study asks for it, waits for the answer to each.
struct ProtocolPort {
    /// Whether each report is answered: HPO_SYNC=1.
    let sync: Bool
    private var input: [UInt8] = []
    private static let longestAnswer = 4096

    init(sync: Bool) { self.sync = sync }

    /// Prints an epoch as one line and gives the verdict on it.
    mutating func report(_ report: EpochMetrics) -> EpochVerdict {
        do throws(SystemError) { try StandardStream.output.write(Self.line(report)) } catch { return .abandoned }
        return sync ? answer() : .goOn
    }

    /// `{"epoch": 1, "train_loss": 0.41, …}` and the line's end.
    static func line(_ report: EpochMetrics) -> String {
        var object: JSONObject = ["epoch": .int(report.epoch)]
        for (name, value) in report.metrics { object[name] = .double(value) }
        return JSONValue.object(object).text() + "\n"
    }

    /// The next line that is an answer. Other lines are passed over; the end of input, or a signal while waiting, means
    /// that nobody has taken the report.
    private mutating func answer() -> EpochVerdict {
        while true {
            if let end = input.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: input[..<end], as: UTF8.self)
                input.removeSubrange(...end)
                switch line.split(whereSeparator: \.isWhitespace).first {
                case "continue": return .goOn
                case "stop": return .stop
                default: continue
                }
            }
            if input.count > Self.longestAnswer { input.removeAll() }
            switch StandardStream.input.read() {
            case .bytes(let bytes): input += bytes
            case .interrupted where Signals.ending == nil: continue
            case .interrupted, .end: return .abandoned
            }
        }
    }
}
