// The stages of a study, for people and as JSON.

import Definitions
import Expressions
import JSON
import Search
import Storage
import Studies

extension StudyDefinition {
    /// The stages as they are defined: what each samples and holds, and what decides whether it runs.
    var stagesTable: Table {
        var table = Table([
            .words("stage"), .numbers("trials"), .numbers("epochs"), .words("samples"), .words("holds"), .words(""),
        ])
        for stage in stages {
            let held = stage.heldValues.map { "\($0.name) \($0.value.map { Format.value($0) } ?? "of the best")" }
            table.rows.append([
                Table.Cell(stage.name), "\(stage.trials)",
                Table.Cell((stage.epochs ?? training.epochs).map(String.init) ?? "–"),
                Table.Cell(sampledNames(in: stage).joined(separator: ", ")), Table.Cell(held.joined(separator: ", ")),
                Table.Cell(remarks(on: stage).joined(separator: ", "), .dim),
            ])
        }
        return table
    }

    /// `when best.val_cosine > 0.75`, `then batch`: where these are not what anybody would expect.
    private func remarks(on stage: Stage) -> [String] {
        guard let index = stages.firstIndex(where: { $0.name == stage.name }) else { return [] }
        let following = index + 1 < stages.count ? index + 1 : nil
        func name(_ target: Int?) -> String { target.map { stages[$0].name } ?? "the end" }
        var remarks = stage.when.map { ["when \($0.source)"] } ?? []
        if stage.when != nil, stage.otherwise != following { remarks.append("else \(name(stage.otherwise))") }
        if stage.next != following { remarks.append("then \(name(stage.next))") }
        return remarks
    }
}

extension StageStanding {
    /// `longer skipped: best.val_cosine > 0.75 is not true (best.val_cosine = 0.71)`; nil without a gate.
    var gateWords: String? {
        guard let step, let gate = step.gate else { return nil }
        let verdict = step.decision == .run ? "is true" : "is not true"
        return "\(stage.name) \(step.decision == .run ? "runs" : "is skipped"): \(gate) \(verdict), "
            + "\(step.readingsWords) (at revision \(step.sawRevision))"
    }

    fileprivate var style: Style {
        switch state {
        case .done: .green
        case .running: .cyan
        case .skipped, .waiting: .dim
        }
    }
}

extension [StageStanding] {
    /// How the stages stand, and below what their gates read.
    func lines(metric: String) -> [String] {
        var table = Table([
            .words("stage"), .words("state"), .numbers("trials"), .numbers(metric), .words("best"), .words("from"),
        ])
        for standing in self {
            let isOut = standing.state == .skipped
            table.rows.append([
                Table.Cell(standing.stage.name), Table.Cell(standing.state.rawValue, standing.style),
                Table.Cell(isOut ? "–" : "\(standing.begun)/\(standing.planned)"),
                Table.Cell(Format.number(standing.best.value)),
                Table.Cell(standing.best.trial.map { "trial \($0.number)" } ?? "–"),
                Table.Cell(standing.step?.best.map { "trial \($0)" } ?? "–", .dim),
            ])
        }
        let gates = compactMap(\.gateWords)
        return table.lines() + (gates.isEmpty ? [] : [""] + gates)
    }
}

extension StageStep {
    /// `best.val_cosine = 0.71, batch.best.value is not there`
    fileprivate var readingsWords: String {
        readings.map { "\($0.name) \($0.value == nil ? "is not there" : "= \(Format.value($0.value))")" }
            .joined(separator: ", ")
    }

    /// What is said when it is taken.
    var words: String {
        let because = readings.isEmpty ? "" : " (\(readingsWords))"
        let start = best.map { ", from trial \($0)" } ?? ""
        return switch decision {
        case .run: "stage \(stage ?? "")\(because)\(start)"
        case .skip: "stage \(stage ?? "") is skipped\(because)"
        case .end: "all stages have ended"
        }
    }
}
