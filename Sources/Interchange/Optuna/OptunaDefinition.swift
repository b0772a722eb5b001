// The definition of a study that came from Optuna, for people to read and to change.

import Definitions
import Expressions
import JSON
import Search

struct OptunaDefinition {
    let study: OptunaStudy
    let name: String
    let space: OptunaSpace
    let metrics: OptunaMetrics
    let command: [String]?

    var text: String {
        var lines = ["// The study \(comment(JSONValue.string(study.name).text())) of Optuna's."]
        if !study.userAttributes.isEmpty {
            lines.append("// Its user attributes: \(comment(JSONValue.object(study.userAttributes).text()))")
        }
        lines += ["{", "  name: \(string(name)),", "  \(goals),"]
        if !metrics.constraints.isEmpty {
            let conditions = metrics.constraints.map { string("\($0.metric) <= 0") }.joined(separator: ", ")
            lines += ["  // As in Optuna: what is above 0 is violated.", "  feasible: [\(conditions)],"]
        }
        lines += training
        lines.append("  space: {")
        for parameter in space.parameters { lines.append("    \(string(parameter.name)): { \(domain(parameter)) },") }
        lines += ["  },", "}"]
        return lines.joined(separator: "\n") + "\n"
    }

    private var goals: String {
        let objectives = zip(study.directions, metrics.objectives).map { direction, metric in
            "{ \(direction.rawValue): \(string(metric)) }"
        }
        return objectives.count == 1
            ? "objective: \(objectives[0])" : "objectives: [\(objectives.joined(separator: ", "))]"
    }

    private var training: [String] {
        guard let command else {
            let words = "train.command of \(name) does not say yet what a trial runs"
            return [
                "  // What a trial runs: a program that prints {\"epoch\": 1, \(string(metrics.objectives[0])): 0.5}.",
                "  train: { command: [\"sh\", \"-c\", \(string("echo '\(words)' >&2; exit 1"))] },",
            ]
        }
        return ["  train: { command: [\(command.map(string).joined(separator: ", "))] },"]
    }

    private func domain(_ parameter: ImportedParameter) -> String {
        var parts: [String] = []
        switch parameter.domain {
        case .float(let low, let high, let step, let log):
            parts = ["float: [\(JSONValue.double(low).text()), \(JSONValue.double(high).text())]"]
            if let step { parts.append("step: \(JSONValue.double(step).text())") }
            if log { parts.append("log: true") }
        case .int(let low, let high, let step, let log):
            parts = ["int: [\(low), \(high)]"]
            if step != 1 { parts.append("step: \(step)") }
            if log { parts.append("log: true") }
        case .choice: parts = ["choice: \(JSONValue.array(parameter.choices).text())"]
        }
        if let condition = parameter.condition { parts.append("when: \(string(condition))") }
        return parts.joined(separator: ", ")
    }

    private func string(_ text: String) -> String { JSONValue.string(text).text() }

    /// Text that stays on its line.
    private func comment(_ text: String) -> String {
        let line = String(
            text.unicodeScalars.map { ["\u{2028}", "\u{2029}", "\u{85}"].contains($0) ? " " : Character($0) })
        return line.utf8.count <= 2000 ? line : String(line.prefix(500)) + "…"
    }
}
