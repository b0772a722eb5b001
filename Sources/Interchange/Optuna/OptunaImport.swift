// A study of Optuna's in the words of one here: its definition, its trials, and what could not be said.
//
//     let imported = try OptunaImport(try OptunaFile.study(named: nil, in: "optuna.db"), command: ["python3", "train.py"])
//     let study = try store.importStudy(try imported.definition(), trials: imported.trials, from: "Optuna", directory: project)

public import Definitions
import JSON
import Search
import Storage
public import Studies
import Words

/// A study of Optuna's as one here.
public struct OptunaImport: Sendable {
    /// What it is called here.
    public let name: String
    /// Its definition: nobody has written one before.
    public let text: String
    /// Its trials, by their numbers here.
    public let trials: [ForeignTrial]
    /// What is otherwise here, and what was left out, each in a sentence.
    public let notes: [String]

    /// - Parameters:
    ///   - name: what it is to be called here; nil for what it is called there.
    ///   - command: the program that further trials run, its words with placeholders; nil where that is yet to be said.
    ///   - metric: what the program calls the one objective; nil for what Optuna was told, or `value`.
    /// - Throws: `nothingSampled`.
    public init(
        _ study: OptunaStudy, name: String? = nil, command: [String]? = nil, metric: String? = nil
    ) throws(OptunaError) {
        let space = OptunaSpace(study.trials)
        guard !space.parameters.isEmpty else { throw .nothingSampled(study: study.name) }
        let metrics = OptunaMetrics(study, named: metric)
        var translation = TrialTranslation(study: study, space: space, metrics: metrics)
        trials = study.trials.enumerated().map { translation.trial($1, at: $0) }
        self.name = name ?? Self.name(for: study.name)
        var notes = study.unread.map { "\($0) could not be read" } + space.notes + metrics.notes
        if name == nil, self.name != study.name {
            notes.append("the study \(study.name.debugDescription) is \(self.name) here")
        }
        let others = study.systemAttributes.keys.filter { $0 != OptunaMetrics.namesKey }
        if !others.isEmpty {
            notes.append("left out of the study: the system attributes \(others.joined(separator: ", "))")
        }
        self.notes = notes + translation.notes
        text = OptunaDefinition(study: study, name: self.name, space: space, metrics: metrics, command: command).text
    }

    /// The definition, checked like any other.
    public func definition() throws(DefinitionErrors) -> StudyDefinition {
        try StudyDefinition.parse(text, file: "studies/\(name).json5", workloads: [])
    }

    /// A study's name that is a name here as well.
    private static func name(for original: String) -> String {
        if problem(withName: original) == nil { return original }
        let allowed = original.unicodeScalars.prefix(80).map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            return isPlain || "._-".unicodeScalars.contains(scalar) ? Character(scalar) : "-"
        }
        var name = String(allowed.drop { !$0.isLetter && !$0.isNumber })
        while let last = name.last, !last.isLetter, !last.isNumber { name.removeLast() }
        return problem(withName: name) == nil ? name : "optuna"
    }
}

/// What a study's objectives and constraints are called here.
struct OptunaMetrics {
    static let namesKey = "study:metric_names"
    /// What a report of a study of several objectives is called, of which Optuna says nothing.
    static let intermediate = "intermediate"
    static let constraintPrefix = "constraint_"

    /// One for each objective.
    let objectives: [String]
    /// The constraints' metrics, by what Optuna calls them: `constraints:memory`, or a place in the list `constraints`.
    private(set) var constraints: [(key: String, metric: String)] = []
    private(set) var notes: [String] = []

    init(_ study: OptunaStudy, named metric: String?) {
        let told = study.systemAttributes[Self.namesKey]?.arrayValue?.compactMap(\.stringValue) ?? []
        let count = study.directions.count
        let isTold =
            told.count == count && Set(told).count == count
            && told.allSatisfy { EpochReport.mistake(inName: $0) == nil && $0 != "none" }
        let defaults = count == 1 ? ["value"] : (0..<count).map { "value_\($0)" }
        if let metric, count == 1 { objectives = [metric] } else { objectives = isTold ? told : defaults }
        if !told.isEmpty, !isTold { notes.append("the metrics' names \(told) are not those of metrics here") }
        var seen: Set<String> = []
        for trial in study.trials {
            for (key, value) in trial.systemAttributes {
                for (key, _) in Self.values(of: key, value) where seen.insert(key).inserted {
                    constraints.append((key, metricName(for: key)))
                }
            }
        }
    }

    private func metricName(for key: String) -> String {
        let word = key.split(separator: ":", maxSplits: 1).last.map(String.init) ?? key
        let base =
            Self.constraintPrefix
            + String(
                word.unicodeScalars.prefix(80).map { scalar -> Character in
                    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                        ? Character(scalar) : "_"
                })
        var (name, index) = (base, 2)
        while constraints.contains(where: { $0.metric == name }) || objectives.contains(name) {
            name = "\(base)_\(index)"
            index += 1
        }
        return name
    }

    /// The constraints of a trial, by their keys here.
    func constraints(of trial: OptunaTrial) -> [Metric] {
        if constraints.isEmpty { return [] }
        let values = trial.systemAttributes.members.flatMap { Self.values(of: $0.key, $0.value) }
        return values.compactMap { key, value in
            constraints.first { $0.key == key }.map { Metric($0.metric, value) }
        }
    }

    /// `constraints: [0.5, -1]` of Optuna 4, `constraints:NAME: 0.5` of Optuna 5.
    private static func values(of key: String, _ json: JSONValue) -> [(key: String, value: Double)] {
        if key == "constraints" {
            return (json.arrayValue ?? []).enumerated().compactMap { index, value in
                value.doubleValue.map { ("constraints:\(index)", $0) }
            }
        }
        guard key.hasPrefix("constraints:"), let value = json.doubleValue else { return [] }
        return [(key, value)]
    }

    static func isConstraint(_ key: String) -> Bool { key == "constraints" || key.hasPrefix("constraints:") }
}

private struct TrialTranslation {
    let study: OptunaStudy
    let space: OptunaSpace
    let metrics: OptunaMetrics
    private var leftOut: [String: Int] = [:]
    private var counts: [String: Int] = [:]

    init(study: OptunaStudy, space: OptunaSpace, metrics: OptunaMetrics) {
        (self.study, self.space, self.metrics) = (study, space, metrics)
    }

    var notes: [String] {
        leftOut.sorted { $0.key < $1.key }.map { "left out: the system attribute \($0) of \(words($1))" }
            + counts.sorted { $0.key < $1.key }.map { "\(words($1)): \($0)" }
    }

    private func words(_ count: Int) -> String { count == 1 ? "1 trial" : "\(count) trials" }

    mutating func trial(_ trial: OptunaTrial, at place: Int) -> ForeignTrial {
        var state = self.state(of: trial)
        if case .completed(let values) = state, values.count != study.directions.count {
            state = .failed(reason: "it was complete in Optuna, without its values")
            count("complete there without all values, failed here")
        }
        if trial.number != place { count("of another number here, since there are numbers without a trial there") }
        let sampled: Configuration
        if state == .waiting {
            sampled = space.given(trial.systemAttributes["fixed_params"]?.objectValue ?? JSONObject())
        } else {
            sampled = space.configuration(of: trial)
        }
        var foreign = ForeignTrial("trial \(trial.number) of \(study.name)", state, sampled: sampled)
        foreign.epochs = state == .waiting ? [] : epochs(of: trial)
        (foreign.startedAt, foreign.endedAt) = (trial.startedAt, trial.endedAt)
        if !trial.userAttributes.isEmpty { foreign.remark = JSONValue.object(trial.userAttributes).pythonText }
        // `completed_rung_3` and `cma:optimizer:0` are of many.
        let families = trial.systemAttributes.keys.filter { !isKnown($0) }.map { key in
            let family = String(key.prefix { !$0.isNumber && $0 != ":" })
            return family == key ? key : "\(family)…"
        }
        for family in Set(families) { leftOut[family, default: 0] += 1 }
        if trial.state == .pruned, let value = trial.values.first, let last = trial.intermediate.last?.value,
            value != last,
            !last.isNaN
        {
            count("pruned there with a value that is not its last report, which is what is known of it here")
        }
        return foreign
    }

    private mutating func count(_ what: String) { counts[what, default: 0] += 1 }

    private func isKnown(_ key: String) -> Bool {
        OptunaMetrics.isConstraint(key) || key == "fixed_params" || key == "fail_reason"
    }

    private mutating func state(of trial: OptunaTrial) -> ForeignTrial.State {
        switch trial.state {
        case .complete: return .completed(trial.values)
        case .pruned: return .pruned
        case .failed:
            return .failed(reason: trial.systemAttributes["fail_reason"]?.stringValue ?? "it failed in Optuna")
        case .running:
            count("running there: one that has all its values is stopped here, and hpo study run begins it again")
            return .unfinished
        case .waiting: return .waiting
        }
    }

    private mutating func epochs(of trial: OptunaTrial) -> [EpochReport] {
        let name = metrics.objectives.count == 1 ? metrics.objectives[0] : OptunaMetrics.intermediate
        var epochs: [EpochReport] = []
        epochs.reserveCapacity(trial.intermediate.count + 1)
        for (step, value) in trial.intermediate {
            guard (0...EpochReport.largestEpoch).contains(step) else {
                count("with reports at steps that are no epochs here")
                continue
            }
            epochs.append(EpochReport(epoch: step, metrics: [Metric(name, value)]))
        }
        let constraints = metrics.constraints(of: trial)
        if constraints.isEmpty { return epochs }
        if epochs.isEmpty { return [EpochReport(epoch: 0, metrics: constraints)] }
        epochs[epochs.count - 1].metrics += constraints
        return epochs
    }
}
