public import Expressions
import Search
public import Storage
import Words

/// What trials can be asked for by name: by conditions, by orders, as columns.
///
/// `number`, `state`, `value`, `epoch` (of the value), `attempt`, `seed`, `duration` or `seconds`, `reason`, `stage`, `repeats`,
/// `audited`, `paused`, `remark`, `tags` (all of them as one text), `tags.NAME` (whether it has that one), `params.NAME`,
/// and `metrics.NAME` (at that epoch); of several objectives `values.METRIC`, with conditions `violation` and `feasible`.
public struct TrialFields {
    /// The type of each field that any of the trials may have.
    public let types: [String: ValueType]
    private let objectives: [String]
    private let metrics: [Int: [String: Double]]
    private let labels: [Int: TrialLabels]

    private static let own: [String: ValueType] = [
        "number": .int, "state": .string, "value": .float, "epoch": .int, "attempt": .int, "seed": .int,
        "duration": .float, "seconds": .float, "reason": .string, "stage": .string, "repeats": .int, "audited": .bool,
        "paused": .bool, "tags": .string, "remark": .string,
    ]

    /// The fields of `trials`.
    ///
    /// - Parameters:
    ///   - metrics: by trial, those of its best epoch.
    ///   - labels: by trial, the tags and remarks of those that have any.
    ///   - known: the types of fields that other trials may have.
    public init(
        of study: Study, over trials: [Trial], metrics: [Int: [String: Double]] = [:],
        labels: [Int: TrialLabels] = [:], known: [String: ValueType] = [:]
    ) {
        self.labels = labels
        objectives = study.objectives.map(\.metric)
        self.metrics = metrics
        var types = Self.own
        if trials.contains(where: { $0.violation != nil }) {
            types["feasible"] = .bool
            types["violation"] = .float
        }
        if objectives.count > 1 { for metric in objectives { types["values.\(metric)"] = .float } }
        var parameters: [String: ValueType] = [:]
        for trial in trials {
            for part in [trial.parameters.fixed, trial.parameters.derived, trial.parameters.sampled] {
                for (name, value) in part.values {
                    let type = value.type
                    guard parameters[name] != type else { continue }
                    parameters[name] = parameters[name]?.union(type) ?? type
                }
            }
        }
        for (name, type) in parameters { types["params.\(name)"] = type }
        for name in Set(metrics.values.flatMap(\.keys)) { types["metrics.\(name)"] = .float }
        for tag in Set(labels.values.flatMap(\.tags)) { types["tags.\(tag)"] = .bool }
        self.types = types.merging(known) { own, _ in own }
    }

    /// Whether every trial may have a field of this name.
    static func isOwn(_ name: String) -> Bool { own[name] != nil }

    /// The whole name of a field: `lr` is short for `params.lr`, `val_loss` for `metrics.val_loss`.
    ///
    /// - Throws: `noField` where no trial has one of that name.
    public func name(_ short: String) throws(StudyError) -> String {
        for name in [short, "params.\(short)", "values.\(short)", "metrics.\(short)"] where types[name] != nil {
            return name
        }
        throw .noField(short, known: types.keys.sorted())
    }

    /// The value of a field; nil where the trial has none.
    public func value(_ name: String, of trial: Trial) -> Value? { reader(of: name)(trial) }

    /// What reads a field of one trial after another.
    func reader(of name: String) -> (Trial) -> Value? {
        guard let (scope, member) = name.cutOnce(at: ".") else { return { own(name, of: $0) } }
        switch scope {
        case "params": return { $0.parameters[member] }
        case "metrics": return { metrics[$0.number]?[member].map { .float($0) } }
        case "tags": return { .bool(labels[$0.number]?.tags.contains(member) ?? false) }
        case "values":
            guard let index = objectives.firstIndex(of: member) else { break }
            return { index < $0.values.count ? .float($0.values[index]) : nil }
        default: break
        }
        return { _ in nil }
    }

    private func own(_ name: String, of trial: Trial) -> Value? {
        switch name {
        case "number": return .int(trial.number)
        case "state": return .string(trial.state.name.rawValue)
        case "value": return trial.value.map { .float($0) }
        case "epoch": return trial.bestEpoch.map { .int($0) }
        case "attempt": return .int(trial.attempt)
        case "seed": return .int(trial.seed)
        case "duration", "seconds":
            guard let started = trial.startedAt, let ended = trial.endedAt else { return nil }
            return .float(ended - started)
        case "reason": return trial.state.reason.map { .string($0) }
        case "stage": return trial.stage.map { .string($0) }
        case "repeats": return (trial.repeats?.trial).map { .int($0) }
        case "audited": return .bool(trial.auditedEpoch != nil)
        case "paused": return .bool(trial.pausedEpoch != nil)
        case "remark": return labels[trial.number]?.remark.map { .string($0) }
        case "tags":
            guard let tags = labels[trial.number]?.tags, !tags.isEmpty else { return nil }
            return .string(tags.joined(separator: " "))
        case "violation": return trial.violation.map { .float($0) }
        case "feasible": return trial.violation.map { .bool($0 == 0) }
        default: return nil
        }
    }
}
