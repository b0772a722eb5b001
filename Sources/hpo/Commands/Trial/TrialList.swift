import Arguments
import Charts
import Definitions
import Expressions
import JSON
import Reports
import Search
import Storage
import Studies
import Words

extension Tool {
    private static let condition = Option(
        "where", .expression, placeholder: "EXPR", help: "Only the trials for which the expression is true.")
    private static let bestFirst = Flag("best-first", help: "In order of the objective instead of the number.")
    private static let sort = Option(
        "sort", .string(completion: Tool.completion(of: .fields)), placeholder: "FIELD",
        help: "In order of a field, least first; trials without it come last.")
    private static let reverse = Flag("reverse", help: "With --sort, greatest first.")
    private static let limit = Option(
        "limit", short: "n", .integer(in: 1...), placeholder: "N", help: "At most N trials.")
    private static let after = Option(
        "after", .integer(in: 0...), placeholder: "NUMBER",
        help: "Only those behind this trial, in the order of the list.")
    private static let columns = Option(
        "columns", short: "c", .string(completion: Tool.completion(of: .fields)), placeholder: "FIELDS",
        help: "These fields alone, with commas between them.")

    private static let csv = Flag(
        "csv", help: "Print comma-separated values with all columns: parameters, metrics, seconds, seed, reason.")
    private static let curves = Flag("curves", help: "With a small picture of each trial's curve.")
    private static let curveWidth = 16
    private static let epochs = Flag("epochs", help: "With --csv, a row for each epoch.")

    static let listTrials: Command = Command(
        "list", summary: "List the trials of a study.",
        details: [
            """
            EXPR, --sort and --columns may name the fields number, state, value, epoch (of the best value), attempt, seed, \
            duration (or \
            seconds), reason, audited, paused, stage, repeats, tags, remark, tags.NAME (whether it has that tag), params.NAME and metrics.NAME (at that epoch). A \
            trial for which EXPR names a value that it lacks is left out.
            """,
            """
            Of a trial that failed, the end of its line says why: its exit status and the last line of its log. hpo trial show \
            has more of it, and hpo trial log all.
            """,
            """
            A trial marked audited ran on against its pruner's verdict, because the study audits a share of them; one marked \
            paused goes on from its checkpoint when the pruner promotes it; one that repeats another runs its configuration \
            again with another seed (hpo study confirm).
            """,
            """
            Of several objectives there are values.METRIC, where the study has conditions feasible and violation. \
            --best-first puts the trials of the front first, and what violates the conditions last.
            """,
            """
            --json prints an array of {"number", "state", "value", "epoch", "params"}; of several objectives with \
            "values", where the study has conditions with "violation"; with --columns, of objects of those fields.
            """,
        ],
        examples: [
            Example("hpo trial list"),
            Example(
                "hpo trial list --where \"value > 0.8 and params.dropout < 0.2\"", "the good ones with little dropout"),
            Example("hpo trial list --where \"state == 'failed'\" --columns number,reason", "what went wrong"),
            Example("hpo trial list --csv --epochs > epochs.csv", "every metric of every epoch, for a spreadsheet"),
            Example("hpo trial list --sort duration --reverse --limit 5 --columns number,duration,lr", "the slowest"),
        ],
        inputs: [
            CommonInputs.study, CommonInputs.studyOption, CommonInputs.stage, condition, bestFirst, sort, reverse,
            limit, after, columns, curves, csv, epochs,
        ]
    ) { arguments in
        let study = try Workspace(arguments).study(arguments)
        let query = try query(arguments)
        let page: TrialPage
        do throws(StudyError) { page = try study.trials(query) } catch {
            switch error {
            case .condition, .noCondition: throw arguments.error(.other("--where \(error)"))
            default: throw error
            }
        }
        if arguments[csv] {
            let sheet = arguments[epochs] ? try study.epochSheet(of: page) : page.sheet
            return try Console.show(sheet.csv)
        }
        if arguments.wantsJSON { return try Console.print(page.json(in: study.record)) }
        guard !page.trials.isEmpty else {
            return Console.note(
                arguments[condition] == nil && arguments[CommonInputs.stage] == nil && page.total == 0
                    ? "\(study.name) has no trials yet; hpo study run \(study.name) --trials 50"
                    : "No trial of \(study.name) meets the condition.")
        }
        let drawn = arguments[curves] ? try curveTexts(of: page.trials, in: study) : nil
        let table =
            page.columns.map { columnTable(page, $0) } ?? trialTable(page, of: study.record, curves: drawn)
        try Console.print(table.text)
        if let next = page.next {
            Console.note("\n\(page.trials.count) of \(page.total) trials; the next ones: --after \(next)")
        }
    }

    private static func curveTexts(of trials: [Trial], in study: OpenStudy) throws -> [Int: String] {
        var texts: [Int: String] = [:]
        for trial in trials {
            texts[trial.number] = Sparkline.text(
                try study.objectiveCurve(of: trial.number).values, width: curveWidth)
        }
        return texts
    }

    private static func query(_ arguments: ParsedArguments) throws(UsageError) -> TrialQuery {
        var query = TrialQuery()
        query.condition = arguments[condition]
        query.stage = arguments[CommonInputs.stage]
        query.limit = arguments[limit]
        query.after = arguments[after]
        query.columns = arguments[columns].map { names in
            names.cut(at: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        }
        query.wantsMetrics = arguments[csv]
        if arguments[csv], arguments.wantsJSON { throw arguments.error(.other("--csv and --json exclude each other")) }
        if arguments[epochs], !arguments[csv] { throw arguments.error(.other("--epochs needs --csv")) }
        if arguments[epochs], query.columns != nil {
            throw arguments.error(.other("--epochs has columns of its own: leave out --columns"))
        }
        switch (arguments[bestFirst], arguments[sort]) {
        case (true, _?): throw arguments.error(.other("--best-first and --sort exclude each other"))
        case (true, nil): query.order = .bestFirst
        case (false, let field?): query.order = .field(field, descending: arguments[reverse])
        case (false, nil): if arguments[reverse] { throw arguments.error(.other("--reverse needs --sort FIELD")) }
        }
        return query
    }

    /// One line a trial, with the columns that were asked for.
    private static func columnTable(_ page: TrialPage, _ columns: [String]) -> Table {
        var table = Table(columns.map { page.isNumeric($0) ? .numbers($0) : .words($0) })
        for trial in page.trials {
            table.rows.append(
                columns.map { column in
                    let value = page.value(column, of: trial)
                    guard case .string(let text)? = value else { return Table.Cell(Format.value(value)) }
                    return Table.Cell(column == "reason" ? briefReason(text) : text)
                })
        }
        return table
    }

    /// One line a trial, with the sampled parameters.
    /// - Parameter curves: a picture of each trial's curve, where they are wanted.
    private static func trialTable(_ page: TrialPage, of study: Study, curves: [Int: String]?) -> Table {
        let (trials, front) = (page.trials, page.best)
        let tags = trials.map { trial -> String in
            if case .string(let tags)? = page.value("tags", of: trial) { tags } else { "" }
        }
        let hasTags = tags.contains { !$0.isEmpty }
        // Runs that were only recorded sample nothing: what each was given is fixed.
        let isSampled = trials.contains { !$0.parameters.sampled.names.isEmpty }
        let shown = { (trial: Trial) in isSampled ? trial.parameters.sampled : trial.parameters.fixed }
        let names = Set(trials.flatMap { shown($0).names }).sorted()
        let objectives = study.hasObjective ? study.objectives : []
        let hasConditions = trials.contains { $0.violation != nil }
        let hasStages = trials.contains { $0.stage != nil }
        let hasReasons = trials.contains { $0.briefReason != nil }
        var columns: [Table.Column] = [.numbers("trial")]
        if hasStages { columns.append(.words("stage")) }
        columns.append(.words("state"))
        columns += objectives.map { .numbers($0.metric) }
        if hasConditions { columns.append(.numbers("violation")) }
        columns.append(.numbers("epoch"))
        if curves != nil { columns.append(.words("curve", atLeast: curveWidth)) }
        columns += names.map { .numbers($0) }
        if hasTags { columns.append(.words("tags")) }
        if hasReasons { columns.append(.words("why", atLeast: 32)) }
        var table = Table(columns)
        for (trial, tags) in zip(trials, tags) {
            let isBest = front.contains(trial.number)
            var row = [Table.Cell("\(trial.number)")]
            if hasStages { row.append(Table.Cell(trial.stage ?? "")) }
            row.append(Table.Cell(trial.stateWords, trial.state.name.style))
            for index in objectives.indices {
                let value = index < trial.values.count ? trial.values[index] : nil
                let mark = isBest && index == 0 ? "* " : ""
                row.append(Table.Cell(mark + Format.number(value), isBest ? .bold : nil))
            }
            if hasConditions {
                row.append(Table.Cell(Format.violation(trial.violation), trial.isFeasible ? .dim : .yellow))
            }
            row.append(Table.Cell(trial.bestEpoch.map(String.init) ?? "–"))
            if let curves { row.append(Table.Cell(curves[trial.number] ?? "")) }
            row += names.map { Table.Cell(Format.value(shown(trial)[$0])) }
            if hasTags { row.append(Table.Cell(tags)) }
            if hasReasons {
                let isKnown = trial.briefReason != nil
                row.append(Table.Cell(isKnown ? Format.reason(trial.state.reason ?? "", width: 120) : "", .dim))
            }
            table.rows.append(row)
        }
        return table
    }
}

extension ValueKind where Value == Expression {
    /// An expression whose syntax is right.
    static var expression: ValueKind {
        ValueKind { word throws(InvalidValue) in
            do throws(ExpressionError) {
                return try Expression(parsing: word)
            } catch {
                throw InvalidValue(expected: "an expression: column \(error.column): \(error.message)")
            }
        }
    }
}
