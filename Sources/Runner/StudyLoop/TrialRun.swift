import Definitions
import Expressions
import Search
import Storage
import Studies
import Words

/// One running trial as the loop follows it: who it is, and what its output has said so far.
final class TrialRun {
    let claimed: ClaimedTrial
    private var output: TrialOutput
    private var table: TableFollower?
    private var metrics: [String] = []
    private var hasToldChange = false

    init(_ claimed: ClaimedTrial, brief: TrialBrief) throws(StudyError) {
        self.claimed = claimed
        switch brief.definition.training.reader {
        case .jsonLines:
            output = TrialOutput(reader: JSONLinesReader(), limit: JSONLinesReader.limit)
        case .regex(let pattern):
            do {
                let reader = try RegexReader(pattern: pattern)
                output = TrialOutput(reader: reader, limit: RegexReader.limit, readsErrors: true, breaksAtReturn: true)
            } catch {
                throw .reader(pattern: pattern, problem: "\(error)")
            }
        case .csv(let path):
            output = TrialOutput(reader: NoReader(), limit: 0)
            table = TableFollower(path: brief.file(path))
        }
    }

    /// What it printed means.
    func read(_ bytes: [UInt8], from stream: TrialStream) -> [Reading] { noted(output.read(bytes, from: stream)) }

    /// What it has appended to its table means.
    func readTable() -> [Reading] { noted(table?.read() ?? []) }

    /// What is left to read when it is over.
    func finish() -> [Reading] { noted(output.finish() + (table?.finish() ?? [])) }

    /// Whether its table must be looked at from time to time.
    var hasTable: Bool { table != nil }

    /// The last lines of its log.
    var lastLines: [String] { output.lastLines }

    /// Why it has failed when it ended well and no epoch had all that the study's goals need.
    func complaint(_ goals: Goals) -> String {
        guard !metrics.isEmpty else {
            return (["it ended without having reported an epoch"] + lastLines).joined(separator: "\n")
        }
        let lacking = goals.lacking(among: Set(metrics))
        guard let first = lacking.first else {
            let needed = goals.lacking(among: []).map { "\"\($0)\"" }.joined(separator: ", ")
            return "none of its epochs reported all of \(needed)"
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
        return "it never reported \(what), only: \(listed)\(advice)"
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

/// Reads nothing: the reports come another way.
struct NoReader: LineReader {
    func read(_ line: [UInt8]) -> [Reading] { [.log] }
}
