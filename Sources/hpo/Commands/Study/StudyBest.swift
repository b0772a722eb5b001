import Arguments
import Definitions
import JSON
import Search
import Storage
import Studies

extension Tool {
    static let bestTrial: Command = Command(
        "best", summary: "Show the best completed trial of a study.",
        details: [
            """
            Of several objectives it lists the front: the trials that met the study's conditions and that no other one \
            surpasses in every objective. Where trials were confirmed (hpo study confirm), it shows the one of them with \
            the best mean over seeds.
            """,
            """
            --json prints {"number", "value", "epoch", "params"}; of several objectives an array of {"number", "values", \
            "epoch", "params"}; for a confirmed trial also "mean", "std", "seeds" (how many) and "interval".
            """,
        ],
        examples: [
            Example("hpo study best"), Example("hpo study best --json | jq .params.dropout"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, CommonInputs.stage]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let best = try study.completedBest(stage: arguments[CommonInputs.stage])
        if arguments.wantsJSON { return try Console.print(best.json(in: study.record)) }
        switch best {
        case .none: return
        case .single(let trial): try show(trial, of: study)
        case .confirmed(let confirmation): try show(confirmation, of: study)
        case .front(let trials): try show(trials, of: study)
        }
        if let trial = best.trial { try showResults(of: trial, of: study, in: workspace) }
    }

    /// Where the best trial's weights are, or the files of a program of one's own.
    private static func showResults(of trial: Trial, of study: OpenStudy, in workspace: Workspace) throws {
        let folder = workspace.shown(study.place(ofTrial: trial.number).folder)
        let results = try study.results(ofTrial: trial.number)
        if let weights = results.first(where: { $0.kind == .weights }) {
            return try Console.print("\nWeights: \(folder)/\(weights.path), \(Format.bytes(weights.size))")
        }
        guard !results.isEmpty else { return }
        let named = results.prefix(3).map(\.path.printable) + (results.count > 3 ? ["…"] : [])
        let size = Format.bytes(results.reduce(0) { $0 + $1.size })
        try Console.print("\nFiles: \(folder)/ with \(named.joined(separator: ", ")), \(size)")
    }

    private static func show(_ best: Trial, of study: OpenStudy) throws {
        let epoch = best.bestEpoch.map { " at epoch \($0)" } ?? ""
        let place = best.stage.map { ", stage \($0)" } ?? ""
        try Console.print(
            """
            \(Style.bold(study.name)): trial \(best.number), \(study.record.metric) \
            \(Style.green(Format.number(best.value)))\(epoch)\(place)

            """)
        try Console.print(parameterTable(of: best.parameters).text)
        Console.note(
            """

            hpo trial show \(best.number) has its epochs; hpo study export writes its configuration, with --to DIR its files too.
            """)
    }

    private static func show(_ front: [Trial], of study: OpenStudy) throws {
        let summary = FrontSummary(of: try study.scores(), directions: study.record.directions)
        let share = Format.number(summary?.hypervolume, digits: 4)
        try Console.print(
            """
            \(Style.bold(study.name)): \(Format.count(front.count, "trial")) that no other one surpasses in every \
            objective, hypervolume \(share)

            """)
        try Console.print(frontTable(front, of: study.record).text)
        Console.note(
            """

            hpo trial show N has a trial's epochs; hpo study export --trial N writes its configuration.
            """)
    }

    /// One line a trial, by the first objective, the best first.
    private static func frontTable(_ front: [Trial], of study: Study) -> Table {
        let names = Set(front.flatMap { $0.parameters.sampled.names }).sorted()
        var table = Table(
            [.numbers("trial")] + study.objectives.map { .numbers($0.metric) } + [.numbers("epoch")]
                + names.map { .numbers($0) })
        let ordered = front.sorted { study.direction.loss($0.values[0]) < study.direction.loss($1.values[0]) }
        for trial in ordered {
            table.rows.append(
                ["\(trial.number)"] + trial.values.map { Table.Cell(Format.number($0), .green) }
                    + [Table.Cell(trial.bestEpoch.map(String.init) ?? "–")]
                    + names.map { Table.Cell(Format.value(trial.parameters.sampled[$0])) })
        }
        return table
    }

    /// What a trial runs with: sampled values first, then what follows from them, then what is fixed.
    static func parameterTable(of parameters: TrialParameters) -> Table {
        var table = Table([.words("parameter"), .words("value"), .words("")])
        for (kind, values) in [
            ("", parameters.sampled), ("derived", parameters.derived), ("fixed", parameters.fixed),
        ] {
            for name in values.names {
                table.rows.append([Table.Cell(name), Table.Cell(Format.value(values[name])), Table.Cell(kind, .dim)])
            }
        }
        return table
    }
}
