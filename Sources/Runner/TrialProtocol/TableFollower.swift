// Reads the reports from a file as it grows: a table, or lines of JSON.
//
// A file that was there when the trial began holds the rows of another one, and is read from where it ended then. A file that
// is written anew is read from its header; rows that say what was said are the same reports.

import Definitions
import Storage
import Studies
import System

/// Reads the reports from a file that a program writes.
struct TableFollower {
    /// What its lines are.
    enum Form: Sendable {
        case table(TableFormat)
        case jsonLines

        fileprivate func reader(_ settings: ReadingSettings) -> any LineReader {
            switch self {
            case .table(let format): CSVReader(format, settings)
            case .jsonLines: JSONLinesReader(settings)
            }
        }
    }

    /// Where the file is, or the pattern of its path.
    let pattern: PathPattern
    private let form: Form
    private let settings: ReadingSettings
    /// The files that were looked at, by their paths.
    private var sources: [String: Source] = [:]
    private var current: String?
    /// The metrics that were handed on, by epoch and as bits, since NaN equals nothing.
    private var known: [Int: [String: UInt64]] = [:]
    private var told: Set<String> = []

    /// Of the files that match a pattern when the trial begins, this many of the newest are known by what they hold.
    private static let mostOld = 16
    private static let mostNotes = 20

    /// Follows the file at `path`, which need not be there yet.
    init(path: String, _ form: Form = .table(TableFormat()), _ settings: ReadingSettings = ReadingSettings()) {
        pattern = PathPattern(path: path)
        self.form = form
        self.settings = settings
    }

    /// What is there now is of another trial: only what is written from now on counts.
    mutating func ignoreWhatIsThere() {
        let matches = pattern.isPattern ? pattern.matches() : [pattern.path]
        let dated = matches.compactMap { path in FileIdentity(of: path).map { (path: path, date: $0.modified) } }
        for (path, _) in dated.sorted(by: { $0.date > $1.date }).prefix(Self.mostOld) {
            var source = Source(path: path, reader: form.reader(settings))
            while source.skip() {}
            source.forgetRows()
            sources[path] = source
        }
    }

    /// What the lines mean that were completed since the last look, at most one portion of them.
    mutating func read() -> [Reading] { look(isLast: false) }

    /// Whether the last look left something unread.
    var hasMore: Bool { current.flatMap { sources[$0]?.hasMore } ?? false }

    /// What is left when the program is over, a last row without an end included.
    mutating func finish() -> [Reading] {
        var readings = look(isLast: false)
        while hasMore { readings += look(isLast: false) }
        return readings + look(isLast: true)
    }

    /// What has come to nothing so far, in the file that was read last.
    var sightings: Sightings { current.flatMap { sources[$0]?.reader.sightings } ?? Sightings() }

    /// Whether there was a file to read that had not ended before the trial began.
    var hasFound: Bool { current.map { sources[$0]?.hasRead ?? false } ?? false }

    /// Where the file was looked for in vain, and what is there instead.
    var absence: [String] {
        let path = pattern.path
        if let newest = pattern.newest(), Files.exists(newest) {
            return ["nothing was written into \(newest), which was there before"]
        }
        var folder = Files.folder(of: path)
        while !Files.isFolder(folder), folder.contains("/"), folder != "/" { folder = Files.folder(of: folder) }
        let names = Files.names(in: folder).map { Files.isFolder("\(folder)/\($0)") ? "\($0)/" : $0 }
        let listed = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        return ["there is no file \(path); \(folder) holds \(names.isEmpty ? "nothing" : listed)"]
    }

    private mutating func look(isLast: Bool) -> [Reading] {
        guard let path = pattern.newest() else { return [] }
        current = path
        var source = sources[path] ?? Source(path: path, reader: form.reader(settings))
        var readings = source.read(anew: form.reader(settings)) ?? []
        if isLast { readings += source.finish() }
        sources[path] = source
        return readings.compactMap { news($0, isAgain: source.isRewritten) }
    }

    /// The reading as far as it is news: in a file that was written anew, what is said again was answered before.
    private mutating func news(_ reading: Reading, isAgain: Bool) -> Reading? {
        switch reading {
        case .log, .announcement: return nil
        case .unusable(nil): return isAgain ? nil : reading
        case .note(let text): return isNew(text) ? reading : nil
        case .unusable(let text?): return isNew(text) ? reading : isAgain ? nil : .unusable(nil)
        case .report(let report):
            let before = known[report.epoch]
            var metrics = before ?? [:]
            for metric in report.metrics { metrics[metric.name] = metric.value.bitPattern }
            known[report.epoch] = metrics
            return isAgain && before == metrics ? nil : reading
        }
    }

    private mutating func isNew(_ text: String) -> Bool {
        told.count < Self.mostNotes && told.insert(text).inserted
    }
}

/// One file, and what its lines mean.
private struct Source {
    private var file: FileFollower
    private var splitter = LineSplitter(limit: CSVReader.limit)
    private(set) var reader: any LineReader
    private(set) var hasRead = false
    /// Whether the last look left something unread.
    var hasMore: Bool { file.hasMore }
    /// Whether it was written anew since the trial began.
    private(set) var isRewritten = false

    init(path: String, reader: any LineReader) {
        file = FileFollower(path: path)
        self.reader = reader
    }

    /// What the next chunk means, nil where there is none; by a fresh reader where the file was written anew.
    mutating func read(anew fresh: @autoclosure () -> any LineReader) -> [Reading]? {
        let (bytes, restarted) = file.next()
        if restarted {
            splitter = LineSplitter(limit: CSVReader.limit)
            reader = fresh()
            isRewritten = true
        }
        guard !bytes.isEmpty else { return nil }
        hasRead = true
        return readings(of: splitter.split(bytes[...]))
    }

    /// Passes over the next chunk; false where there is none.
    mutating func skip() -> Bool {
        let bytes = file.next().bytes
        _ = readings(of: splitter.split(bytes[...]))
        return !bytes.isEmpty
    }

    mutating func forgetRows() {
        file.regardAsOld()
        reader.forgetRows()
    }

    mutating func finish() -> [Reading] { readings(of: splitter.finish()) }

    private mutating func readings(of lines: [Line]) -> [Reading] {
        var readings: [Reading] = []
        for line in lines {
            switch line {
            case .whole(let bytes), .state(let bytes): readings += reader.read(bytes)
            case .overlong(let limit, _):
                readings.append(.unusable("a row is longer than \(limit) bytes and is not read"))
            }
        }
        return readings
    }
}
