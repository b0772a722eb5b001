import Arguments
import JSON
import Search
import Storage
import System

extension Tool {
    private static let names = Flag("names", help: "Print only the names, one a line.")

    static let listStudies: Command = Command(
        "list", summary: "List the studies in the database.",
        details: ["The study marked * was used last: commands that name no study mean that one."],
        inputs: [names]
    ) { arguments in
        let workspace = try Workspace(arguments)
        guard Files.exists(workspace.databasePath) else {
            if arguments.wantsJSON { return try Console.print([]) }
            if !arguments[names] { Console.note("There is no study yet; hpo study create makes the default one.") }
            return
        }
        let database = try workspace.open()
        let summaries = try database.summaries()
        if arguments[names] { return try summaries.forEach { try Console.print($0.study.name) } }
        if arguments.wantsJSON { return try Console.print(.array(summaries.map { .object($0.json) })) }
        guard !summaries.isEmpty else {
            return Console.note("There is no study yet; hpo study create makes the default one.")
        }
        try Console.print(table(of: summaries, lastUsed: try database.lastUsedStudy()?.id).text)
    }

    private static func table(of summaries: [StudySummary], lastUsed: StudyID?) -> Table {
        var table = Table([
            .words(" "), .words("study"), .numbers("trials"), .numbers("completed"), .numbers("pruned"),
            .numbers("failed"), .numbers("open"), .numbers("best"), .words("objective"), .words("created"),
        ])
        for summary in summaries {
            let study = summary.study
            let open = [.waiting, .running, .stopped].reduce(-summary.paused) { $0 + (summary.counts[$1] ?? 0) }
            table.rows.append([
                Table.Cell(study.id == lastUsed ? "*" : " "), Table.Cell(study.name, .bold), "\(summary.trials)",
                "\(summary.counts[.completed] ?? 0)", "\(summary.counts[.pruned] ?? 0)",
                "\(summary.counts[.failed] ?? 0)", "\(open)", Table.Cell(Format.number(summary.best?.value)),
                Table.Cell(study.objectiveWords), Table.Cell(SystemClock.localTime(study.createdAt), .dim),
            ])
        }
        return table
    }
}

extension Study {
    /// `maximize val_accuracy, minimize parameters`
    var objectiveWords: String {
        objectives.map { "\($0.direction.rawValue) \($0.metric)" }.joined(separator: ", ")
    }

    /// `{"maximize": "val_accuracy"}`, of several objectives a list of such.
    var objectivesJSON: JSONValue {
        let all = objectives.map { [$0.direction.rawValue: .string($0.metric)] as JSONValue }
        return all.count == 1 ? all[0] : .array(all)
    }
}

extension StudySummary {
    /// `{"name", "objective", "trials", "completed", …, "best": {"number", "value"}, …}`
    var json: JSONObject {
        var object: JSONObject = [
            "name": .string(study.name),
            "objective": study.objectivesJSON,
            "trials": .int(trials),
        ]
        for state in TrialState.Name.allCases { object[state.rawValue] = .int(counts[state] ?? 0) }
        object["paused"] = .int(paused)
        object["repetitions"] = .int(repetitions)
        object["best"] = best.map { ["number": .int($0.number), "value": .double($0.value)] } ?? .null
        object["directory"] = .string(study.directory)
        object["created_at"] = .double(study.createdAt)
        return object
    }

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
