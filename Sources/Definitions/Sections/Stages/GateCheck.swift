import Expressions
import JSON
import Search
import Words

/// Checks the names and types of a stage's gate.
struct GateCheck {
    let study: StagesSection.Study
    let sections: [StageSection]

    /// Checks `gate`, which is decided when some of the stages `before` have ended.
    func check(_ gate: Expression, _ reader: NodeReader, before: Set<Int>) {
        var types: [String: ValueType] = [:]
        var isKnown = true
        for occurrence in gate.occurrences {
            if let type = type(of: occurrence.name, reader, at: occurrence.column, in: gate, before: before) {
                types[occurrence.name] = type
            } else {
                isKnown = false
            }
        }
        guard isKnown else { return }
        do throws(ExpressionError) {
            let type = try gate.type(where: types)
            if type == .bool || type == .any { return }
            reader.error(
                "found an expression that gives \(type.words), expected one that is true or false, such as "
                    + "\"best.value > 0.75\"")
        } catch {
            reader.error("\(error)")
        }
    }

    private func type(
        of name: String, _ reader: NodeReader, at column: Int, in gate: Expression, before: Set<Int>
    ) -> ValueType? {
        let place = "column \(column) of `\(gate.source)`"
        let stages = sections.compactMap(\.name)
        guard let parsed = GateName(name) else {
            let known =
                Self.leaves + ["study.best.value"] + stages.map { "\($0).best.value" } + metrics.map { "best.\($0)" }
            reader.error(
                "\(place): unknown name `\(name)`, expected best.METRIC, best.params.NAME, best.value, best.epoch, "
                    + "best.number, trials, completed, pruned or failed, with or without `study.` or a stage's name before",
                suggestion: nearestName(to: name, among: known).map(Expression.spelling))
            return nil
        }
        if case .stage(let stage) = parsed.scope {
            guard let index = sections.firstIndex(where: { $0.name == stage }) else {
                reader.error(
                    "\(place): there is no stage \"\(stage)\"", suggestion: nearestName(to: stage, among: stages))
                return nil
            }
            guard before.contains(index) else {
                reader.error("\(place): the stage `\(stage)` never runs before this one")
                return nil
            }
        }
        switch parsed.quantity {
        case .trials, .completed, .pruned, .failed, .number, .epoch: return .int
        case .value: return .float
        case .parameter(let parameter):
            if study.names.all.contains(parameter) { return study.names.type(of: parameter, unlessIn: sections) }
            reader.error(
                "\(place): the study has no parameter \"\(parameter)\"",
                suggestion: nearestName(to: parameter, among: study.names.all))
            return nil
        case .metric(let metric):
            if metrics.isEmpty || metrics.contains(metric) || metric == study.goals?.objectives.first?.metric {
                return .float
            }
            let known = metrics + ["value", "epoch", "number"]
            reader.error(
                "\(place): no metric \"\(metric)\" is reported (there are \(metrics.joined(separator: ", ")))",
                suggestion: nearestName(to: metric, among: known).map { Expression.spelling(of: "best.\($0)") })
            return nil
        }
    }

    private static let leaves = [
        "best.value", "best.epoch", "best.number", "best.params.NAME", "trials", "completed", "pruned", "failed",
    ]

    /// The metrics that the program reports, where that is known before it runs.
    private var metrics: [String] { (study.training?.metrics ?? []).filter { $0 != "epoch" } }
}
