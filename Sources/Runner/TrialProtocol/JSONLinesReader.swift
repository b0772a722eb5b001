// The trial protocol's own form: one JSON object a line.
//
//     {"epoch": 1, "train_loss": 0.41, "val_cosine": 0.71}      a report
//     {"epoch": 2, "val_cosine": NaN, "note": "diverged"}       a report of one metric: only numbers are metrics
//     loading the data …                                        the program's log
//
// A number may stand in quotes, as Python's `default=str` has it. Where the program waits for answers, what looks like a report
// and is none is told to be of no use, and not taken for the log: nobody would answer it.

import JSON
import Storage
import Studies

/// Reads reports from lines of JSON; any other line is the program's log.
struct JSONLinesReader: LineReader {
    /// The longest line that can be a report, in bytes.
    static let limit = 1 << 20

    let settings: ReadingSettings
    private(set) var sightings = Sightings()

    init(_ settings: ReadingSettings = ReadingSettings()) { self.settings = settings }

    mutating func read(_ line: [UInt8]) -> [Reading] {
        let line = TerminalText.shown(line).withoutByteOrderMark
        guard line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{") else {
            if line.last == UInt8(ascii: "}"), line.contains(UInt8(ascii: "{")) {
                sightings.count("with braces behind other text", " such as \(Self.words(line))")
            }
            return [holdsReport(line) ? .unusable("a report stands behind other text on its line: not used") : .log]
        }
        guard let object = Self.object(in: line) else {
            if line.last == UInt8(ascii: "}") {
                sightings.count("in braces that are no JSON", " such as \(Self.words(line))")
            }
            return [settings.isAnswered ? .unusable("a line that begins with { is no JSON: not used") : .log]
        }
        guard let epoch = object[settings.epoch] else {
            sightings.count("of JSON without `\(settings.epoch)`", " such as \(Self.words(line))")
            guard looksLikeReport(object) else { return [.log] }
            return [.unusable("a line of JSON has no `\(settings.epoch)`: not used")]
        }
        guard let number = Self.epoch(epoch) else {
            return [
                .unusable(
                    "\"\(settings.epoch)\" is \(epoch.words): a report's epoch is an integer from 0; the line is not used"
                )
            ]
        }
        var readings: [Reading] = []
        var metrics: [Metric] = []
        for (name, value) in object where name != settings.epoch {
            guard let figure = Self.figure(value) else {
                let isFirst = sightings.count(metric: name, was: value.words)
                if isFirst, settings.needed.contains(name) {
                    readings.append(
                        .note("`\(excerpt(name))` is \(value.words) in epoch \(number): no number, left out"))
                }
                continue
            }
            if let mistake = EpochReport.mistake(inName: name) {
                readings.append(.note("epoch \(number) reports \(mistake), which is left out"))
            } else {
                metrics.append(Metric(name, figure))
            }
        }
        guard metrics.count <= EpochReport.mostMetrics else {
            return [
                .unusable(
                    "epoch \(number) reports \(metrics.count) metrics, more than \(EpochReport.mostMetrics): not used")
            ]
        }
        return readings + [.report(EpochReport(epoch: number, metrics: metrics))]
    }

    /// Whether an object without an epoch may be meant as a report where one is waited for: it has a metric that the study
    /// needs, or nothing but numbers. Lines of a log in JSON have texts.
    private func looksLikeReport(_ object: JSONObject) -> Bool {
        guard settings.isAnswered else { return false }
        return object.contains { settings.needed.contains($0.key) }
            || !object.isEmpty && object.allSatisfy { Self.figure($0.value) != nil }
    }

    /// Whether behind other text on the line there is an object with an epoch, where one is waited for.
    private func holdsReport(_ line: [UInt8]) -> Bool {
        guard settings.isAnswered, let start = line.firstIndex(of: UInt8(ascii: "{")) else { return false }
        return Self.object(in: Array(line[start...]))?[settings.epoch] != nil
    }

    private static func object(in line: [UInt8]) -> JSONObject? {
        try? JSONValue(parsing: line, syntax: .lenient, limits: JSONLimits(depth: 64, bytes: limit)).objectValue
    }

    private static func words(_ line: [UInt8]) -> String { "`\(excerpt(String(decoding: line, as: UTF8.self)))`" }

    private static func epoch(_ value: JSONValue) -> Int? {
        let number: Int? =
            switch value {
            case .int(let number): number
            case .double(let number): Int(exactly: number)
            case .string(let text): Figure.epoch(text, largest: EpochReport.largestEpoch)
            default: nil
            }
        return number.flatMap { 0...EpochReport.largestEpoch ~= $0 ? $0 : nil }
    }

    private static func figure(_ value: JSONValue) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        case .string(let text): Figure.read(text)
        default: nil
        }
    }
}

extension [UInt8] {
    /// Without the mark that some editors and libraries begin a text with.
    var withoutByteOrderMark: [UInt8] { starts(with: [0xEF, 0xBB, 0xBF]) ? Array(dropFirst(3)) : self }
}
