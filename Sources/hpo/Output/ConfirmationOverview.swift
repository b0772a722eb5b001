// What repetitions with other seeds say of trials, for people and as JSON.

import Arguments
import JSON
import Runner
import Search
import Storage

extension Tool {
    /// The confirmed trials of a study, or of one stage of it, the best mean first; empty where none is.
    static func confirmed(
        of study: Study, stage: String? = nil, in database: StudyDatabase
    ) throws -> [Confirmation] {
        guard try database.summary(of: study.id).repetitions > 0 else { return [] }
        let trials = try database.trials(of: study.id).filter { stage == nil || $0.stage == stage }
        return Confirmation.ranked(among: trials, study.direction)
    }

    /// The best of the confirmed trials, for `hpo study best`.
    static func show(
        _ best: Confirmation, of study: Study, in database: StudyDatabase, _ arguments: ParsedArguments
    ) throws {
        if arguments.wantsJSON { return try Console.print(best.json(in: study)) }
        let trial = best.trial
        let epoch = trial.bestEpoch.map { " at epoch \($0)" } ?? ""
        try Console.print(
            """
            \(Style.bold(study.name)): trial \(trial.number), \(study.metric) \
            \(Style.green(Format.number(best.mean))) in the mean over \(Format.count(best.values.count, "seed")), the best \
            of those confirmed
            \(best.spread); it was chosen by \(Format.number(trial.value))\(epoch)

            """)
        try Console.print(parameterTable(of: trial.parameters).text)
        let trials = try database.trials(of: study.id)
        let order = candidates(among: trials, of: study)
        let luckier = unconfirmed(order, betterThan: best, among: trials, of: study)
        if let last = luckier.last {
            Console.note(
                """

                Not confirmed, and better than that in their one value: \
                \(WarmStart.words(for: luckier.map { order[$0].number })). See: hpo study confirm --top \(last + 1)
                """)
        }
    }

    /// Which of `order`, the completed trials from the best, have no repetitions and a better value than the mean of `best`.
    private static func unconfirmed(
        _ order: [Trial], betterThan best: Confirmation, among trials: [Trial], of study: Study
    ) -> [Int] {
        let confirmed = Set(Confirmation.ranked(among: trials, study.direction).map(\.trial.number))
        let limit = study.direction.loss(best.mean ?? .nan)
        return order.indices.filter { index in
            !confirmed.contains(order[index].number) && study.direction.loss(order[index].value ?? .nan) < limit
        }
    }

    /// The completed trials of the search by their values, the best first; NaN is no value.
    static func candidates(among trials: [Trial], of study: Study) -> [Trial] {
        let completed = trials.filter { trial in
            guard trial.repeats == nil, case .completed(let value) = trial.state else { return false }
            return !value.isNaN && trial.violation ?? 0 == 0
        }
        return completed.sorted { left, right in
            (study.direction.loss(left.value ?? .nan), left.number)
                < (study.direction.loss(right.value ?? .nan), right.number)
        }
    }

    /// One line a trial, the best mean first.
    static func confirmationTable(_ confirmations: [Confirmation], of study: Study) -> Table {
        var table = Table([
            .numbers("trial"), .numbers("chosen by"), .numbers("n"), .numbers("mean"), .numbers("std"),
            .words("95 % interval"), .words(""),
        ])
        for one in confirmations {
            table.rows.append([
                "\(one.trial.number)", Table.Cell(Format.number(one.trial.value)), "\(one.values.count)",
                Table.Cell(Format.number(one.mean), .bold), Table.Cell(Format.number(one.deviation, digits: 3)),
                Table.Cell(
                    one.interval.map { "\(Format.number($0.lowerBound)) … \(Format.number($0.upperBound))" } ?? "–"),
                Table.Cell(one.remark, .dim),
            ])
        }
        return table
    }
}

extension Confirmation {
    /// `std 0.012, 95 % interval 0.79 … 0.83`
    fileprivate var spread: String {
        guard let deviation else { return "one seed says nothing of the spread" }
        if areIdentical { return "std 0: the values are identical, so the program seems to ignore its seed" }
        let interval = interval.map {
            ", 95 % interval \(Format.number($0.lowerBound)) … \(Format.number($0.upperBound))"
        }
        return "std \(Format.number(deviation, digits: 3))\(interval ?? "")"
    }

    fileprivate var remark: String {
        var parts: [String] = []
        if areIdentical { parts.append("identical values") }
        if !isFeasible { parts.append("violates the conditions") }
        if failures > 0 { parts.append("\(failures) failed") }
        let open = repetitions.count - values.count - failures
        if open > 0 { parts.append("\(open) open") }
        return parts.joined(separator: ", ")
    }

    /// `{"number", "value", "epoch", "params", "mean", "std", "seeds", "interval"}`
    func json(in study: Study) -> JSONValue {
        var object = trial.bestJSON(in: study).objectValue ?? [:]
        object["mean"] = JSONValue(mean)
        object["std"] = JSONValue(deviation)
        object["seeds"] = .int(values.count)
        object["interval"] = interval.map { [.double($0.lowerBound), .double($0.upperBound)] } ?? .null
        return .object(object)
    }
}
