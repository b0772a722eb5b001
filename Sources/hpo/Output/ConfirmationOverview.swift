// What repetitions with other seeds say of trials, for people.

import Search
import Storage
import Studies

extension Tool {
    /// The best of the confirmed trials, for `hpo study best`.
    static func show(_ best: Confirmation, of study: OpenStudy) throws {
        let trial = best.trial
        let epoch = trial.bestEpoch.map { " at epoch \($0)" } ?? ""
        try Console.print(
            """
            \(Style.bold(study.name)): trial \(trial.number), \(study.record.metric) \
            \(Style.green(Format.number(best.mean))) in the mean over \(Format.count(best.values.count, "seed")), the best \
            of those confirmed
            \(best.spread); it was chosen by \(Format.number(trial.value))\(epoch)

            """)
        try Console.print(parameterTable(of: trial.parameters).text)
        let trials = try study.trials()
        let order = BestTrials.candidates(among: trials, study.record.direction)
        let luckier = unconfirmed(order, betterThan: best, among: trials, of: study.record)
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
}
