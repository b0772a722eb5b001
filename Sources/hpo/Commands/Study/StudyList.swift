import Arguments
import JSON
import Search
import Storage
import Studies
import System

extension Tool {
    private static let names = Flag("names", help: "Print only the names, one a line.")

    static let listStudies: Command = Command(
        "list", summary: "List the studies in the database.",
        details: [
            """
            The study marked * was used last: commands that name no study mean that one. Open are the trials that wait, run, or \
            were interrupted; hpo study run begins or resumes them. Those that the pruner has paused are not counted.
            """
        ],
        inputs: [names]
    ) { arguments in
        let workspace = try Workspace(arguments)
        guard workspace.hasDatabase else {
            if arguments.wantsJSON { return try Console.print([]) }
            if !arguments[names] { Console.note("There is no study yet; hpo study create makes the default one.") }
            return
        }
        let store = try workspace.open()
        let summaries = try store.summaries()
        if arguments[names] { return try summaries.forEach { try Console.print($0.study.name) } }
        if arguments.wantsJSON { return try Console.print(.array(summaries.map { .object($0.json) })) }
        guard !summaries.isEmpty else {
            return Console.note("There is no study yet; hpo study create makes the default one.")
        }
        try Console.print(table(of: summaries, lastUsed: try store.lastUsedStudy()?.record.id).text)
    }

    private static func table(of summaries: [StudySummary], lastUsed: StudyID?) -> Table {
        var table = Table([
            .words(" "), .words("study"), .numbers("trials"), .numbers("completed"), .numbers("pruned"),
            .numbers("failed"), .numbers("open"), .numbers("best"), .words("objective"), .words("created"),
        ])
        for summary in summaries {
            let study = summary.study
            let open = [.waiting, .running, .stopped].reduce(-summary.counts.paused) {
                $0 + (summary.counts.counts[$1] ?? 0)
            }
            table.rows.append([
                Table.Cell(study.id == lastUsed ? "*" : " "), Table.Cell(study.name, .bold), "\(summary.trials)",
                "\(summary.counts.counts[.completed] ?? 0)", "\(summary.counts.counts[.pruned] ?? 0)",
                "\(summary.counts.counts[.failed] ?? 0)", "\(open)", Table.Cell(Format.number(summary.best.value)),
                Table.Cell(study.objectiveWords), Table.Cell(SystemClock.localTime(study.createdAt), .dim),
            ])
        }
        return table
    }
}

extension Study {
    /// `maximize val_accuracy, minimize parameters`
    var objectiveWords: String {
        hasObjective ? objectives.map { "\($0.direction.rawValue) \($0.metric)" }.joined(separator: ", ") : "–"
    }

}

extension StudyCounts {

    /// `50 trials: 31 completed, 15 pruned, 4 failed`
    var words: String {
        var parts = TrialState.Name.allCases.compactMap { state in
            let count = (counts[state] ?? 0) - (state == .stopped ? paused : 0)
            return count > 0 ? state.style?("\(count) \(state.rawValue)") : nil
        }
        if paused > 0 { parts.append(Style.yellow("\(paused) paused")) }
        let more = repetitions > 0 ? ", and \(Format.count(repetitions, "repetition"))" : ""
        return Format.count(trials, "trial") + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")) + more
    }
}
