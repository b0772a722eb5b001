// Reads the log of a program that cannot be changed.
//
//     Epoch (?<epoch>\d+): loss (?<train_loss>\S+), accuracy (?<val_accuracy>\S+)
//
// Each line that the expression matches is a report. The group `epoch` is its epoch, each other named group a metric. Without
// a group `epoch` the matches are counted. An expression with alternatives can find the epoch on one line and metrics on a
// later one: a match of `epoch` alone says which epoch the next match is for.

import Storage
import Studies
import _StringProcessing

/// Reads reports from log lines by a regular expression with named groups.
struct RegexReader: LineReader {
    /// The longest line that is searched, in bytes.
    static let limit = 1 << 14

    private let expression: Regex<AnyRegexOutput>
    private var counter = EpochCounter()
    private var announced: Int?

    /// A reader by `pattern`.
    ///
    /// - Throws: where it is no regular expression, with the library's words.
    init(pattern: String) throws {
        expression = try Regex(pattern)
    }

    mutating func read(_ line: [UInt8]) -> [Reading] {
        let text = String(decoding: line, as: UTF8.self)
        guard let match = try? expression.firstMatch(in: text) else { return [.log] }
        var epoch: String?
        var metrics: [Metric] = []
        for group in match.output {
            guard let name = group.name, let found = group.substring else { continue }
            if name == "epoch" {
                epoch = String(found)
            } else if let value = Double(found) {
                metrics.append(Metric(name, value))
            }
        }
        if metrics.isEmpty {
            if let epoch { announced = counter.epoch(epoch) }
            return [.log]
        }
        let number = epoch.map { counter.epoch($0) } ?? announced ?? counter.epoch(nil)
        announced = nil
        guard let number else {
            return [.note("the epoch \(epoch ?? "") is not an integer from 0; the line is not used")]
        }
        return [.report(EpochReport(epoch: number, metrics: metrics))]
    }
}
