import Definitions
import Expressions
import Search
import Storage
import Studies
import Words

/// What one run of a trial's program has said so far, by its output or by its table.
class TrialListener {
    private var output: TrialOutput
    private var table: TableFollower?
    private var metrics: [String] = []
    private var hasToldChange = false
    private let searchesLog: Bool
    /// Whether it waits for an answer to each report.
    let isSynchronous: Bool

    /// Nothing so far.
    ///
    /// - Parameter countsAfter: the epoch before the first, where nothing numbers them.
    init(_ brief: TrialBrief, countsAfter: Int = 0) throws(StudyError) {
        let training = brief.definition.training
        isSynchronous = brief.sync
        let settings = ReadingSettings(
            epochName: training.epochName, needed: Set(brief.definition.goals.lacking(among: [])),
            countsAfter: countsAfter, isAnswered: brief.sync)
        if case .regex = training.reader { searchesLog = true } else { searchesLog = false }
        switch training.reader {
        case .jsonLines:
            output = TrialOutput(
                reader: JSONLinesReader(settings), limit: JSONLinesReader.limit, answersObjects: brief.sync)
        case .regex(let patterns):
            do {
                let reader = try RegexReader(patterns: patterns, settings)
                output = TrialOutput(reader: reader, limit: RegexReader.limit, readsErrors: true, showsProgress: true)
            } catch {
                throw .reader(pattern: patterns.joined(separator: "\n"), problem: "\(error)")
            }
        case .csv(let path, let format):
            output = TrialOutput()
            table = TableFollower(path: brief.file(path), .table(format), settings)
        case .jsonFile(let path):
            output = TrialOutput()
            table = TableFollower(path: brief.file(path), .jsonLines, settings)
        }
    }

    /// Its program is about to begin: what its table holds by now is another's.
    func ignoreWhatIsThere() { table?.ignoreWhatIsThere() }

    /// What it printed means.
    func read(_ bytes: [UInt8], from stream: TrialStream) -> [Reading] { noted(output.read(bytes, from: stream)) }

    /// What it has appended to its table means, at most one portion of it.
    func readTable() -> [Reading] { noted(table?.read() ?? []) }

    /// Whether there is known to be more in its table than was read.
    var hasMoreTable: Bool { table?.hasMore ?? false }

    /// Reads its table no further.
    func leaveTable() { table = nil }

    /// What is left to read when it is over.
    func finish() -> [Reading] { noted(output.finish() + (table?.finish() ?? [])) }

    /// The path of its table, which may be other trials' too.
    var tablePath: String? { table?.pattern.direct }

    /// Whether its table is in `folder`.
    func hasTable(in folder: String) -> Bool {
        tablePath?.hasPrefix(PathPattern(path: folder).direct + "/") ?? false
    }

    /// Whether its table must be looked at from time to time.
    var hasTable: Bool { table != nil }

    /// From now on the lines of its log are kept, as many as a person looks at.
    func keepLog() { output.keepLog() }

    /// The lines of its log, where they are kept.
    var log: LogSample { output.log ?? LogSample() }

    /// The last lines of its log.
    var lastLines: [String] { output.lastLines }

    /// Why it has failed when it ended well and no epoch had all that the study's goals need.
    ///
    /// - Parameter ended: whether it has ended by itself.
    func complaint(_ goals: Goals, ended: Bool = true) -> String {
        let lacking = goals.lacking(among: Set(metrics))
        let seen = seen(in: lacking)
        guard !metrics.isEmpty else {
            let what = ([ended ? "it ended without having reported an epoch" : "it has reported no epoch"] + seen)
                .joined(separator: "; ")
            return ([what] + lastLines).joined(separator: "\n")
        }
        guard let first = lacking.first else {
            let needed = goals.lacking(among: []).map { "\"\($0)\"" }.joined(separator: ", ")
            return (["none of its epochs reported all of \(needed)"] + seen).joined(separator: "; ")
        }
        let listed = metrics.prefix(20).joined(separator: ", ") + (metrics.count > 20 ? ", …" : "")
        let advice = nearestName(to: first, among: metrics).map { "; did you mean \"\($0)\"?" } ?? ""
        let what: String
        if lacking.count == 1, goals.objectives.contains(where: { $0.metric == first }) {
            what = "the objective \"\(first)\""
        } else {
            let names = lacking.map { "\"\($0)\"" }.joined(separator: ", ")
            what = "\(names), which the study's objectives or conditions need"
        }
        return (["it never reported \(what), only: \(listed)\(advice)"] + seen).joined(separator: "; ")
    }

    /// What it wrote that came to nothing, where that may explain why it lacks metrics.
    private func seen(in lacking: [String]) -> [String] {
        guard let table else {
            let words = output.sightings.words(about: lacking)
            return words.isEmpty && searchesLog ? ["no line of its log matches train.read.regex"] : words
        }
        return table.hasFound ? table.sightings.words(about: lacking) : table.absence
    }

    /// What to say of a metric that was reported again for the same epoch: once.
    func changed(_ change: MetricChange, at epoch: Int) -> String? {
        guard !hasToldChange else { return nil }
        hasToldChange = true
        return "epoch \(epoch) is reported again, \(change.name) now \(change.after) where it was \(change.before); "
            + "the last value of an epoch counts"
    }

    private func noted(_ readings: [Reading]) -> [Reading] {
        for case .report(let report) in readings where metrics.count < 100 {
            for metric in report.metrics.prefix(100) where !metrics.contains(metric.name) {
                metrics.append(metric.name)
            }
        }
        return readings
    }
}
