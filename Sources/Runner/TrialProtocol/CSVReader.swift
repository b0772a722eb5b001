// Reads the table that a program appends to, such as Ultralytics' results.csv or Keras' CSVLogger.
//
//     epoch, train/loss, metrics/accuracy
//     1,     0.912,      0.41
//
// The first line names the columns; each row is a report, of an epoch that others may report more of. Between columns stand
// commas, semicolons, tabs or blanks, as the header shows. Only where no column numbers anything the rows are counted.

import Definitions
import Storage
import Studies

/// Reads reports from the lines of a table.
struct CSVReader: LineReader {
    /// The longest row, in bytes.
    static let limit = 1 << 20

    private let settings: ReadingSettings
    private let format: TableFormat
    private var counter: EpochCounter
    private var header: [String] = []
    /// The columns' names, empty for those that are not read.
    private var columns: [String] = []
    private var delimiter = UInt8(ascii: ",")
    /// Why the rows of this table cannot be used.
    private var refusal: String?
    private(set) var sightings = Sightings()
    /// Whether the rows of this table cannot be used.
    var isRefused: Bool { refusal != nil }
    /// The column that seems to number the epochs, where the table is refused for want of one that does.
    private(set) var likelyEpoch: String?

    init(_ format: TableFormat = TableFormat(), _ settings: ReadingSettings = ReadingSettings()) {
        self.format = format
        self.settings = settings
        counter = EpochCounter(after: settings.countsAfter)
    }

    /// Begins to count anew, where the rows so far were another trial's.
    mutating func forgetRows() {
        counter = EpochCounter(after: settings.countsAfter)
        sightings = Sightings()
    }

    mutating func read(_ line: [UInt8]) -> [Reading] {
        let line = header.isEmpty ? line.withoutByteOrderMark : line
        if line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "#") { return [.log] }
        if header.isEmpty { delimiter = format.delimiter ?? Self.delimiter(in: line) }
        let fields = Self.fields(of: line, delimiter: delimiter)
        guard fields.contains(where: { !$0.isEmpty }) else { return [.log] }
        if header.isEmpty || fields == header { return readHeader(fields) }
        sightings.count("of a table with the columns \(Self.listed(header))")
        if let refusal { return [.unusable(refusal)] }
        return readRow(fields)
    }

    private mutating func readRow(_ fields: [String]) -> [Reading] {
        if let extra = fields.lastIndex(where: { !$0.isEmpty }), extra >= columns.count {
            let text = "a row of the table has \(extra + 1) fields, the header \(columns.count): it is not used"
            sightings.remark(text)
            return [.unusable(text)]
        }
        var readings: [Reading] = []
        var epoch: String?
        var metrics: [Metric] = []
        for (name, field) in zip(columns, fields) where !name.isEmpty {
            if name == settings.epoch {
                epoch = field
            } else if let value = Figure.read(field, comma: comma) {
                metrics.append(Metric(name, value))
            } else if !field.isEmpty, sightings.count(metric: name, was: "`\(excerpt(field))`"),
                settings.tellsAll || settings.needed.contains(name)
            {
                readings.append(
                    .note("`\(excerpt(name))` is `\(excerpt(field))`, which is no number; such values are left out"))
            }
        }
        let isFirst = counter.isFresh
        let number = epoch.map { Figure.epoch($0, largest: EpochReport.largestEpoch) } ?? counter.next()
        guard let number else {
            let text = "`\(settings.epoch)` is `\(excerpt(epoch ?? ""))`, no integer from 0: the row is not used"
            sightings.remark(text)
            return readings + [.unusable(text)]
        }
        if epoch == nil, isFirst {
            readings.append(.note("no column numbers the epochs: the rows are counted, from \(number)"))
        }
        return readings + [.report(EpochReport(epoch: number, metrics: metrics))]
    }

    /// Names the columns; those that cannot name a metric, or repeat one, are left out.
    private mutating func readHeader(_ fields: [String]) -> [Reading] {
        header = fields
        refusal = objection(to: fields)
        if let refusal {
            sightings.remark(refusal)
            return [.note(refusal)]
        }
        var seen: Set<String> = []
        columns = fields.map { EpochReport.mistake(inName: $0) == nil && seen.insert($0).inserted ? $0 : "" }
        return [.log]
    }

    /// Why a table with these columns is not read.
    private mutating func objection(to names: [String]) -> String? {
        if names.count > EpochReport.mostMetrics {
            return "the table has \(names.count) columns, more than \(EpochReport.mostMetrics): not used"
        }
        if names.allSatisfy({ $0.isEmpty || Figure.read($0, comma: .whereUnambiguous) != nil }) {
            return "the table's first line names no columns: \(Self.listed(names))"
        }
        if names.contains(settings.epoch) { return nil }
        if settings.epochName != nil {
            return "the table has no column `\(settings.epoch)`, only \(Self.listed(names)): its rows are not used"
        }
        guard let likely = EpochCounter.numbering(among: names) else { return nil }
        likelyEpoch = likely
        return
            "the table has no column `epoch`, but one `\(likely)`: with read: { csv: { path: …, epoch: \"\(likely)\" } } "
            + "it numbers the epochs; its rows are not used without"
    }

    private var comma: Figure.Comma {
        if format.decimalComma { return .always }
        return delimiter == UInt8(ascii: ",") ? .never : .whereUnambiguous
    }

    private static func listed(_ names: [String]) -> String {
        names.prefix(20).map { "`\(excerpt($0))`" }.joined(separator: ", ") + (names.count > 20 ? ", …" : "")
    }

    // MARK: Fields

    private static let tab: UInt8 = 0x09
    private static let blank: UInt8 = 0x20

    /// What stands between the names of a header: the most frequent of comma, semicolon and tab, else blanks.
    private static func delimiter(in line: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in line {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let marks = [UInt8(ascii: ","), UInt8(ascii: ";"), tab]
        let most = marks.max { counts[$0, default: 0] < counts[$1, default: 0] }
        if let most, counts[most, default: 0] > 0 { return most }
        return line.trimmed.contains(blank) ? blank : UInt8(ascii: ",")
    }

    /// The fields between delimiters, spaces around them gone; quotes may hold delimiters, and two of them stand for one.
    private static func fields(of line: [UInt8], delimiter: UInt8) -> [String] {
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var previous: UInt8 = 0
        for byte in delimiter == blank ? line.trimmed : line[...] {
            switch byte {
            case UInt8(ascii: "\""):
                if !isQuoted, previous == byte { fields[fields.count - 1].append(byte) }
                isQuoted.toggle()
            case tab where delimiter == blank && !isQuoted, delimiter where !isQuoted:
                // Any number of blanks are one delimiter.
                if delimiter != blank || !(previous == blank || previous == tab) { fields.append([]) }
            default: fields[fields.count - 1].append(byte)
            }
            previous = byte
        }
        return fields.map { String(decoding: $0[...].trimmed, as: UTF8.self) }
    }
}

extension Collection<UInt8> where SubSequence: BidirectionalCollection<UInt8> {
    /// Without the spaces, tabs and returns at both ends.
    fileprivate var trimmed: ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
        let bytes = ArraySlice(self)
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return bytes[first...last]
    }
}
