import Arguments
import Search
import Storage

extension Tool {
    static let bestTrial: Command = Command(
        "best", summary: "Show the best completed trial of a study.",
        details: ["--json prints {\"number\", \"value\", \"epoch\", \"params\"}."],
        examples: [
            Example("hpo study best"), Example("hpo study best --json | jq .params.dropout"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let database = try workspace.open()
        let study = try workspace.study(arguments, in: database)
        let best = try completedBest(of: study, in: database)
        if arguments.wantsJSON { return try Console.print(best.bestJSON) }
        let epoch = best.bestEpoch.map { " at epoch \($0)" } ?? ""
        try Console.print(
            """
            \(Style.bold(study.name)): trial \(best.number), \(study.metric) \
            \(Style.green(Format.number(best.value)))\(epoch)

            """)
        try Console.print(parameterTable(of: best.parameters).text)
        Console.note(
            """

            hpo trial show \(best.number) has its epochs; hpo study export writes its configuration.
            """)
    }

    /// The best completed trial.
    static func completedBest(of study: Study, in database: StudyDatabase) throws -> Trial {
        if let best = try database.bestTrial(of: study.id) { return best }
        let summary = try database.summary(of: study.id)
        let state =
            summary.trials == 0 ? "it has no trials yet; hpo study run \(study.name) --trials 50" : summary.words
        throw Failure("no trial of \(study.name) has completed with a value (\(state))")
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
