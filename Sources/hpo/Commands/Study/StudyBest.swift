import Arguments
import Definitions
import JSON
import Runner
import Search
import Storage

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
        let database = try workspace.open()
        let study = try workspace.study(arguments, in: database)
        let stage = arguments[CommonInputs.stage]
        if let stage { try checkStage(stage, of: study, in: database) }
        if study.objectives.count > 1 { return try showFront(of: study, in: database, arguments) }
        if let best = try confirmed(of: study, stage: stage, in: database).first {
            return try show(best, of: study, in: database, arguments)
        }
        let best = try completedFront(of: study, stage: stage, in: database)[0]
        if arguments.wantsJSON { return try Console.print(best.bestJSON(in: study)) }
        let epoch = best.bestEpoch.map { " at epoch \($0)" } ?? ""
        let place = best.stage.map { ", stage \($0)" } ?? ""
        try Console.print(
            """
            \(Style.bold(study.name)): trial \(best.number), \(study.metric) \
            \(Style.green(Format.number(best.value)))\(epoch)\(place)

            """)
        try Console.print(parameterTable(of: best.parameters).text)
        Console.note(
            """

            hpo trial show \(best.number) has its epochs; hpo study export writes its configuration.
            """)
    }

    private static func showFront(of study: Study, in database: StudyDatabase, _ arguments: ParsedArguments) throws {
        let front = try completedFront(of: study, in: database)
        if arguments.wantsJSON { return try Console.print(.array(front.map { $0.bestJSON(in: study) })) }
        let summary = FrontSummary(of: try database.scores(of: study.id), directions: study.directions)
        let share = Format.number(summary?.hypervolume, digits: 4)
        try Console.print(
            """
            \(Style.bold(study.name)): \(Format.count(front.count, "trial")) that no other one surpasses in every \
            objective, hypervolume \(share)

            """)
        try Console.print(frontTable(front, of: study).text)
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

    /// The best completed trial, where there is one objective; where trials were confirmed, the one with the best mean.
    static func completedBest(of study: Study, stage: String? = nil, in database: StudyDatabase) throws -> Trial {
        if let best = try confirmed(of: study, stage: stage, in: database).first { return best.trial }
        return try completedFront(of: study, stage: stage, in: database)[0]
    }

    /// The completed trials that none surpasses, at least one.
    static func completedFront(of study: Study, stage: String? = nil, in database: StudyDatabase) throws -> [Trial] {
        let front = try database.front(of: study.id, stage: stage)
        if !front.isEmpty { return front }
        if let least = try leastViolating(of: study, stage: stage, in: database) {
            throw Failure(
                """
                no completed trial of \(study.name) meets its conditions; trial \(least.number) comes nearest, \
                \(Format.violation(least.violation)) beyond
                """)
        }
        if let stage { throw Failure("no trial of the stage \(stage) of \(study.name) has completed with a value") }
        let summary = try database.summary(of: study.id)
        let state =
            summary.trials == 0 ? "it has no trials yet; hpo study run \(study.name) --trials 50" : summary.words
        throw Failure("no trial of \(study.name) has completed with a value (\(state))")
    }

    private static func leastViolating(of study: Study, stage: String?, in database: StudyDatabase) throws -> Trial? {
        try database.trials(of: study.id)
            .filter { $0.state.name == .completed && !$0.isFeasible && (stage == nil || $0.stage == stage) }
            .min { ($0.violation ?? 0) < ($1.violation ?? 0) }
    }

    /// - Throws: where the study has no such stage.
    static func checkStage(_ name: String, of study: Study, in database: StudyDatabase) throws {
        let stages = try database.readDefinition(of: study).stages.map(\.name)
        if stages.contains(name) { return }
        if stages.isEmpty { throw Failure("\(study.name) has no stages") }
        let advice = nearest(to: name, among: stages).map { "; did you mean \($0)?" }
        throw Failure(
            "\(study.name) has no stage \(name)\(advice ?? " (there are \(stages.joined(separator: ", ")))")")
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
