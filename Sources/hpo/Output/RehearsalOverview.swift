// What `hpo check` says: what ran, what was understood of it, what was not, and what to change.

import Definitions
import Runner
import Search
import Words

extension RehearsalReport {
    /// All of it for people.
    var words: String {
        var lines = [
            line("Ran", command.map(shellWord).joined(separator: " ")), line("in", workingDirectory),
            line("with", parameterWords), line("Reads", readerWords),
        ]
        lines += metrics.isEmpty ? [line("Metrics", "none")] : [line("Metrics", "")] + metricsTable.lines(indent: 2)
        if !missing.isEmpty { lines.append(line("Missing", missing.joined(separator: ", "))) }
        lines += [line("Epochs", epochWords), line("Output", outputWords)]
        if !logLines.isEmpty { lines.append(line("Log", logWords)) }
        lines.append(line("Ended", endingWords))
        if !findings.isEmpty { lines.append("") }
        lines += findings.map { ($0.isFault ? Style.red("fault: ") : Style.yellow("note: ")) + $0.description }
        lines += ["", verdict]
        return lines.joined(separator: "\n")
    }

    private func line(_ title: String, _ text: String) -> String {
        let padding = String(repeating: " ", count: max(1, 9 - title.count))
        return text.isEmpty ? Style.bold(title) : Style.bold(title) + padding + text
    }

    private var verdict: String {
        if ending == .interrupted { return "Interrupted." }
        return works ? Style.green("A study of it would work.") : Style.red("A study of it would come to nothing.")
    }

    private var parameterWords: String {
        let values = parameters.values.sorted { $0.key < $1.key }.map { "\($0.key) \(Format.value($0.value))" }
        return (values + ["seed \(seed)"]).joined(separator: ", ")
    }

    private var readerWords: String {
        let epoch = definition.training.epochName.map { ", epochs by `\($0)`" } ?? ""
        let answers =
            isSynchronous ? "; each is answered by `continue` or `stop`" : "; no answers (train.sync is false)"
        switch definition.training.reader {
        case .jsonLines: return "lines of JSON on standard output" + epoch + answers
        case .regex(let patterns):
            return "lines of both output streams that match `\(patterns.joined(separator: "` or `"))`" + epoch + answers
        case .csv(let path, _): return "the table \(path)" + epoch + answers
        case .jsonFile(let path): return "lines of JSON in \(path)" + epoch + answers
        }
    }

    private var metricsTable: Table {
        var table = Table([.words("metric"), .numbers("first"), .numbers("last"), .numbers("epochs"), .words("")])
        for metric in metrics {
            table.rows.append([
                Table.Cell(metric.name), Table.Cell(Format.number(metric.first)),
                Table.Cell(Format.number(metric.last)),
                "\(metric.epochs)", Table.Cell(role(of: metric), .dim),
            ])
        }
        return table
    }

    private func role(of metric: Metric) -> String {
        if let objective = definition.goals.objectives.first(where: { $0.metric == metric.name }) {
            return "objective, \(objective.direction.rawValue)"
        }
        return metric.isNeeded ? "needed" : ""
    }

    private var epochWords: String {
        guard let first = epochs.first, let last = epochs.last else { return "none" }
        var parts = [first == last ? "\(first)" : "\(first) … \(last)\(hasGaps ? ", with gaps" : "")"]
        parts[0] += definition.training.epochs.map { " of \($0) planned" } ?? ""
        if first > 1 { parts.append("not from 0 or 1") }
        if let after = firstEpochAfter { parts.append("the first after \(Format.duration(after))") }
        if measured < epochs.count { parts.append("\(measured) with all that the study needs") }
        return parts.joined(separator: ", ")
    }

    private var outputWords: String {
        var parts: [String] = []
        if tableReports > 0 { parts.append("\(Format.count(tableReports, "report")) from its file") }
        for (name, stream) in [("standard output", output), ("standard error", errors)] {
            let total = stream.reports + stream.others
            guard total > 0 else { continue }
            let reports = Format.count(stream.reports, "report")
            let others = Format.count(stream.others, "line")
            parts.append("\(name): \(reports), \(others) of log")
        }
        return parts.isEmpty ? "nothing" : parts.joined(separator: "; ")
    }

    private var logWords: String {
        let count = output.others + errors.others
        let more = count > logLines.count ? ", … (\(count) in all)" : ""
        return logLines.map { "`\($0)`" }.joined(separator: ", ") + more
    }

    private var endingWords: String {
        switch ending {
        case .itself(.exited(let status)): "by itself after \(Format.duration(seconds)), exit status \(status)"
        case .itself(.signalled(let signal)): "by signal \(signal) after \(Format.duration(seconds))"
        case .itself(.lost(let reason)), .itself(.interrupted(let reason)): "before it began: \(reason)"
        case .enough(let epochs, let time):
            "after \(Format.count(epochs, "epoch")), as it was asked to\(isSynchronous ? " by `stop`" : " by SIGTERM"): "
                + (time < 0.05 ? "at once" : "within \(Format.duration(time))")
        case .timeout(let time): "by hpo, after \(Format.duration(time)); --timeout gives it longer"
        case .interrupted: "by Ctrl-C after \(Format.duration(seconds))"
        }
    }
}
