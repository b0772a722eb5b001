import Arguments
import Definitions
import JSON
import Search
import Storage
import Studies
import System
import Words

extension Tool {
    static let showTrial: Command = Command(
        "show", summary: "Show one trial: its parameters and every epoch.",
        details: [
            """
            --json prints what trial list has of it, and "epochs": [{"epoch", "metrics": {…}}], "folder" and "files" (as seen \
            from there), "tags", "remark" (hpo trial note), "attempts": [{"attempt", "state", "reason", "started_at", "ended_at", \
            "begun": {"by": "first" | "resumed" | "again" | "promoted", "pruner", "epoch", "waiting"}, "pruner", \
            "pruned_epoch", "paused_epoch"}], \
            and "runs": [{"attempt", "host", "user", "version", "command", "directory", "git": {"commit", "dirty", \
            "diff"}, "gpu", "started_at", "ended_at", "cpu_seconds", "peak_memory"}]: how its program was run, where hpo ran \
            it; the memory in bytes.
            """
        ],
        examples: [Example("hpo trial show 7"), Example("hpo trial show face-transformer 7 --json")],
        inputs: [CommonInputs.studyOfTrial, CommonInputs.trialNumber, CommonInputs.studyOption]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let number = try arguments.require(CommonInputs.trialNumber)
        let trial = try study.trial(number)
        let epochs = try study.epochs(of: number)
        if arguments.wantsJSON {
            var object = trial.json(in: study.record, epochs: epochs).objectValue ?? [:]
            let labels = try study.labels()[number] ?? TrialLabels()
            object["tags"] = .array(labels.tags.map { .string($0) })
            object["remark"] = JSONValue(labels.remark)
            object["attempts"] = .array(try study.course(of: trial).map(\.json))
            object["runs"] = .array(try study.runs(of: number).map(\.json))
            object["folder"] = .string(study.place(ofTrial: number).folder)
            object["files"] = .array(try study.files(ofTrial: number).map { .string($0.path) })
            return try Console.print(.object(object))
        }
        let counting = try study.definition().goals.counting
        let isTracked = try study.definition(of: trial).isTracked
        let labels = try study.labels()[number] ?? TrialLabels()
        let course = try study.course(of: trial)
        var sections = [
            heading(of: trial, in: study.record, counting: counting, isTracked: isTracked) + words(for: labels),
            parameterTable(of: trial.parameters).text,
        ]
        if course.count > 1 || course.last?.endedBy != nil { sections.append(courseTable(course).text) }
        if !epochs.isEmpty {
            sections.append(epochTable(epochs, of: trial, in: study.record, isTracked: isTracked).text)
        }
        if let run = try study.runs(of: number).last { sections.append(runTable(run).text) }
        try Console.print(sections.joined(separator: "\n\n"))
        let log = study.place(ofTrial: number).log
        if Files.exists(log) { Console.note("\nLog: \(workspace.shown(log))") }
    }

    private static func heading(
        of trial: Trial, in study: Study, counting: TrialValue, isTracked: Bool
    ) -> String {
        let name = trial.state.name
        var lines = [
            "\(Style.bold("\(study.name), trial \(trial.number)")): \(name.style?(name.rawValue) ?? name.rawValue)"
        ]
        if case .pruned(let epoch) = trial.state { lines[0] += " after epoch \(epoch)" }
        if let epoch = trial.pausedEpoch {
            lines[0] += ", paused by the pruner after epoch \(epoch) until it promotes it"
        }
        if !study.hasObjective {
            // Nothing counts, and there is nothing to say.
        } else if let value = trial.value {
            let epoch = trial.bestEpoch.map { " at epoch \($0)" } ?? ""
            let rank = counting == .best ? "best " : ""
            lines.append("\(rank)\(study.metric) \(Format.number(value))\(epoch)\(counting.words)")
        } else if !trial.values.isEmpty {
            let values = zip(study.objectives, trial.values).map { "\($0.metric) \(Format.number($1))" }
            lines.append(values.joined(separator: ", ") + (trial.bestEpoch.map { " at epoch \($0)" } ?? ""))
        }
        if let violation = trial.violation, violation > 0 {
            lines.append(Style.yellow("infeasible: \(Format.violation(violation)) beyond the study's conditions"))
        }
        if let epoch = trial.auditedEpoch {
            lines.append(Style.yellow("audited: ran on against the pruner's verdict at epoch \(epoch)"))
        }
        if trial.pausedEpoch == nil, let reason = trial.state.reason {
            lines += reason.lines.filter { !$0.isEmpty }.map { Style.red("  \(shown($0))") }
        }
        var facts =
            (trial.stage.map { ["stage \($0)"] } ?? []) + [
                isTracked ? trial.note ?? "a run of its own" : origin(of: trial)
            ]
        if let started = trial.startedAt { facts.append("started \(SystemClock.localTime(started))") }
        if let started = trial.startedAt, let ended = trial.endedAt {
            facts.append("took \(Format.duration(ended - started))")
        }
        if trial.attempt > 1 { facts.append("attempt \(trial.attempt)") }
        lines.append(Style.dim(facts.joined(separator: ", ")))
        return lines.joined(separator: "\n")
    }

    private static func origin(of trial: Trial) -> String {
        switch trial.origin {
        case .sampler: "proposed by \(trial.sampler ?? "the sampler")\(trial.note.map { " (\($0))" } ?? "")"
        case .start: "from the definition's start"
        case .ask: "asked for by hand"
        case .enqueued: "put into the queue by hand\(trial.note.map { " (\($0))" } ?? "")"
        case .confirm: "repeats trial \(trial.repeats?.trial ?? 0) with another seed"
        }
    }

    /// What each attempt was begun by, and how it ended.
    private static func courseTable(_ course: [AttemptCourse]) -> Table {
        var table = Table([.numbers("attempt"), .words("begun"), .words("ended")])
        for step in course {
            let attempt = step.attempt
            let ended =
                if let epoch = attempt.pausedEpoch {
                    Table.Cell("paused by \(step.endedBy ?? "the pruner") after epoch \(epoch)")
                } else if let epoch = attempt.prunedEpoch {
                    Table.Cell("pruned by \(step.endedBy ?? "the pruner") after epoch \(epoch)")
                } else if let reason = attempt.reason {
                    Table.Cell(
                        "\(attempt.state?.rawValue ?? ""): \(Format.reason(reason, width: 100))",
                        attempt.state == .failed ? .red : nil)
                } else {
                    Table.Cell(attempt.state?.rawValue ?? "runs")
                }
            table.rows.append(["\(attempt.number)", Table.Cell(words(for: step.beginning)), ended])
        }
        return table
    }

    private static func words(for beginning: AttemptCourse.Beginning) -> String {
        switch beginning {
        case .first: return ""
        case .resumed: return "goes on"
        case .again: return "runs again"
        case .promoted(let pruner, let epoch, let waiting):
            let place = waiting > 1 ? ", out of \(waiting) that waited there" : ""
            return "promoted by \(pruner) from epoch \(epoch)\(place)"
        }
    }

    /// What people have put to it, a line each.
    private static func words(for labels: TrialLabels) -> String {
        var lines = labels.tags.isEmpty ? [] : ["tags: \(labels.tags.joined(separator: ", "))"]
        lines += labels.remark.map { $0.lines.map { shown($0) } } ?? []
        return lines.map { "\n\($0)" }.joined()
    }

    /// How its program was run the last time.
    private static func runTable(_ last: AttemptRun) -> Table {
        let run = last.run
        var table = Table([.words("run"), .words("")])
        table.rows.append(["by", Table.Cell("\(run.user) on \(run.host), hpo \(run.version)")])
        table.rows.append(["command", Table.Cell(run.command.map { shellWord($0) }.joined(separator: " "))])
        if let commit = run.commit {
            let changes = run.diff.map { ", with changes (diff \($0.prefix(12)))" } ?? ""
            table.rows.append(["code", Table.Cell("commit \(commit.prefix(12))\(changes)")])
        }
        if let gpu = run.gpu { table.rows.append(["GPU", Table.Cell(gpu)]) }
        if let usage = last.usage {
            table.rows.append([
                "used",
                Table.Cell(
                    "\(Format.duration(usage.cpuSeconds)) of CPU time, \(Format.bytes(usage.peakMemory)) of memory"),
            ])
        }
        return table
    }

    /// One line an epoch: the objectives, the verdict, then what was measured on data that was not trained on, then the rest.
    private static func epochTable(
        _ epochs: [Epoch], of trial: Trial, in study: Study, isTracked: Bool
    ) -> Table {
        let names = Set(epochs.flatMap { $0.metrics.map(\.name) })
        let first = study.objectives.map(\.metric).filter { study.hasObjective && names.contains($0) }
        let rest = names.subtracting(first).sorted()
        let ordered = rest.filter(isOfValidation) + rest.filter { !isOfValidation($0) }
        // What is calculated from metrics is none of them.
        let hasObjective = study.hasObjective && study.objectives.count == 1 && first.isEmpty
        let hasConditions = epochs.contains { $0.violation != nil }
        let isJudged = !isTracked && epochs.contains { $0.verdict != nil }
        var columns: [Table.Column] = [.numbers("epoch")]
        if hasObjective { columns.append(.numbers(study.metric)) }
        columns += first.map { .numbers($0) }
        if hasConditions { columns.append(.numbers("violation")) }
        if isJudged { columns.append(.words("verdict")) }
        var table = Table(columns + ordered.map { .numbers($0) })
        for epoch in epochs {
            let metrics = epoch.metrics.byName
            var row = [Table.Cell("\(epoch.epoch)")]
            if hasObjective { row.append(Table.Cell(Format.number(epoch.objective))) }
            row += first.map { Table.Cell(Format.number(metrics[$0])) }
            if hasConditions { row.append(Table.Cell(Format.violation(epoch.violation))) }
            if isJudged { row.append(verdictCell(of: epoch, of: trial)) }
            table.rows.append(row + ordered.map { Table.Cell(Format.number(metrics[$0])) })
        }
        return table
    }

    /// Whether a metric's name says that it was measured on data that was not trained on: `val_loss`, `eval/acc`.
    private static func isOfValidation(_ metric: String) -> Bool {
        let first = metric.lowercased().split { !$0.isLetter }.first ?? ""
        return ["val", "valid", "validation", "eval", "evaluation", "dev", "test"].contains(first)
    }

    private static func verdictCell(of epoch: Epoch, of trial: Trial) -> Table.Cell {
        guard let verdict = epoch.verdict else { return "" }
        guard verdict != .continue else { return Table.Cell(verdict.rawValue, .dim) }
        let remark = trial.auditedEpoch == nil ? "" : ", not carried out"
        return Table.Cell(verdict.rawValue + remark, .yellow)
    }
}
