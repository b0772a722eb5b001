// objective: { maximize: "val_cosine" }
// objectives: [{ maximize: "val_accuracy" }, { minimize: "parameters" }], feasible: "gpu_memory < 16"

import Expressions
import JSON
import Search
import Words

struct GoalsSection {
    let objectives: [ObjectiveSection]
    let feasible: ConstraintsSection

    /// More objectives than this are refused: hardly a trial would dominate another.
    private static let limit = 6

    var value: Goals { Goals(objectives: objectives.map(\.value), feasible: feasible.entries.map(\.expression)) }

    init?(_ sections: [String: NodeReader], in root: NodeReader) {
        feasible = ConstraintsSection(sections["feasible"])
        switch (sections["objective"], sections["objectives"]) {
        case (let one?, nil):
            if one.node.elements != nil {
                one.log.error(
                    at: one.keyPosition, one.path, "found a list, expected one objective: { maximize: \"METRIC\" }",
                    suggestion: "objectives")
                return nil
            }
            guard let objective = ObjectiveSection.read(one) else { return nil }
            objectives = [objective]
        case (nil, let several?):
            if several.node.members != nil {
                several.log.error(
                    at: several.keyPosition, several.path,
                    "found one objective, expected a list: [{ maximize: \"METRIC\" }, …]", suggestion: "objective")
                return nil
            }
            guard let read = Self.readList(several) else { return nil }
            objectives = read
        case (_?, let several?):
            several.log.error(
                at: several.keyPosition, several.path,
                "found both objective and objectives, expected one of them")
            return nil
        case (nil, nil):
            root.missing("objective")
            return nil
        }
    }

    private static func readList(_ reader: NodeReader) -> [ObjectiveSection]? {
        guard let elements = reader.elements else { return nil }
        if elements.isEmpty || elements.count > limit {
            reader.error("found a list of \(elements.count), expected one to \(limit) objectives")
            return nil
        }
        let objectives = elements.compactMap(ObjectiveSection.read)
        var seen: Set<String> = []
        for objective in objectives where !seen.insert(objective.value.metric).inserted {
            objective.metricReader.error("\"\(objective.value.metric)\" is an objective already")
        }
        for objective in objectives where objectives.count > 1 {
            objective.takeReader?.error("of several objectives the last epoch of all counts: leave this out")
        }
        return objectives.count == elements.count ? objectives : nil
    }

    /// Says that a search needs an objective.
    func refuseNone() {
        for objective in objectives where objective.value.isNone {
            objective.metricReader.error(
                "a search needs something to go by, expected { minimize: \"METRIC\" } or { maximize: \"METRIC\" }")
        }
    }

    // MARK: What needs the other sections

    /// Checks that the program can report what the goals need, and the types of their expressions.
    ///
    /// - Parameter isNew: whether texts that are probably meant otherwise are refused; a stored study has run with what
    ///   they are taken for.
    func check(_ training: TrainingSection?, _ names: NameTable, types: [String: ValueType], isNew: Bool) {
        if case .last(let count) = value.counting, count > 1, let reader = feasible.reader {
            reader.error("a mean over epochs meets no condition: with `feasible`, take the best epoch or the last one")
        }
        if isNew {
            let check = MetricNameCheck(training: training)
            for objective in objectives where !objective.value.isNone {
                check.check(objective.value, objective.metricReader)
            }
            for (condition, reader) in feasible.entries { check.check(condition, reader) }
        }
        for objective in objectives { check(objective, training, names, types) }
        for (condition, reader) in feasible.entries {
            check(condition, reader, training, names, types, expected: [.bool, .any]) {
                "found an expression that gives \($0.words), expected one that is true or false, such as \"memory < 16\""
            }
        }
        for objective in objectives { names.warnOfMovingObjective(objective.value, at: objective.metricReader) }
    }

    private func check(
        _ objective: ObjectiveSection, _ training: TrainingSection?, _ names: NameTable, _ types: [String: ValueType]
    ) {
        let (text, reader) = (objective.value.metric, objective.metricReader)
        if objective.value.isNone { return }
        if training?.reports(text) == true { return }
        guard let expression = objective.value.expression, objective.value.isCalculated else {
            training?.check(metric: text, reader)
            return
        }
        check(expression, reader, training, names, types, expected: [.int, .float, .any]) {
            "found an expression that gives \($0.words), expected a number"
        }
        for occurrence in expression.occurrences {
            guard let parameter = Expression.parameter(occurrence.name), names.isConditional(parameter) else {
                continue
            }
            reader.error(
                "column \(occurrence.column) of `\(text)`: `\(parameter)` is not always active, and without it there "
                    + "is no objective")
        }
    }

    private func check(
        _ expression: Expression, _ reader: NodeReader, _ training: TrainingSection?, _ names: NameTable,
        _ types: [String: ValueType], expected: Set<ValueType>, words: (ValueType) -> String
    ) {
        var known: [String: ValueType] = [:]
        var isKnown = true
        for occurrence in expression.occurrences {
            let place = "column \(occurrence.column) of `\(expression.source)`: "
            if let parameter = Expression.parameter(occurrence.name) {
                known[occurrence.name] = types[parameter] ?? .any
                guard !names.all.contains(parameter) else { continue }
                isKnown = false
                reader.error(
                    "\(place)there is no parameter `\(parameter)`",
                    suggestion: nearestName(to: parameter, among: names.all).map {
                        Expression.spelling(of: "params.\($0)")
                    })
            } else {
                known[occurrence.name] = .float
                let metric = Expression.metric(occurrence.name) ?? occurrence.name
                guard let training, training.reports(metric) == false, training.reports(occurrence.name) == false
                else { continue }
                isKnown = false
                if names.all.contains(metric) {
                    reader.error(
                        "\(place)no metric is called this", suggestion: Expression.spelling(of: "params.\(metric)"))
                } else {
                    training.check(metric: metric, reader, place: place)
                }
            }
        }
        guard isKnown else { return }
        do {
            let type = try expression.type(where: known)
            if !expected.contains(type) { reader.error(words(type)) }
        } catch {
            reader.error("\(error)")
        }
    }
}
