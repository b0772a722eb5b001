import Arguments
import Expressions
import JSON
import Search
import Storage

extension Tool {
    private static let condition = Option(
        "where", .expression, placeholder: "EXPR", help: "Only the trials for which the expression is true.")
    private static let sort = Flag("best-first", help: "In order of the objective instead of the number.")

    static let listTrials: Command = Command(
        "list", summary: "List the trials of a study.",
        details: [
            """
            EXPR may name number, state, value, epoch (of the best value), attempt, audited and params.NAME. A trial that \
            has no such value is left out.
            """,
            "A trial marked audited ran on against its pruner's verdict, because the study audits a share of them.",
            "--json prints an array of {\"number\", \"state\", \"value\", \"epoch\", \"params\"}.",
        ],
        examples: [
            Example("hpo trial list"),
            Example(
                "hpo trial list --where \"value > 0.8 and params.dropout < 0.2\"", "the good ones with little dropout"),
            Example("hpo trial list --where \"state == 'failed'\"", "what went wrong"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, condition, sort]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let database = try workspace.open()
        let study = try workspace.study(arguments, in: database)
        var trials = try database.trials(of: study.id)
        if let condition = arguments[condition] {
            do { trials = try TrialFilter(condition, over: trials).matches(in: trials) } catch {
                throw arguments.error(.other("--where: \(error)"))
            }
        }
        if arguments[sort] { trials.sort { isBetter($0.value, $1.value, study.direction) } }
        if arguments.wantsJSON { return try Console.print(.array(trials.map { .object($0.json) })) }
        guard !trials.isEmpty else {
            return Console.note(
                arguments[condition] == nil
                    ? "\(study.name) has no trials yet; hpo study run \(study.name) --trials 50"
                    : "No trial of \(study.name) meets the condition.")
        }
        let best = try database.bestTrial(of: study.id)?.number
        try Console.print(trialTable(trials, of: study, best: best).text)
    }

    /// One line a trial, with the sampled parameters.
    private static func trialTable(_ trials: [Trial], of study: Study, best: Int?) -> Table {
        let names = Set(trials.flatMap { $0.parameters.sampled.names }).sorted()
        var table = Table(
            [.numbers("trial"), .words("state"), .numbers(study.metric), .numbers("epoch")] + names.map { .numbers($0) }
        )
        for trial in trials {
            let isBest = trial.number == best
            table.rows.append(
                [
                    "\(trial.number)", Table.Cell(trial.stateWords, trial.state.name.style),
                    Table.Cell((isBest ? "* " : "") + Format.number(trial.value), isBest ? .bold : nil),
                    Table.Cell(trial.bestEpoch.map(String.init) ?? "–"),
                ] + names.map { Table.Cell(Format.value(trial.parameters.sampled[$0])) })
        }
        return table
    }

    /// NaN and no value are worse than everything.
    private static func isBetter(_ left: Double?, _ right: Double?, _ direction: Direction) -> Bool {
        guard let left, !left.isNaN else { return false }
        guard let right, !right.isNaN else { return true }
        return direction == .maximize ? left > right : left < right
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
