// A study here in Optuna's words, and what Optuna has no word for.
//
//     let exported = try OptunaExport(of: study)
//     try OptunaDatabase.write(exported.study, to: "optuna.db", replacing: false)

import Definitions
import Expressions
import JSON
import Search
import Storage
public import Studies

/// A study as one of Optuna's.
public struct OptunaExport: Sendable {
    /// What is to be written.
    public let study: OptunaStudy
    /// What is otherwise there, and what was left out, each in a sentence.
    public let notes: [String]

    /// Reads all of `study`.
    ///
    /// - Throws: `notASearch` for a study of runs that are only recorded; what reading it throws.
    public init(of study: OpenStudy) throws {
        let definition = try study.definition()
        guard !definition.isTracked else { throw OptunaError.notASearch(study: study.name) }
        var exported = OptunaStudy(name: study.name, directions: definition.goals.directions)
        exported.systemAttributes[OptunaMetrics.namesKey] = .array(
            definition.goals.objectives.map { .string($0.metric) })
        var translation = ExportedTrials(definition: definition, labels: try study.labels())
        let trials = try study.trials()
        translation.notes.countDeleted(lastNumber: trials.last?.number, present: trials.count)
        for trial in trials {
            let epochs = trial.startedRevision == nil ? [] : try study.epochs(of: trial.number)
            if let trial = translation.trial(trial, epochs, by: try study.definition(of: trial)) {
                exported.trials.append(trial)
            }
        }
        self.study = exported
        notes = translation.lines
    }
}

private struct ExportedTrials {
    let definition: StudyDefinition
    let labels: [Int: TrialLabels]
    var notes = ExportNotes()
    private var next = 0
    private var leftOut: Set<String> = []

    init(definition: StudyDefinition, labels: [Int: TrialLabels]) {
        (self.definition, self.labels) = (definition, labels)
    }

    var lines: [String] {
        let metrics = leftOut.sorted()
        let shown = metrics.prefix(10).joined(separator: ", ") + (metrics.count > 10 ? ", …" : "")
        return notes.lines
            + (metrics.isEmpty ? [] : ["left out: the metrics \(shown), of which Optuna keeps one a step"])
    }

    /// nil for one that counts for nothing there.
    mutating func trial(_ trial: Trial, _ epochs: [Epoch], by own: StudyDefinition) -> OptunaTrial? {
        if trial.repeats != nil {
            notes.count("left out, since repetitions of others with other seeds")
            return nil
        }
        var exported = OptunaTrial(number: next, state: .running)
        if trial.number != next { exported.userAttributes["hpo:number"] = .int(trial.number) }
        next += 1
        (exported.startedAt, exported.endedAt) = (trial.startedAt, trial.endedAt)
        exported.intermediate = intermediate(of: epochs)
        setState(of: trial, in: &exported)
        let stored = parameters(of: trial, by: own)
        if exported.state == .waiting {
            // A trial that waits is asked for these when it begins.
            exported.systemAttributes["fixed_params"] = own.json(trial.parameters.sampled)
        } else {
            exported.parameters = stored
        }
        for (name, value) in own.json(trial.parameters.derived).objectValue ?? JSONObject() {
            exported.userAttributes[name] = value
        }
        for (name, value) in own.json(trial.parameters.fixed).objectValue ?? JSONObject() {
            exported.userAttributes[name] = value
        }
        addConstraints(of: trial, epochs, to: &exported)
        addLabels(of: trial, to: &exported)
        return exported
    }

    private mutating func setState(of trial: Trial, in exported: inout OptunaTrial) {
        switch trial.state {
        case .waiting:
            exported.state = .waiting
            exported.endedAt = nil
        case .running, .stopped:
            exported.endedAt = nil
            if case .stopped = trial.state { notes.count("stopped here, running there: Optuna has no word for it") }
        case .pruned:
            exported.state = .pruned
            if let last = exported.intermediate.last?.value, !last.isNaN { exported.values = [last] }
        case .failed(let reason):
            exported.state = .failed
            exported.systemAttributes["fail_reason"] = .string(reason)
        case .completed(let score):
            guard !score.values.contains(where: \.isNaN) else {
                exported.state = .failed
                exported.systemAttributes["fail_reason"] = "its value is NaN"
                return notes.count("of the value NaN, failed there, as Optuna takes them")
            }
            exported.state = .complete
            exported.values = score.values
        }
    }

    /// Of one objective what was reported of it, epoch by epoch; of several Optuna takes none.
    private mutating func intermediate(of epochs: [Epoch]) -> [(step: Int, value: Double)] {
        let objectives = definition.goals.objectives
        let isOne = objectives.count == 1
        var values: [(step: Int, value: Double)] = []
        for epoch in epochs {
            for metric in epoch.metrics where !isKnown(metric.name, isOne: isOne) { leftOut.insert(metric.name) }
            guard isOne else { continue }
            let reported = epoch.metrics.first { $0.name == objectives[0].metric }?.value ?? epoch.objective
            if let reported { values.append((epoch.epoch, reported)) }
        }
        return values
    }

    private func isKnown(_ metric: String, isOne: Bool) -> Bool {
        definition.goals.objectives.contains { $0.metric == metric } && isOne
            || metric.hasPrefix(OptunaMetrics.constraintPrefix)
    }

    /// The sampled values, each with what it was drawn from: by the newest definition, or by the trial's own where that one
    /// has the value no more.
    private mutating func parameters(of trial: Trial, by own: StudyDefinition) -> [OptunaTrial.Parameter] {
        var parameters: [OptunaTrial.Parameter] = []
        var order = definition.space.parameters.map(\.name)
        order += trial.parameters.sampled.names.filter { !order.contains($0) }
        for name in order {
            guard let value = trial.parameters.sampled[name] else { continue }
            let known = [definition, own].lazy.compactMap { definition in
                definition.space.parameters.first { $0.name == name }.flatMap { parameter in
                    parameter.domain.optuna(value) { definition.structured.json(of: $0, for: name) }
                }
            }.first
            if let known {
                parameters.append(
                    OptunaTrial.Parameter(name: name, stored: known.stored, distribution: known.distribution))
            } else {
                notes.count("of a value that its space does not have: left out")
            }
        }
        return parameters
    }

    private func addConstraints(of trial: Trial, _ epochs: [Epoch], to exported: inout OptunaTrial) {
        guard !definition.goals.feasible.isEmpty else { return }
        let prefix = OptunaMetrics.constraintPrefix
        // Those that came from Optuna are metrics here, and the conditions are on nothing else.
        let isFromOptuna = definition.goals.feasible.allSatisfy {
            $0.source.hasPrefix(prefix) && $0.source.hasSuffix(" <= 0")
        }
        let metrics = epochs.last?.metrics.filter { $0.name.hasPrefix(prefix) } ?? []
        if isFromOptuna, !metrics.isEmpty {
            let names = metrics.map { String($0.name.dropFirst(prefix.count)) }
            let list = names.indices.compactMap { index in names.firstIndex(of: "\(index)").map { metrics[$0].value } }
            if list.count == metrics.count {
                exported.systemAttributes["constraints"] = .array(list.map { .double($0) })
                return
            }
            for (name, metric) in zip(names, metrics) {
                exported.systemAttributes["constraints:\(name)"] = .double(metric.value)
            }
        } else if let violation = trial.violation {
            exported.systemAttributes["constraints:violation"] = .double(violation)
        }
    }

    private func addLabels(of trial: Trial, to exported: inout OptunaTrial) {
        guard let labels = labels[trial.number] else { return }
        if let remark = labels.remark {
            // Notes of trials that came from Optuna are its user attributes.
            if let object = (try? JSONValue(parsing: remark, syntax: .lenient))?.objectValue {
                for (key, value) in object { exported.userAttributes[key] = value }
            } else {
                exported.userAttributes["note"] = .string(remark)
            }
        }
        if !labels.tags.isEmpty { exported.userAttributes["tags"] = .array(labels.tags.map { .string($0) }) }
    }
}

extension Domain {
    /// The distribution, and what Optuna stores of a value; nil where it is outside.
    fileprivate func optuna(
        _ value: Value, structured: (Value) -> JSONValue?
    ) -> (stored: Double, distribution: OptunaDistribution)? {
        guard canonical(value) != nil else { return nil }
        switch self {
        case .float(let low, let high, let step, let log):
            guard let number = value.number else { return nil }
            // A high end that no step reaches is none there.
            let last = count.flatMap { count in step.map { min(high, low + Double(count - 1) * $0) } } ?? high
            return (number, .float(low: low, high: max(last, number), step: step, log: log))
        case .int(let low, let high, let step, let log):
            guard let number = value.number else { return nil }
            return (number, .int(low: low, high: low + (high - low) / step * step, step: step, log: log))
        case .choice(let values, _):
            guard let index = values.firstIndex(where: { $0 == canonical(value) }) else { return nil }
            return (Double(index), .categorical(values.map { structured($0) ?? JSONValue($0) }))
        }
    }
}
