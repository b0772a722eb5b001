import Arguments
import JSON
import Storage
import Studies
import System

extension Tool {
    static let studyStatus: Command = Command(
        "status", summary: "Say what of a study runs where, since when, at which epoch, and how many trials wait.",
        details: [
            """
            From any terminal, on whatever machine the database can be read; nothing is changed. Of processes on other \
            machines their last heartbeat tells whether they live.
            """,
            """
            --json prints {"study", "running": [{"number", "attempt", "runner", "started_at", "seconds", "epoch", \
            "reported_at", "host", "pid", "heartbeat_at", "launcher", "job"}], "waiting", "stopped", "paused", "completed", \
            "pruned", "failed", "repetitions"}; runner is alive, gone, by_hand, or elsewhere with the "database" that it \
            runs for.
            """,
        ],
        examples: [Example("hpo study status"), Example("watch hpo study status face-transformer")],
        inputs: [CommonInputs.study, CommonInputs.studyOption]
    ) { arguments in
        let status = try Workspace(arguments).study(arguments).status()
        if arguments.wantsJSON { return try Console.print(.object(status.json)) }
        try Console.print("\(Style.bold(status.counts.study.name)), \(status.counts.words)")
        guard !status.running.isEmpty else { return try Console.print("Nothing runs.") }
        try Console.print("\n" + status.table.text)
        if status.running.contains(where: { $0.runner == .gone }) {
            Console.note("The next hpo study run goes on with the trials whose process is gone.")
        }
    }
}

extension StudyStatus {
    fileprivate var table: Table {
        var table = Table([
            .numbers("trial"), .numbers("attempt"), .words("since"), .numbers("epoch"), .words("reported"),
            .words("run by"), .words("heartbeat"), .words("job"),
        ])
        for running in running {
            let (trial, claim) = (running.trial, running.trial.claim)
            table.rows.append([
                "\(trial.attempt.number)", "\(trial.attempt.attempt)",
                Table.Cell(Format.duration(max(0, now - trial.startedAt))),
                Table.Cell(trial.epoch.map(String.init) ?? "–"), Table.Cell(ago(trial.reportedAt)),
                Table.Cell(running.runnerWords, running.runner == .gone ? .red : nil),
                Table.Cell(ago(claim?.heartbeatAt)), Table.Cell(running.jobWords),
            ])
        }
        return table
    }

    private func ago(_ moment: Double?) -> String {
        moment.map { "\(Format.duration(max(0, now - $0))) ago" } ?? "–"
    }
}

extension StudyStatus.Running {
    /// `process 4242 on workstation`
    fileprivate var runnerWords: String {
        let process = trial.claim.map { "process \($0.owner.process.pid) on \($0.owner.host)" } ?? ""
        return switch runner {
        case .byHand: "by hand"
        case .alive: process
        case .gone: "\(process), which is gone"
        case .elsewhere: "\(process), for another database"
        }
    }

    /// `local 4343`: of a program of this machine its process, of others what their launcher calls them.
    fileprivate var jobWords: String {
        if case .elsewhere(let database) = runner { return database }
        guard let handle = trial.claim?.handle else { return "–" }
        return "\(handle.launcher) \(handle.text.prefix { $0 != " " })"
    }
}
