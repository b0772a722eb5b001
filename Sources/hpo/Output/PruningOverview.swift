// What a study's pruner has saved, and how often it erred, for people and as JSON.

import JSON
import Search
import Studies

extension PruningReport {
    /// One line of what was saved and one of what the audit found; none where there is nothing to say.
    var lines: [String] {
        var lines: [String] = []
        if pruned + paused > 0 {
            let parts = [(pruned, "stopped"), (paused, "paused")].filter { $0.0 > 0 }
            var line = "pruning " + parts.map { "\($0.1) \(Format.count($0.0, "trial"))" }.joined(separator: ", ")
            if let savedEpochs, let plannedEpochs, plannedEpochs > 0 {
                let share = Double(savedEpochs) / Double(plannedEpochs)
                line += " and saved \(savedEpochs) of \(plannedEpochs) epochs (\(Format.percent(share)))"
            }
            lines.append(line)
        }
        if wouldBeBest.total > 0 {
            lines.append(
                "audit: \(Format.count(wouldBeBest.total, "trial")) ran on against a verdict to stop; "
                    + "\(wouldBeBest.count) became the best (\(wouldBeBest.words)), "
                    + "\(inTopTenth.count) ended in the top tenth (\(inTopTenth.words))")
        } else if runningOn > 0 {
            lines.append("audit: \(Format.count(runningOn, "trial")) runs on against a verdict to stop")
        }
        return lines
    }

}

extension Proportion {
    /// `5 %, 95 % interval 1 to 24 %`
    fileprivate var words: String {
        guard let share else { return "" }
        let (low, high) = (Format.percent(interval.lowerBound), Format.percent(interval.upperBound))
        return "\(Format.percent(share)), 95 % interval \(low.dropLast(2)) to \(high)"
    }
}
