// Reads the table that a program appends to, such as Ultralytics' results.csv or Keras' CSVLogger.
//
//     epoch, train/loss, metrics/accuracy
//     1,     0.912,      0.41
//
// The first line names the columns; each row is a report. Without a column `epoch` the rows are counted.

import Storage
import Studies

/// Reads reports from the lines of a CSV file.
struct CSVReader: LineReader {
    /// The longest row, in bytes.
    static let limit = 1 << 20

    private var columns: [String] = []
    private var counter = EpochCounter()

    mutating func read(_ line: [UInt8]) -> [Reading] {
        let fields = Self.fields(of: line)
        guard fields.contains(where: { !$0.isEmpty }) else { return [.log] }
        if columns.isEmpty { return readHeader(fields) }
        var epoch: String?
        var metrics: [Metric] = []
        for (name, field) in zip(columns, fields) where !name.isEmpty {
            if name == "epoch" {
                epoch = field
            } else if let value = Double(field) {
                metrics.append(Metric(name, value))
            }
        }
        guard let number = counter.epoch(epoch) else {
            return [.note("the epoch \(epoch ?? "") is not an integer from 0; the row is not used")]
        }
        return [.report(EpochReport(epoch: number, metrics: metrics))]
    }

    /// Names the columns; those that cannot name a metric, or repeat one, are left out.
    private mutating func readHeader(_ fields: [String]) -> [Reading] {
        guard fields.count <= EpochReport.mostMetrics else {
            return [.note("the table has \(fields.count) columns, more than \(EpochReport.mostMetrics): not used")]
        }
        var seen: Set<String> = []
        columns = fields.map { EpochReport.mistake(inName: $0) == nil && seen.insert($0).inserted ? $0 : "" }
        return [.log]
    }

    /// The fields between commas, spaces around them gone; quotes may hold commas, and two of them stand for one.
    private static func fields(of line: [UInt8]) -> [String] {
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var previous: UInt8 = 0
        for byte in line {
            switch byte {
            case UInt8(ascii: "\""):
                if !isQuoted, previous == byte { fields[fields.count - 1].append(byte) }
                isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: fields.append([])
            default: fields[fields.count - 1].append(byte)
            }
            previous = byte
        }
        return fields.map { String(decoding: $0.trimmed, as: UTF8.self) }
    }
}

extension [UInt8] {
    /// Without the spaces, tabs and returns at both ends.
    fileprivate var trimmed: ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return []
        }
        return self[first...last]
    }
}
