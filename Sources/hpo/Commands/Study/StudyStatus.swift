import Arguments
import JSON
import Runner
import Storage
import Studies
import System

extension Tool {
    static let studyStatus: Command = Command(
        "status", summary: "Say what of a study runs where, since when, at which epoch, and how many trials wait.",
        details: [
            """
            From any terminal, on whatever machine the database can be read; nothing is changed. Of processes on other \
            machines their last heartbeat tells whether they live. Where a run on another machine uses the database, it is \
            said what that run has written down of it a few seconds ago.
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
        let workspace = try Workspace(arguments)
        if let run = try workspace.runElsewhere(arguments) { return try show(run, arguments) }
        let study = try workspace.study(arguments)
        let status = try study.status()
        if arguments.wantsJSON { return try Console.print(.object(status.json)) }
        try Console.print("\(Style.bold(status.counts.study.name)), \(status.counts.words)")
        let drivers = try workspace.drivers(of: status.counts.study.name)
        for driver in drivers { Console.note("Driven by \(driver.place).") }
        if drivers.isEmpty, let jobs = StudyDriver.jobs(of: study) {
            Console.note("No job drives it at the moment; where one waits: squeue --name=\(jobs)")
        }
        guard !status.running.isEmpty else { return try Console.print("Nothing runs.") }
        try Console.print("\n" + status.table.text)
        if status.running.contains(where: { $0.runner == .gone }) {
            Console.note("The next hpo study run goes on with the trials whose process is gone.")
        }
    }
}

extension Tool {
    /// What a run of another machine has written down; the database is left alone.
    private static func show(_ run: SignedRun, _ arguments: ParsedArguments) throws {
        if arguments.wantsJSON { return try Console.print(run.status) }
        let ago = Format.duration(max(0, SystemClock.secondsSince1970 - run.at))
        let count = run.status["running"]?.arrayValue?.count ?? 0
        try Console.print("\(Style.bold(run.study)), run by \(run.place), as it was \(ago) ago")
        let states = ["waiting", "stopped", "paused", "completed", "pruned", "failed"]
        let counts = states.compactMap { state -> String? in
            run.status[state]?.intValue.flatMap { $0 > 0 ? "\($0) \(state)" : nil }
        }
        try Console.print((["\(count) running"] + counts).joined(separator: ", "))
        guard count > 0 else { return }
        var table = Table([.numbers("trial"), .numbers("attempt"), .words("since"), .numbers("epoch"), .words("job")])
        for trial in run.status["running"]?.arrayValue ?? [] {
            table.rows.append([
                "\(trial["number"]?.intValue ?? -1)", "\(trial["attempt"]?.intValue ?? 0)",
                Table.Cell(trial["seconds"]?.doubleValue.map { Format.duration(max(0, $0)) } ?? "–"),
                Table.Cell(trial["epoch"]?.intValue.map(String.init) ?? "–"),
                Table.Cell(trial["job"]?.stringValue?.split(separator: " ").first.map(String.init) ?? "–"),
            ])
        }
        try Console.print("\n" + table.text)
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
