// What a study is, for people and as JSON.

import Definitions
import Expressions
import JSON
import Search
import Storage

extension StudyDefinition {
    /// The objective, the training, the methods, and a table of the parameters.
    var overview: String {
        var lines = [
            "\(goalWords) of \(training.words)",
            "\(sampler.name) sampler, \(prunerWords) pruner, seed \(seed)", "",
        ]
        if isTracked {
            lines = [
                "runs that are only recorded" + (goals.isNone ? "" : ", to \(goalWords)"),
                "the last one: \(training.words)",
            ]
            if fixed.isEmpty { return lines.joined(separator: "\n") + "\n" }
            lines.append("")
        }
        lines += parameterTable.lines(width: Console.tableWidth)
        if !space.constraints.isEmpty {
            lines += [""] + space.constraints.map { "where \($0.source)" }
        }
        if !goals.feasible.isEmpty {
            lines += [""] + goals.feasible.map { "feasible \($0.source)" }
        }
        if !stages.isEmpty {
            lines += [""] + stagesTable.lines(width: Console.tableWidth)
        }
        if !start.isEmpty { lines += ["", "\(Format.count(start.count, "configuration")) to try first"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private var goalWords: String {
        goals.objectives.map { "\($0.direction.rawValue) \(Style.bold($0.metric))\($0.counting.words)" }
            .joined(separator: ", ")
    }

    private var prunerWords: String {
        guard pruner.name != "none" else { return "no" }
        return audit.share > 0 ? "\(pruner.name) (\(Format.percent(audit.share)) audited)" : pruner.name
    }

    private var parameterTable: Table {
        var table = Table([.words("parameter"), .words("values"), .words("")])
        for parameter in space.parameters {
            let remarks = parameter.domain.remarks + (parameter.condition.map { ["when \($0.source)"] } ?? [])
            table.rows.append([
                Table.Cell(parameter.name), Table.Cell(parameter.domain.words),
                Table.Cell(remarks.joined(separator: ", "), .dim),
            ])
        }
        for parameter in space.derived {
            let condition = parameter.condition.map { ", when \($0.source)" } ?? ""
            table.rows.append([
                Table.Cell(parameter.name), Table.Cell("= \(parameter.expression.source)"),
                Table.Cell("derived\(condition)", .dim),
            ])
        }
        for (name, value) in fixed.sorted(by: { $0.key < $1.key }) {
            table.rows.append([Table.Cell(name), Table.Cell(Format.value(value)), Table.Cell("fixed", .dim)])
        }
        return table
    }

}

extension TrialValue {
    /// `, the mean of the last 5 epochs`; nothing for the best one.
    var words: String {
        switch self {
        case .best: ""
        case .last(let count): count > 1 ? ", the mean of the last \(count) epochs" : ", the last epoch"
        }
    }
}

extension Training {
    /// `the built-in face-transformer, synthetic data, 20 epochs`
    fileprivate var words: String {
        var parts: [String]
        switch program {
        case .workload(let name): parts = ["the built-in \(name)"]
        case .command(let words): parts = [words.joined(separator: " ")]
        case .asked: parts = ["trials that are asked for"]
        }
        if isWarm { parts.append("warm") }
        if let data { parts.append(data == "synthetic" ? "synthetic data" : data) }
        if let epochs { parts.append(Format.count(epochs, "epoch")) }
        return parts.joined(separator: ", ")
    }
}

extension Domain {
    /// `1 … 6`, `32, 64, 128`
    fileprivate var words: String {
        switch self {
        case .int(let low, let high, _, _): "\(low) … \(high)"
        case .float(let low, let high, _, _): "\(Format.number(low)) … \(Format.number(high))"
        case .choice(let values, _): values.map { Format.value($0) }.joined(separator: ", ")
        }
    }

    fileprivate var remarks: [String] {
        switch self {
        case .int(_, _, let step, let log): (step == 1 ? [] : ["step \(step)"]) + (log ? ["log"] : [])
        case .float(_, _, let step, let log):
            (step.map { ["step \(Format.number($0))"] } ?? []) + (log ? ["log"] : [])
        case .choice(_, let ordered): ordered ? ["ordered"] : []
        }
    }
}
