public import Expressions
import Search
public import Storage

/// A condition on trials, checked before it meets one.
public struct TrialFilter {
    private let condition: Expression
    private let objectives: [String]

    /// - Throws: where the condition names what no trial has, or is not true or false.
    public init(_ condition: Expression, over trials: [Trial], of study: Study) throws(StudyError) {
        objectives = study.objectives.map(\.metric)
        var types: [String: ValueType] = [
            "number": .int, "state": .string, "value": .float, "epoch": .int, "attempt": .int, "audited": .bool,
            "paused": .bool, "stage": .string, "repeats": .int,
        ]
        if trials.contains(where: { $0.violation != nil }) {
            types["feasible"] = .bool
            types["violation"] = .float
        }
        if objectives.count > 1 { for metric in objectives { types["values.\(metric)"] = .float } }
        for trial in trials {
            for (name, value) in trial.parameters.resolved.values {
                let key = "params.\(name)"
                types[key] = types[key]?.union(value.type) ?? value.type
            }
        }
        let type: ValueType
        do throws(ExpressionError) { type = try condition.type(where: types) } catch {
            throw .condition(condition.source, error)
        }
        guard type == .bool || type == .any else { throw .noCondition(condition.source) }
        self.condition = condition
    }

    /// The trials for which the condition is true; one that lacks a value that it names is none of them.
    public func matches(in trials: [Trial]) throws(StudyError) -> [Trial] {
        var matches: [Trial] = []
        for trial in trials {
            do throws(ExpressionError) {
                if try condition.evaluate({ value($0, of: trial) }) == .bool(true) { matches.append(trial) }
            } catch {
                guard error.isNoValue else { throw .condition(condition.source, error) }
            }
        }
        return matches
    }

    private func value(_ name: String, of trial: Trial) -> Value? {
        switch name {
        case "number": .int(trial.number)
        case "state": .string(trial.state.name.rawValue)
        case "value": trial.value.map { .float($0) }
        case "epoch": trial.bestEpoch.map { .int($0) }
        case "stage": trial.stage.map { .string($0) }
        case "repeats": (trial.repeats?.trial).map { .int($0) }
        case "attempt": .int(trial.attempt)
        case "audited": .bool(trial.auditedEpoch != nil)
        case "paused": .bool(trial.pausedEpoch != nil)
        case "violation": trial.violation.map { .float($0) }
        case "feasible": trial.violation.map { .bool($0 == 0) }
        default:
            if name.hasPrefix("values.") {
                objective(String(name.dropFirst(7)), of: trial).map { .float($0) }
            } else {
                name.hasPrefix("params.") ? trial.parameters.resolved[String(name.dropFirst(7))] : nil
            }
        }
    }

    private func objective(_ metric: String, of trial: Trial) -> Double? {
        guard let index = objectives.firstIndex(of: metric), index < trial.values.count else { return nil }
        return trial.values[index]
    }
}
