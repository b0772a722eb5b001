// Reads the log of a program that cannot be changed.
//
//     Epoch (?<epoch>\d+): loss (?<train_loss>\S+), accuracy (?<val_accuracy>\S+)
//
// Each line that an expression matches is a report. The group `epoch` is its epoch, each other named group a metric. An epoch
// holds until the next one is found, so that it may stand on one line and metrics on the lines after it. Only where no
// expression has a group `epoch` the matches are counted.

import Definitions
import Storage
import Studies

/// Reads reports from log lines by regular expressions with named groups.
struct RegexReader: LineReader {
    /// The longest line that is searched, in bytes.
    static let limit = 1 << 14

    private struct Expression {
        let pattern: Pattern
        /// Whether it can find one thing here and another there, so that one line may hold both.
        let hasAlternatives: Bool
    }

    /// Which epoch the metrics that come are for.
    private enum Place {
        case unknown
        case epoch(Int)
        case unreadable(String)
    }

    private let expressions: [Expression]
    private let settings: ReadingSettings
    private let numbersEpochs: Bool
    /// The group that may number the epochs, though nobody has said so.
    private let likelyEpoch: String?
    private var counter: EpochCounter
    private var place = Place.unknown
    private(set) var sightings = Sightings()

    /// A reader by `patterns`.
    ///
    /// - Throws: where one is no regular expression, with the library's words.
    init(patterns: [String], _ settings: ReadingSettings = ReadingSettings()) throws {
        expressions = try patterns.map { Expression(pattern: try Pattern($0), hasAlternatives: $0.contains("|")) }
        let groups = patterns.flatMap(Training.groups)
        self.settings = settings
        numbersEpochs = groups.contains(settings.epoch)
        likelyEpoch = EpochCounter.numbering(among: groups)
        counter = EpochCounter(after: settings.countsAfter)
    }

    mutating func read(_ line: [UInt8]) -> [Reading] {
        let text = String(decoding: TerminalText.shown(line), as: UTF8.self)
        let (captures, isGivenUp) = captures(in: text)
        let complaint =
            isGivenUp ? [Reading.note("a line takes train.read.regex too long to search: `\(excerpt(text))`")] : []
        guard let captures else { return complaint + [.log] }
        sightings.count("of its log match")
        var readings = complaint
        var metrics: [Metric] = []
        for (name, found) in captures where name != settings.epoch {
            if let mistake = EpochReport.mistake(inName: name) {
                readings.append(.note("a group names \(mistake), which is left out"))
            } else if let figure = Figure.read(found, comma: .whereUnambiguous) {
                metrics.append(Metric(name, figure))
            } else if sightings.count(metric: name, was: "`\(excerpt(found))`") {
                readings.append(.note("`\(name)` is `\(excerpt(found))`, which is no number; such values are left out"))
            }
        }
        let written = captures.first { $0.name == settings.epoch }?.text
        if let written {
            place = Figure.epoch(written, largest: EpochReport.largestEpoch).map { .epoch($0) } ?? .unreadable(written)
        }
        guard !metrics.isEmpty else { return readings + [written == nil ? .log : .announcement] }
        return readings + report(metrics)
    }

    /// The metrics as a report of their epoch.
    private mutating func report(_ metrics: [Metric]) -> [Reading] {
        guard numbersEpochs else { return counted(metrics) }
        switch place {
        case .epoch(let number): return [.report(EpochReport(epoch: number, metrics: metrics))]
        case .unreadable(let text):
            sightings.count("with metrics of an epoch that is no integer from 0", ": `\(excerpt(text))`")
            return [.unusable("the epoch `\(excerpt(text))` is no integer from 0; what is reported for it is not used")]
        case .unknown:
            sightings.count("with metrics before any epoch")
            return [.unusable("`\(metrics[0].name)` is reported before any epoch; it is not used")]
        }
    }

    /// The metrics as a report of the next epoch, where nothing numbers them.
    private mutating func counted(_ metrics: [Metric]) -> [Reading] {
        if let likelyEpoch {
            let found = metrics.first { $0.name == likelyEpoch }.map { ", here \($0.value)" } ?? ""
            let text =
                "no group is named `\(settings.epoch)`, but one is `\(likelyEpoch)`\(found): with "
                + "train: { epoch: \"\(likelyEpoch)\" } it numbers the epochs; nothing is used without"
            sightings.remark(text)
            return [.unusable(text)]
        }
        let isFirst = counter.isFresh
        guard let number = counter.next() else { return [.unusable("more epochs than \(EpochReport.largestEpoch)")] }
        let report = Reading.report(EpochReport(epoch: number, metrics: metrics))
        return isFirst
            ? [.note("no group numbers the epochs: the matches are counted, from \(number)"), report] : [report]
    }

    /// What the named groups have found, each the first, nil where nothing matches; and whether a search was given up.
    private mutating func captures(in text: String) -> (Pattern.Found?, isGivenUp: Bool) {
        var captures: Pattern.Found = []
        var (isMatch, isGivenUp) = (false, false)
        for expression in expressions {
            guard let matches = expression.pattern.matches(in: text, all: expression.hasAlternatives) else {
                sightings.count("that took train.read.regex too long to search")
                isGivenUp = true
                continue
            }
            for group in matches.joined() where !captures.contains(where: { $0.name == group.name }) {
                captures.append(group)
            }
            isMatch = isMatch || !matches.isEmpty
        }
        return (isMatch ? captures : nil, isGivenUp)
    }
}
