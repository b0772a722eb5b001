import Arguments
import Charts
import JSON
import Storage
import Studies
import System

extension Tool {
    private static let interval = Option(
        "interval", .duration, placeholder: "TIME", help: "How often to look (1s).")
    private static let once = Flag("once", help: "Look once, and end.")

    static let watch: Command = Command(
        "watch", summary: "Watch a study while it runs: what runs, the best so far, the curves.",
        details: ["It reads and changes nothing. Ctrl-C ends it. Where it prints to no terminal, it looks once."],
        examples: [Example("hpo watch"), Example("hpo watch mine --interval 5s")],
        inputs: [CommonInputs.study, CommonInputs.studyOption, interval, once]
    ) { arguments in
        let study = try Workspace(arguments).study(arguments)
        let wait = arguments[interval] ?? 1
        guard Console.isTerminal, !arguments[once], !arguments.wantsJSON else {
            if arguments.wantsJSON { return try Console.print(.object(study.status().json)) }
            return try Console.print(try Screen(of: study).lines(height: 40).joined(separator: "\n"))
        }
        Signals.noteEndings()
        while Signals.ending == nil {
            let height = StandardStream.output.terminalSize?.rows ?? 24
            let lines = try Screen(of: study).lines(height: height - 1)
            // Home, each line to its end, and what was below.
            let erase = "\u{1B}[K\n"
            try StandardStream.output.write(
                "\u{1B}[H" + lines.map { $0 + erase }.joined() + "\u{1B}[J")
            var left = wait
            while left > 0, Signals.ending == nil {
                SystemClock.sleep(seconds: min(0.1, left))
                left -= 0.1
            }
        }
        throw Exit(status: ExitStatus.interrupted)
    }
}

/// What `hpo watch` shows at one moment.
private struct Screen {
    private let study: OpenStudy
    private let status: StudyStatus
    private let best: BestTrials
    private let recent: [Trial]
    private let values: [Double]

    /// So many of the newest trials make the line of their values.
    private static let width = 60

    init(of study: OpenStudy) throws {
        self.study = study
        status = try study.status()
        best = try study.best()
        var query = TrialQuery()
        query.limit = Self.width
        query.order = .field("number", descending: true)
        recent = try study.trials(query).trials
        values = recent.reversed().map { $0.value ?? .nan }
    }

    func lines(height: Int) throws -> [String] {
        let metric = study.record.objectives.map(\.metric).joined(separator: ", ")
        var lines = ["\(Style.bold(study.name)), \(status.counts.words)"]
        if let trial = best.trial {
            lines.append("best \(metric) \(Style.green(Format.number(best.value))), trial \(trial.number)")
        }
        if values.contains(where: { !$0.isNaN }) {
            lines.append("\(metric) of the last \(values.count) trials  \(Sparkline.text(values, width: Self.width))")
        }
        if !status.running.isEmpty {
            var table = Table([
                .numbers("trial"), .numbers("epoch"), .words("since"), .numbers("value"), .words("curve"),
            ])
            for running in status.running.prefix(max(3, height / 3)) {
                let number = running.trial.attempt.number
                let curve = try study.objectiveCurve(of: number).values
                table.rows.append([
                    "\(number)", Table.Cell(running.trial.epoch.map(String.init) ?? "–"),
                    Table.Cell(Format.duration(max(0, status.now - running.trial.startedAt))),
                    Table.Cell(Format.number(curve.last)), Table.Cell(Sparkline.text(curve, width: 24)),
                ])
            }
            lines += ["", ""] + table.lines(width: Console.tableWidth)
        } else {
            lines.append("Nothing runs.")
        }
        return Array((lines + (try chart(height: height - lines.count - 2))).prefix(height))
    }

    /// The curves of the best trial and of one that runs.
    private func chart(height: Int) throws -> [String] {
        guard height >= 8 else { return [] }
        var named: [(String, Int)] = []
        if let trial = best.trial { named.append(("best, trial \(trial.number)", trial.number)) }
        if let running = status.running.first {
            named.append(("trial \(running.trial.attempt.number)", running.trial.attempt.number))
        }
        var series: [TextLineChart.Series] = []
        for (name, number) in named {
            let curve = try study.objectiveCurve(of: number)
            if curve.epochs.count > 1 {
                series.append(.init(name: name, xs: curve.epochs.map { Double($0) }, ys: curve.values))
            }
        }
        guard !series.isEmpty else { return [] }
        return [""]
            + TextLineChart(title: study.record.metric, series: series)
            .lines(width: Console.textWidth, height: min(16, height - 2))
    }
}
