// Trials, or their epochs, as rows of named columns, for whatever takes tables.
//
//     let page = try study.trials(query)
//     page.sheet.columns                 // number, state, value, epoch, attempt, seed, seconds, reason, params.lr, metrics.val_loss
//     try study.epochSheet(of: page)     // a row an epoch

public import Expressions
import Search
import Storage

/// Rows of named columns.
public struct Sheet: Sendable {
    /// Their names.
    public let columns: [String]
    /// A value for each column, nil where there is none.
    public let rows: [[Value?]]
}

extension TrialPage {
    /// A row a trial: with the columns that were asked for, or else with all that any of the trials has. Metrics are those of its
    /// best epoch, where the query read them.
    public var sheet: Sheet {
        let columns = columns ?? columnsOfSheet
        let readers = columns.map(reader)
        return Sheet(columns: columns, rows: trials.map { trial in readers.map { $0(trial) } })
    }

    private var columnsOfSheet: [String] {
        let isSingle = !fieldNames.contains { $0.hasPrefix("values.") }
        let own = [
            "number", "stage", "state", "value", "epoch", "violation", "attempt", "seed", "seconds", "reason",
            "repeats", "tags", "remark",
        ].filter { name in
            switch name {
            case "value": isSingle
            case "stage", "violation", "repeats", "tags", "remark": trials.contains { value(name, of: $0) != nil }
            default: true
            }
        }
        let values = fieldNames.filter { $0.hasPrefix("values.") }
        let index = own.firstIndex(of: "epoch") ?? own.endIndex
        return own[..<index] + values + own[index...] + parameterNames
            + fieldNames.filter { $0.hasPrefix("metrics.") }
    }

    fileprivate var parameterNames: [String] { fieldNames.filter { $0.hasPrefix("params.") } }
}

extension OpenStudy {
    /// A row for each epoch that the trials of `page` have reported, with the trials' parameters and the epochs' metrics;
    /// `value` is what the epoch is worth, `seconds` when it was reported, from the trial's begin.
    public func epochSheet(of page: TrialPage) throws(StudyError) -> Sheet {
        var reported: [(trial: Trial, epoch: Epoch)] = []
        for trial in page.trials {
            reported += try epochs(of: trial.number).map { (trial, $0) }
        }
        let metrics = Set(reported.flatMap { $0.epoch.metrics.map(\.name) }).sorted()
        let parameters = page.parameterNames
        let hasStages = page.trials.contains { $0.stage != nil }
        let rows = reported.map { trial, epoch in
            let values = epoch.metrics.byName
            var row: [Value?] = [.int(trial.number)]
            if hasStages { row.append(trial.stage.map { .string($0) }) }
            row += [
                .string(trial.state.name.rawValue), .int(epoch.epoch), epoch.objective.map { .float($0) },
                epoch.verdict.map { .string($0.rawValue) }, .int(epoch.attempt), .int(trial.seed),
                trial.startedAt.map { .float(epoch.reportedAt - $0) },
            ]
            row += parameters.map { page.value($0, of: trial) }
            return row + metrics.map { name in values[name].map { .float($0) } }
        }
        return Sheet(
            columns: ["number"] + (hasStages ? ["stage"] : [])
                + ["state", "epoch", "value", "verdict", "attempt", "seed", "seconds"] + parameters
                + metrics.map { "metrics.\($0)" }, rows: rows)
    }
}
