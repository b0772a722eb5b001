import Arguments
import Definitions
import Expressions
import JSON
import Runner
import Search
import Storage
import Studies
import System

extension Tool {
    static let newTrials = Option(
        "trials", short: "n", .integer(in: 0...), placeholder: "N",
        help: "Start N new trials; without it, go on until the last stage or something else ends the run.")
    static let runTimeout = Option(
        "timeout", .duration, placeholder: "TIME", help: "Stop after this long: 45s, 10m, 2h, 1h30m.")
    private static let until = Option(
        "until", .expression, placeholder: "EXPR",
        help: """
            Stop when this is true: best.value, best.number, best.epoch, trials, completed, pruned, failed, epochs (on record, of all trials); of \
            several objectives front and hypervolume instead of best.
            """)
    private static let maxFailures = Option(
        "max-failures", .integer(in: 1...), placeholder: "N", help: "Stop when N trials in a row have failed (5).")

    /// Seconds that a run which someone has ended waits for a reader who has stopped reading.
    private static let patience = 2.0

    static let runStudy: Command = Command(
        "run", summary: "Run trials of a study.",
        details: [
            """
            Trials that were interrupted are resumed from their checkpoints first, and those that the pruner has paused as soon \
            as it promotes them. Ctrl-C once: the running trials stop at \
            their next epoch and can be resumed by the next run; twice: at once. Several runs of one study may go on at \
            the same time.
            """,
            """
            --json prints one object a line: {"event": "trial", "number", "state", "value", "epoch"} for each trial that \
            ends, {"event": "note", …} for what is odd about one, {"event": "retry", "number", "reason"} where one has failed \
            and is tried again, and last {"event": "end", "reason", "completed", \
            "pruned", "paused", "failed", "stopped", "best", …}.
            """,
            """
            Exit status: 0; 1 where every trial failed, too many failed in a row, or the run could not go on; 130 after \
            Ctrl-C.
            """,
        ],
        examples: [
            Example("hpo study run --trials 50", "fifty more trials of the study used last"),
            Example("hpo study run mine --trials 200 --jobs 2", "two at once"),
            Example("hpo study run --trials 500 --detach", "in the background"),
            Example("hpo study run --timeout 2h --until \"best.value > 0.9\"", "for two hours, or until it is good"),
        ],
        inputs: [
            CommonInputs.study, newTrials, RunPlace.jobs, runTimeout, until, maxFailures, RunPlace.launcher, detach,
            driverFolder, CommonInputs.studyOption,
        ]
    ) { arguments in
        let workspace = try Workspace(arguments)
        if let folder = arguments[driverFolder] { return try drive(folder, arguments, in: workspace) }
        let study = try studyToRun(arguments, in: workspace)
        workspace.noteFolder(of: study)
        try study.definition().checkHasProgram(study: study.name)
        if arguments[detach] { return try runDetached(study, arguments, in: workspace) }
        try run(study, in: workspace, arguments)
    }

    /// Runs trials of `study` as the command line says, and says how it went.
    ///
    /// - Parameters:
    ///   - waiting: trials of the queue to run, in place of a search.
    ///   - driver: the job that this is.
    static func run(
        _ study: OpenStudy, in workspace: Workspace, waiting: [Int]? = nil, driver: StudyDriver? = nil,
        _ arguments: ParsedArguments
    ) throws {
        let interrupts = try Interrupts(handsOver: driver != nil)
        interrupts.catchSignals()
        Signals.unblockInterrupts()
        DescriptorLimit.raise()
        let journal = try study.journal(for: .thisProcess)
        if journal.definition.isTracked, arguments[newTrials] ?? 0 > 0 {
            throw StudyError.onlyTracks(study: study.name)
        }
        let place = try RunPlace(arguments, journal.definition)
        var limits = RunLimits(
            trials: waiting?.count ?? arguments[newTrials], jobs: place.jobs, timeout: arguments[runTimeout],
            until: arguments[until], maxFailures: arguments[maxFailures] ?? 5)
        if let driver {
            limits = try driver.limits(limits, of: study)
            journal.departed = driver.departed
        }
        if limits.isOpen, let end = journal.definition.openEnd { Console.note("It runs until \(end).") }
        let reporter = try RunReporter(
            try progress(of: study, journal.definition, limits, waiting: waiting),
            form: arguments.wantsJSON ? .json : Console.isTerminal ? .live : .plain)
        try study.markUsed()
        let attendance = try RunAttendance(
            of: study, in: workspace, on: place, driver: driver, interrupts: interrupts)
        defer { attendance?.end() }
        let loop = StudyLoop(
            journal, waiting: waiting, launcher: place.launcher,
            settings: RunSettings(limits: limits, executable: place.executable, version: version),
            interrupts: interrupts,
            observe: { event in
                reporter.take(event)
                attendance?.take(event)
            })
        let end: RunEnd
        do throws(StudyError) { end = try loop.run() } catch {
            interrupts.release()
            reporter.finish(within: patience)
            switch error {
            case .condition, .noCondition: throw arguments.error(.other("--until \(error)"))
            default: throw error
            }
        }
        if end == .handedOver { driver?.handOver() }
        // All is on record: from here on Ctrl-C ends the process, were it to wait for whoever reads.
        interrupts.release()
        let isRead = reporter.finish(within: end == .interrupted ? patience : nil)
        let summary = RunSummary(
            progress: reporter.progress, end: end, seconds: reporter.elapsed,
            study: try study.summary().counts, setAside: try study.setAside())
        guard isRead else { throw Exit(status: summary.status) }
        try arguments.wantsJSON ? Console.print(summary.json, pretty: false) : summary.print()
        if summary.status != ExitStatus.success { throw Exit(status: summary.status) }
    }

    /// The study that is named or was used last; where there is none at all, the default one, made on the spot.
    private static func studyToRun(
        _ arguments: ParsedArguments, in workspace: Workspace
    ) throws -> OpenStudy {
        if Files.exists(workspace.databasePath) {
            if try arguments.studyName() != nil { return try workspace.study(arguments) }
            if let study = try workspace.open().lastUsedStudy() { return study }
        }
        if let name = try arguments.studyName(), name != Workspace.defaultStudy {
            return try workspace.study(arguments)
        }
        let (study, definition, _) = try create(try workspace.definition(named: nil), in: workspace)
        Console.note("There was no study yet: created \(study.name) (hpo study show has its definition).")
        for warning in definition.warnings { Console.note("hpo: warning: \(warning)") }
        return study
    }

    private static func progress(
        of study: OpenStudy, _ definition: StudyDefinition, _ limits: RunLimits, waiting: [Int]?
    ) throws -> RunProgress {
        let summary = try study.summary()
        let setAside = waiting == nil ? try study.setAside().count : 0
        let scores = study.record.objectives.count > 1 ? try study.scores() : []
        var progress = RunProgress(
            study: study.name, objectives: study.record.objectives, epochs: definition.training.epochs,
            planned: waiting?.count
                ?? limits.trials.map {
                    $0 + (summary.counts.counts[.stopped] ?? 0) - summary.counts.paused - setAside
                },
            timeout: limits.timeout, best: RunProgress.Best(summary.best), scores: scores)
        progress.counting = definition.goals.counting
        for standing in try study.standings() {
            progress.stages[standing.stage.name] = RunProgress.Stage(
                begun: standing.begun, trials: standing.planned, epochs: standing.stage.epochs)
        }
        return progress
    }
}

extension RunLimits {
    /// Whether nothing that was said on the command line ends it.
    fileprivate var isOpen: Bool { trials == nil && timeout == nil && until == nil }
}

extension StudyDefinition {
    /// What ends a run to which no end was given; nil where that is the last of the study's stages.
    fileprivate var openEnd: String? {
        guard stages.isEmpty else { return nil }
        let ways = "Ctrl-C (--trials N, --timeout TIME or --until EXPR end it by themselves)"
        return space.cardinality.map { "each of the \(Format.count($0, "configuration")) was tried, or \(ways)" }
            ?? ways
    }
}
