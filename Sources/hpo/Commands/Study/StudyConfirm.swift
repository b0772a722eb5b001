import Arguments
import Definitions
import JSON
import Runner
import Search
import Storage
import Studies
import System

extension Tool {
    private static let top = Option(
        "top", .integer(in: 1...), placeholder: "K", help: "Run the K best completed trials again (5).")
    private static let seeds = Option(
        "seeds", .integer(in: 1...), placeholder: "N", help: "Run each N times, with seeds of their own (3).")

    static let confirmStudy: Command = Command(
        "confirm", summary: "Run the best trials again with other seeds, and rank them by their means.",
        details: [
            """
            Each repetition is a trial of its own, run to its end by the definition of the trial that it repeats; its seed \
            follows from the study's seed, that trial's number and the repetition's. Samplers and pruners do not see it. \
            What has been run is never run again; Ctrl-C stops it, and the same command goes on.
            """,
            """
            The mean is that of the repetitions alone: the value that a trial was chosen by is the luckiest of many. The \
            interval is Student's. From then on hpo study best is the confirmed trial with the best mean.
            """,
            """
            --json prints {"study", "trials": [{"number", "value", "epoch", "params", "mean", "std", "seeds", "interval", \
            "values", "failed"}]}, the best mean first.
            """,
        ],
        examples: [
            Example("hpo study confirm", "the five best, three seeds each"),
            Example("hpo study confirm mine --top 10 --seeds 5 --jobs 2"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, top, seeds, RunPlace.jobs, RunPlace.launcher]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        guard study.record.objectives.count == 1 else {
            throw Failure(
                "\(study.name) has several objectives; only trials of one objective can be ranked by their means")
        }
        let trials = try study.trials()
        let best = BestTrials.candidates(among: trials, study.record.direction).prefix(arguments[top] ?? 5).map(
            \.number)
        if best.isEmpty { _ = try study.completedBest() }
        let wanted = (1...(arguments[seeds] ?? 3)).flatMap { index in best.map { Repetition(of: $0, index: index) } }
        let (end, seconds) = try run(wanted, of: study, trials, in: workspace, arguments)
        let after = try study.trials()
        let ranked = Confirmation.ranked(among: after, study.record.direction).filter { best.contains($0.trial.number) }
        let others = best.filter { number in !ranked.contains { $0.trial.number == number } }
        let shown = ranked + Confirmation.all(among: after).filter { others.contains($0.trial.number) }
        if arguments.wantsJSON {
            try Console.print([
                "study": .string(study.name), "trials": .array(shown.map { $0.detailedJSON(in: study.record) }),
            ])
        } else {
            try Console.print(
                """
                \(Style.bold(study.name)): \(study.record.metric) of the \(Format.count(best.count, "best trial")) over other \
                seeds, in \(Format.duration(seconds))

                """)
            try Console.print(confirmationTable(shown, of: study.record).text)
            let identical = shown.filter(\.areIdentical).map(\.trial.number)
            if !identical.isEmpty {
                Console.note(
                    """

                    The deviation is 0 where the values are identical (\(WarmStart.words(for: identical))): the program \
                    seems to ignore its seed.
                    """)
            }
        }
        switch end {
        case .trialsDone, .stagesDone, .timeout, .reached, .exhausted:
            guard shown.contains(where: { !$0.values.isEmpty }) else {
                Console.note("hpo: every repetition has failed; hpo trial list has the reasons")
                throw Exit(status: ExitStatus.failure)
            }
        case .failures:
            Console.note("hpo: ended: \(end)")
            throw Exit(status: ExitStatus.failure)
        case .interrupted, .handedOver:
            Console.note("hpo: interrupted; the same command goes on with what is left")
            throw Exit(status: ExitStatus.interrupted)
        }
    }

    /// Runs those repetitions that have not been.
    private static func run(
        _ wanted: [Repetition], of study: OpenStudy, _ trials: [Trial], in workspace: Workspace,
        _ arguments: ParsedArguments
    ) throws -> (RunEnd, seconds: Double) {
        let interrupts = try Interrupts()
        interrupts.catchSignals()
        Signals.unblockInterrupts()
        DescriptorLimit.raise()
        let journal = try study.journal(for: .thisProcess)
        let place = try RunPlace(arguments, journal.definition)
        let begun = Set(trials.compactMap(\.repeats))
        let stopped = trials.count { $0.repeats != nil && $0.state.name == .stopped }
        var progress = RunProgress(
            study: study.name, objectives: study.record.objectives, epochs: journal.definition.training.epochs,
            planned: wanted.count { !begun.contains($0) } + stopped)
        progress.counting = journal.definition.goals.counting
        let reporter = try RunReporter(
            progress,
            form: Console.isTerminal ? .live : .plain)
        try study.markUsed()
        let isQuiet = arguments.wantsJSON
        let attendance = try RunAttendance(
            of: study, in: workspace, on: place, interrupts: interrupts)
        let loop = StudyLoop(
            journal, repetitions: wanted, launcher: place.launcher,
            settings: RunSettings(limits: RunLimits(jobs: place.jobs), executable: place.executable, version: version),
            interrupts: interrupts
        ) { event in
            if !isQuiet { reporter.take(event) }
            attendance?.take(event)
        }
        defer {
            attendance?.end()
            interrupts.release()
            if !isQuiet { reporter.finish() }
        }
        return (try loop.run(), reporter.elapsed)
    }
}
