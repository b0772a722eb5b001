// A table that a program has finished writing, read whole.
//
//     let table = try FinishedTable(reading: "results.csv", epochName: "step")
//     table.epochs        // [EpochReport(epoch: 1, …), …], the rows of one epoch merged

public import Definitions
import Storage
public import Studies
public import System

/// The epochs of a finished run, from its table.
public struct FinishedTable: Sendable {
    /// Ascending, each once.
    public let epochs: [EpochReport]
    /// What of it is left out, for people.
    public let notes: [String]

    /// Why a table is not taken: what is said of it, and of its line where it is one's.
    public enum Refusal: Error, Sendable, Hashable {
        /// The file cannot be read.
        case file(ContentsError)
        /// Something cannot be used, in the line.
        case line(Int, String)
        /// No column is called as what numbers the epochs, and one looks as if it did.
        case unnamedEpochs(likely: String)
        /// There is no row.
        case noRows
        /// No row has a number but that of its epoch.
        case noNumbers
    }

    /// Larger files are refused.
    private static let limit = 256 << 20
    private static let mostNotes = 10

    /// Reads all of the table at `path`.
    ///
    /// - Parameter epochName: the column that numbers the epochs, where it is not `epoch`.
    /// - Throws: what cannot be used of it; a part of a table is never taken for all of it.
    public init(
        reading path: String, _ format: TableFormat = TableFormat(), epochName: String? = nil
    ) throws(Refusal) {
        let bytes: [UInt8]
        do throws(ContentsError) { bytes = try Files.contents(path, limit: Self.limit) } catch { throw .file(error) }
        var settings = ReadingSettings(epochName: epochName)
        settings.tellsAll = true
        var reader = CSVReader(format, settings)
        var splitter = LineSplitter(limit: CSVReader.limit)
        var epochs: [Int: [Metric]] = [:]
        var notes: [String] = []
        var last: Int?
        let lines = splitter.split(bytes[...]) + splitter.finish()
        for (index, line) in lines.enumerated() {
            guard case .whole(let text) = line else { throw .line(index + 1, "it is too long for a row") }
            for reading in reader.read(text) {
                switch reading {
                case .log, .announcement: break
                case .unusable(let text): throw .line(index + 1, text ?? "it cannot be used")
                case .note(let text):
                    if let likely = reader.likelyEpoch { throw .unnamedEpochs(likely: likely) }
                    if reader.isRefused { throw .line(index + 1, text) }
                    if notes.count < Self.mostNotes { notes.append(text) }
                case .report(let report):
                    if let last, report.epoch != last, epochs[report.epoch] != nil {
                        throw .line(
                            index + 1,
                            "epoch \(report.epoch) again, after epoch \(last): the table holds more than one run")
                    }
                    last = report.epoch
                    epochs[report.epoch, default: []].merge(report.metrics)
                }
            }
        }
        guard !epochs.isEmpty else { throw .noRows }
        guard epochs.values.contains(where: { !$0.isEmpty }) else { throw .noNumbers }
        self.epochs = epochs.sorted { $0.key < $1.key }.map { EpochReport(epoch: $0.key, metrics: $0.value) }
        self.notes = notes
    }
}

extension FinishedTable.Refusal: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .file(let error): "\(error)"
        case .line(let number, let text): "line \(number): \(text)"
        case .unnamedEpochs(let likely): "the table has no column `epoch`, but one `\(likely)`"
        case .noRows: "the table has no rows"
        case .noNumbers: "no column of the table holds numbers"
        }
    }
}

extension [Metric] {
    /// Takes further metrics in: of one that is there already the new value counts.
    fileprivate mutating func merge(_ further: [Metric]) {
        for metric in further {
            if let index = firstIndex(where: { $0.name == metric.name }) {
                self[index] = metric
            } else {
                append(metric)
            }
        }
    }
}
