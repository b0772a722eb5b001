// The trials of a view as a table.

import Charts
import Expressions
import HTTP
import Reports
import Search
import Storage
import Studies

/// A page of trials as HTML.
struct TrialTable {
    let page: TrialPage
    let view: TableView
    let study: Study

    /// The table with the boxes that pick trials to compare, and the way to the next page.
    var html: String {
        var body = PageBody()
        body.open("form", ["class": "all", "action": Address.study(view.study) + "/compare"])
        let shown = page.trials.isEmpty ? "No trial" : "\(page.trials.count) of \(NumberText.count(page.total)) trials"
        body.add("p", ["class": "note"], shown + (view.condition == nil ? "" : " that meet the condition"))
        body.open("div", ["class": "table", "tabindex": "0"])
        body.open("table")
        body.include("<thead><tr><th scope=\"col\">pick</th>")
        for column in columns { heading(column, &body) }
        body.include("</tr></thead>\n<tbody>\n")
        for trial in page.trials { row(trial, &body) }
        body.include("</tbody></table></div>\n")
        body.open("p", ["class": "pager"])
        if !page.trials.isEmpty { body.add("button", ["type": "submit"], "Compare the picked ones") }
        if view.after != nil { body.link("First page", to: view.following(nil).address) }
        if let next = page.next { body.link("Next page", to: view.following(next).address) }
        body.close("p")
        body.close("form")
        return body.text
    }

    private func heading(_ column: String, _ body: inout PageBody) {
        let isSorted = view.sort == column
        let attributes: KeyValuePairs = [
            "scope": "col", "class": page.isNumeric(column) ? "n" : "w",
            "aria-sort": isSorted ? (view.isDescending ? "descending" : "ascending") : "none",
        ]
        body.open("th", attributes, breaks: false)
        let arrow = isSorted ? (view.isDescending ? " ↓" : " ↑") : ""
        body.link(title(of: column) + arrow, to: view.sorted(by: column).address)
        body.close("th")
    }

    private func title(of column: String) -> String {
        if column == "value" { return study.metric }
        return column.hasPrefix("params.") ? String(column.dropFirst(7)) : column
    }

    private func row(_ trial: Trial, _ body: inout PageBody) {
        let number = "\(trial.number)"
        body.open("tr", ["data-trial": number], breaks: false)
        body.open("td", ["class": "pick"], breaks: false)
        body.open(
            "input", ["type": "checkbox", "name": "trials", "value": number, "aria-label": "trial \(number)"],
            breaks: false)
        body.close("td")
        for column in columns {
            if column == "number" {
                body.open("td", ["class": "n"], breaks: false)
                body.link(number, to: Address.trial(trial.number, of: study.name))
                body.close("td")
                continue
            }
            let kind = page.isNumeric(column) ? "n" : ["reason", "remark"].contains(column) ? "long" : "w"
            let isBest = column == "value" && page.best.contains(trial.number)
            body.add(
                "td", ["class": isBest ? kind + " mark" : kind, "data-field": column],
                (isBest ? "★ " : "") + cell(column, of: trial))
        }
        body.close("tr")
    }

    private func cell(_ column: String, of trial: Trial) -> String {
        switch column {
        case "state": trial.stateWords
        case "reason": trial.briefReason ?? ""
        default: Shown.value(page.value(column, of: trial))
        }
    }

    /// Those that were asked for, or those that a list shows.
    private var columns: [String] {
        if let columns = page.columns { return columns }
        let trials = page.trials
        let isSampled = trials.contains { !$0.parameters.sampled.names.isEmpty }
        let names = Set(
            trials.flatMap { isSampled ? $0.parameters.sampled.names : $0.parameters.fixed.names })
        let values = study.objectives.count > 1 ? study.objectives.map { "values.\($0.metric)" } : ["value"]
        return ["number"] + (trials.contains { $0.stage != nil } ? ["stage"] : []) + ["state"] + values + ["epoch"]
            + names.sorted().map { "params.\($0)" }
            + (trials.contains { page.value("tags", of: $0) != nil } ? ["tags"] : [])
            + (trials.contains { $0.briefReason != nil } ? ["reason"] : [])
    }
}

/// Values as the pages write them.
enum Shown {
    static func value(_ value: Value?) -> String {
        switch value {
        case .float(let number)?: NumberText.short(number)
        case .string(let text)?: text
        case let value?: "\(value)"
        case nil: "–"
        }
    }

    /// As the value can be read again, with all its digits.
    static func exact(_ value: Value) -> String {
        switch value {
        case .float(let number): "\(number)"
        case .string(let text): text
        case .int, .bool: "\(value)"
        }
    }

    /// `24 trials: 9 completed, 15 pruned`
    static func counts(_ counts: StudyCounts) -> String {
        let trials = "\(NumberText.count(counts.trials)) trial\(counts.trials == 1 ? "" : "s")"
        return trials + (counts.inWords.isEmpty ? "" : ": " + counts.inWords)
    }

    /// `Best: val_cosine 0.744, trial 35, epoch 17`
    static func best(_ summary: StudySummary) -> String {
        switch summary.best {
        case .none: return "No trial has completed with a number yet."
        case .front(let trials):
            return "Best: \(trials.count) trials that no other one dominates"
        case .single, .confirmed:
            guard let trial = summary.best.trial else { return "" }
            let value = summary.best.value.map { NumberText.short($0) } ?? "–"
            let mean = summary.best.isConfirmed ? " in the mean over seeds" : ""
            return "Best: \(summary.study.metric) \(value)\(mean), trial \(trial.number)"
                + (trial.bestEpoch.map { ", epoch \($0)" } ?? "")
        }
    }
}
