// What a study's trials say and what to change, for people.

import Analysis
import Studies
import Words

extension StudyAdvice {
    /// The findings, each with its change; then what could not be asked.
    var lines: [String] {
        let completed = evidence.searched.count { $0.score != nil }
        var lines = [
            "\(Style.bold(study)): \(Format.count(evidence.searched.count, "trial")), \(completed) completed", "",
        ]
        if diagnosis.findings.isEmpty { lines.append("Nothing in its trials asks for a change.") }
        for finding in diagnosis.findings {
            lines += Self.lines("\(finding)", finding.change.map { ["\($0)" + command(for: $0)] } ?? [])
        }
        if let best, !best.curves.findings.isEmpty {
            lines += ["", "The curves of trial \(best.trial), the best one:"]
            for finding in best.curves.findings { lines += Self.lines("\(finding)", finding.changes.map { "\($0)" }) }
        }
        if !diagnosis.gaps.isEmpty { lines.append("") }
        lines += diagnosis.gaps.map { Style.dim("not asked: \($0.question.rawValue), \($0.reason)") }
        return lines
    }

    /// What to type for a change that no definition says.
    private func command(for change: Change) -> String {
        switch change {
        case .moreTrials(let count): ": hpo study run \(study) --trials \(count)"
        case .confirm(let trials, let times): ": hpo study confirm \(study) --top \(trials.count) --seeds \(times)"
        default: ""
        }
    }

    private static func lines(_ finding: String, _ changes: [String]) -> [String] {
        ["- " + shown(finding)] + changes.map { "  \(Style.green("→")) \(shown($0))" }
    }
}

extension NextDefinition {
    /// What was changed, and what could not be.
    var lines: [String] {
        var lines = edits.map { "  \($0.path): \($0.change)" }
        if !start.isEmpty {
            lines.append("  start: \(start.map { "trial \($0)" }.joined(separator: ", "))")
        }
        lines += omissions.map { Style.yellow("  left out: ") + "\($0.change): \($0.why)" }
        return lines.map { shown($0) }
    }
}
