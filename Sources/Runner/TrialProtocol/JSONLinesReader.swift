// The trial protocol's own form: one JSON object a line.
//
//     {"epoch": 1, "train_loss": 0.41, "val_cosine": 0.71}      a report
//     {"epoch": 2, "val_cosine": NaN, "note": "diverged"}       a report of one metric: only numbers are metrics
//     loading the data …                                        the program's log

import JSON
import Storage
import Studies

/// Reads reports from lines of JSON; any other line is the program's log.
struct JSONLinesReader: LineReader {
    /// The longest line that can be a report, in bytes.
    static let limit = 1 << 20

    func read(_ line: [UInt8]) -> [Reading] {
        guard line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{"),
            let object = Self.object(in: line),
            let epoch = object["epoch"]
        else { return [.log] }
        guard let number = Self.epoch(epoch) else {
            return [.note("\"epoch\" is \(epoch.words): a report's epoch is an integer from 1; the line is not used")]
        }
        var readings: [Reading] = []
        var metrics: [Metric] = []
        for (name, value) in object where name != "epoch" {
            guard let figure = Self.figure(value) else { continue }
            if let mistake = EpochReport.mistake(inName: name) {
                readings.append(.note("epoch \(number) reports \(mistake), which is left out"))
            } else {
                metrics.append(Metric(name, figure))
            }
        }
        guard metrics.count <= EpochReport.mostMetrics else {
            return [
                .note(
                    "epoch \(number) reports \(metrics.count) metrics, more than \(EpochReport.mostMetrics): not used")
            ]
        }
        return readings + [.report(EpochReport(epoch: number, metrics: metrics))]
    }

    private static func object(in line: [UInt8]) -> JSONObject? {
        try? JSONValue(parsing: line, syntax: .lenient, limits: JSONLimits(depth: 64, bytes: limit)).objectValue
    }

    private static func epoch(_ value: JSONValue) -> Int? {
        let number: Int? =
            switch value {
            case .int(let number): number
            case .double(let number): Int(exactly: number)
            default: nil
            }
        guard let number, number >= 1, number <= EpochReport.largestEpoch else { return nil }
        return number
    }

    private static func figure(_ value: JSONValue) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        case .string("nan"), .string("NaN"): .nan
        case .string("inf"), .string("Infinity"): .infinity
        case .string("-inf"), .string("-Infinity"): -.infinity
        default: nil
        }
    }
}
