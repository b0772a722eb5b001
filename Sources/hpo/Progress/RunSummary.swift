import JSON
import Runner
import Search
import Storage
import Studies

/// How a run went, once it is over.
struct RunSummary {
    let progress: RunProgress
    let end: RunEnd
    let seconds: Double
    /// The study as it stands now.
    let study: StudyCounts
    /// The trials that are stopped by hand.
    let setAside: [Int]

    /// Whether trials have ended and every one of them has failed.
    private var allFailed: Bool {
        progress.failed > 0 && progress.failed == progress.finished && progress.stopped == 0
    }

    /// The process's exit status.
    var status: Int32 {
        switch end {
        case .interrupted: ExitStatus.interrupted
        case .failures: ExitStatus.failure
        case _ where allFailed: ExitStatus.failure
        case .trialsDone, .stagesDone, .timeout, .reached, .handedOver: ExitStatus.success
        case .exhausted: study.trials > 0 ? ExitStatus.success : ExitStatus.failure
        }
    }

    /// What happened, the best so far, and what to type next.
    func print() throws(Failure) {
        if let sentence { try Console.print(sentence) }
        let parts: [String] = [
            (progress.completed, "completed", Style.green), (progress.pruned, "pruned", .yellow),
            (progress.paused, "paused", .yellow), (progress.failed, "failed", .red),
            (progress.stopped, "stopped", .yellow),
        ]
        .filter { $0.0 > 0 }.map { count, state, style in style("\(count) \(state)") }
        let trials = Format.count(progress.finished + progress.stopped, "trial")
        let colon = parts.isEmpty ? "" : ": "
        try Console.print(
            "\(Style.bold(progress.study)): \(trials) in \(Format.duration(seconds))\(colon)\(parts.joined(separator: ", "))"
        )
        if let best = progress.best {
            let epoch = best.epoch.map { ", epoch \($0)" } ?? ""
            try Console.print(
                "Best: \(progress.metric) \(Style.green(Format.number(best.value))), trial \(best.number)\(epoch)")
        }
        if let front = progress.front {
            try Console.print(
                """
                Front: \(Style.green(Format.count(front.count, "trial"))) that no other one surpasses in every objective, \
                hypervolume \(Format.number(front.hypervolume, digits: 4))
                """)
        } else if progress.best == nil, progress.infeasible > 0 {
            try Console.print("No trial has met the study's conditions yet.")
        }
        for line in next { Console.note(line) }
    }

    private var sentence: String? {
        switch end {
        case .trialsDone: nil
        case .stagesDone: "All stages have ended."
        case .timeout, .reached, .exhausted, .failures, .interrupted, .handedOver: "Ended: \(end)."
        }
    }

    private var next: [String] {
        if end == .handedOver { return [] }
        var commands: [(String, String)] = []
        let resumable = min(
            progress.stopped, (study.counts[.stopped] ?? 0) - study.paused - setAside.count)
        if resumable > 0 {
            commands.append(
                ("hpo study run --trials 0", "resume \(resumable == 1 ? "it" : "them"), start no new trials"))
        }
        if let number = setAside.last, progress.stopped > 0 {
            let more = setAside.count > 1 ? ", as \(setAside.count - 1) more" : ""
            commands.append(("hpo trial resume \(number)", "go on with what was stopped by hand\(more)"))
        }
        if let number = progress.lastFailed {
            let isOne = progress.failed == 1
            if !isOne { commands.append(("hpo trial list --where \"state == 'failed'\"", "which failed, and why")) }
            commands.append(("hpo trial log \(number)", "what the \(isOne ? "failed" : "last failed") trial printed"))
        }
        if !progress.stages.isEmpty { commands.append(("hpo study show", "how the stages went")) }
        if progress.best != nil {
            commands.append(("hpo study best", "its parameters"))
            commands.append(("hpo study export --output best.json", "save its configuration"))
        }
        if progress.front != nil {
            commands.append(("hpo study best", "the trials of the front"))
            commands.append(("hpo study export --trial N --output best.json", "save the configuration of one of them"))
        }
        let width = commands.map(\.0.count).max() ?? 0
        return [""]
            + commands.map { command, meaning in
                "  \(command)\(String(repeating: " ", count: width - command.count))  \(Style.dim(meaning))"
            }
    }

    /// The last line of `hpo study run --json`.
    var json: JSONValue {
        var object: JSONObject = ["event": "end", "study": .string(progress.study), "reason": .string(end.description)]
        object["completed"] = .int(progress.completed)
        object["pruned"] = .int(progress.pruned)
        object["failed"] = .int(progress.failed)
        object["paused"] = .int(progress.paused)
        object["stopped"] = .int(progress.stopped)
        object["epochs"] = .int(progress.epochsReported)
        object["seconds"] = .double(seconds)
        object["best"] =
            progress.best.map {
                ["number": .int($0.number), "value": .double($0.value), "epoch": JSONValue($0.epoch)]
            } ?? .null
        object["front"] = progress.front?.json
        return .object(object)
    }
}
