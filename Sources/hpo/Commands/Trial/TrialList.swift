import Arguments
import Expressions
import JSON
import Search
import Storage
import Studies

extension Tool {
    private static let condition = Option(
        "where", .expression, placeholder: "EXPR", help: "Only the trials for which the expression is true.")
    private static let sort = Flag("best-first", help: "In order of the objective instead of the number.")

    static let listTrials: Command = Command(
        "list", summary: "List the trials of a study.",
        details: [
            """
            EXPR may name number, state, value, epoch (of the best value), attempt, audited, paused, stage, repeats and \
            params.NAME. A trial that has no such value is left out.
            """,
            """
            A trial marked audited ran on against its pruner's verdict, because the study audits a share of them; one marked \
            paused goes on from its checkpoint when the pruner promotes it; one that repeats another runs its configuration \
            again with another seed (hpo study confirm).
            """,
            """
            Of several objectives EXPR may name values.METRIC, where the study has conditions feasible and violation. \
            --best-first puts the trials of the front first, and what violates the conditions last.
            """,
            """
            --json prints an array of {"number", "state", "value", "epoch", "params"}; of several objectives with \
            "values", where the study has conditions with "violation".
            """,
        ],
        examples: [
            Example("hpo trial list"),
            Example(
                "hpo trial list --where \"value > 0.8 and params.dropout < 0.2\"", "the good ones with little dropout"),
            Example("hpo trial list --where \"state == 'failed'\"", "what went wrong"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, CommonInputs.stage, condition, sort]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        var trials = try study.trials()
        if let stage = arguments[CommonInputs.stage] {
            try study.checkStage(stage)
            trials = trials.filter { $0.stage == stage }
        }
        if let condition = arguments[condition] {
            do { trials = try TrialFilter(condition, over: trials, of: study.record).matches(in: trials) } catch {
                throw arguments.error(.other("--where \(error)"))
            }
        }
        let front = Set(try study.best().trials.map(\.number))
        if arguments[sort] { trials.sort { isBetter($0, $1, of: study.record, front) } }
        if arguments.wantsJSON { return try Console.print(.array(trials.map { .object($0.json(in: study.record)) })) }
        guard !trials.isEmpty else {
            return Console.note(
                arguments[condition] == nil && arguments[CommonInputs.stage] == nil
                    ? "\(study.name) has no trials yet; hpo study run \(study.name) --trials 50"
                    : "No trial of \(study.name) meets the condition.")
        }
        try Console.print(trialTable(trials, of: study.record, front: front).text)
    }

    /// One line a trial, with the sampled parameters.
    private static func trialTable(_ trials: [Trial], of study: Study, front: Set<Int>) -> Table {
        let names = Set(trials.flatMap { $0.parameters.sampled.names }).sorted()
        let hasConditions = trials.contains { $0.violation != nil }
        let hasStages = trials.contains { $0.stage != nil }
        var columns: [Table.Column] = [.numbers("trial")]
        if hasStages { columns.append(.words("stage")) }
        columns.append(.words("state"))
        columns += study.objectives.map { .numbers($0.metric) }
        if hasConditions { columns.append(.numbers("violation")) }
        columns.append(.numbers("epoch"))
        columns += names.map { .numbers($0) }
        var table = Table(columns)
        for trial in trials {
            let isBest = front.contains(trial.number)
            var row = [Table.Cell("\(trial.number)")]
            if hasStages { row.append(Table.Cell(trial.stage ?? "")) }
            row.append(Table.Cell(trial.stateWords, trial.state.name.style))
            for index in study.objectives.indices {
                let value = index < trial.values.count ? trial.values[index] : nil
                let mark = isBest && index == 0 ? "* " : ""
                row.append(Table.Cell(mark + Format.number(value), isBest ? .bold : nil))
            }
            if hasConditions {
                row.append(Table.Cell(Format.violation(trial.violation), trial.isFeasible ? .dim : .yellow))
            }
            row.append(Table.Cell(trial.bestEpoch.map(String.init) ?? "–"))
            row += names.map { Table.Cell(Format.value(trial.parameters.sampled[$0])) }
            table.rows.append(row)
        }
        return table
    }

    /// The front's trials first, then by the first objective; what violates the conditions behind all that does not, NaN
    /// and no value last.
    private static func isBetter(_ left: Trial, _ right: Trial, of study: Study, _ front: Set<Int>) -> Bool {
        guard let value = left.values.first, !value.isNaN else { return false }
        guard let other = right.values.first, !other.isNaN else { return true }
        let (own, others) = (left.violation ?? 0, right.violation ?? 0)
        if own != others { return own < others }
        let (isFirst, isOtherFirst) = (front.contains(left.number), front.contains(right.number))
        if isFirst != isOtherFirst { return isFirst }
        return study.direction.loss(value) < study.direction.loss(other)
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
