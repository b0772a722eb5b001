// What a study's trials say, as the JSON that scripts rely on: each finding with its kind, its words, its numbers, its change.

public import Analysis
import Definitions
import Expressions
public import JSON
import Search

extension StudyAdvice {
    /// `{"study", "findings": [{"finding", "message", …, "change"}], "gaps": [{"question", "reason"}], "best": {"trial", "findings"}}`
    public var json: JSONValue {
        var object: JSONObject = [
            "study": .string(study),
            "findings": .array(diagnosis.findings.map(\.json)),
            "gaps": .array(
                diagnosis.gaps.map { ["question": .string($0.question.rawValue), "reason": .string($0.reason)] }),
        ]
        object["best"] =
            best.map { best in
                [
                    "trial": .int(best.trial),
                    "findings": .array(best.curves.findings.map(\.json)),
                ]
            } ?? .null
        return .object(object)
    }
}

extension StudyFinding {
    /// `{"finding": "edge", "message", …its numbers…, "change"}`
    public var json: JSONValue {
        var object: JSONObject = ["finding": .string(kind), "message": .string("\(self)")]
        switch self {
        case .edge(let edge):
            object["parameter"] = .string(edge.parameter)
            object["end"] = JSONValue(edge.end)
            object["side"] = edge.isHigh ? "high" : "low"
            object["trial"] = .int(edge.best)
            object["value"] = JSONValue(edge.value)
            object["near"] = edge.near.counts
            object["p"] = .double(edge.chance)
        case .idle(let idle):
            object["parameter"] = .string(idle.parameter)
            object["importance"] = .double(idle.importance)
            object["noise"] = .double(idle.level)
            object["trials"] = .int(idle.trials)
        case .nothingMatters(let parameters, let level, let trials):
            object["parameters"] = .int(parameters)
            object["noise"] = .double(level)
            object["trials"] = .int(trials)
        case .tooFewTrials(let completed, let parameters, let wanted):
            object["completed"] = .int(completed)
            object["parameters"] = .int(parameters)
            object["wanted"] = .int(wanted)
        case .lateBloomers(let late):
            object["epoch"] = .int(late.epoch)
            object["pruned"] = .int(late.pruned)
            object["correlation"] = .double(late.correlation)
            object["overtakers"] = late.overtakers.counts
            object["settled"] = JSONValue(late.settled)
        case .duplicates(let found):
            object["groups"] = .array(found.groups.map { .array($0.map { .int($0) }) })
            object["repeated"] = .int(found.repeated)
            object["trials"] = .int(found.trials)
            object["configurations"] = JSONValue(found.configurations)
        case .failures(let found):
            object["parameter"] = .string(found.parameter)
            object["region"] = found.region.json
            object["inside"] = found.inside.counts
            object["outside"] = found.outside.counts
            object["p"] = .double(found.chance)
        case .noise(let noise):
            object["deviation"] = .double(noise.deviation)
            object["gap"] = .double(noise.gap)
            object["trials"] = .array(noise.trials.map { .int($0) })
        }
        object["change"] = change?.json ?? .null
        return .object(object)
    }

    /// The kind in one word.
    public var kind: String {
        switch self {
        case .edge: "edge"
        case .idle: "idle"
        case .nothingMatters: "nothing_matters"
        case .tooFewTrials: "too_few_trials"
        case .lateBloomers: "late_bloomers"
        case .duplicates: "duplicates"
        case .failures: "failures"
        case .noise: "noise"
        }
    }
}

extension CurveFinding {
    /// `{"finding": "plateau", "message", "changes"}`
    public var json: JSONValue {
        [
            "finding": .string(kind), "message": .string("\(self)"),
            "changes": .array(changes.map(\.json)),
        ]
    }

    /// The kind in one word.
    public var kind: String {
        switch self {
        case .converged: "converged"
        case .plateau: "plateau"
        case .overfitting: "overfitting"
        case .wideGap: "wide_gap"
        case .narrowGap: "narrow_gap"
        case .trainBelowValidation: "train_below_validation"
        case .bounce: "bounce"
        case .stillImproving: "still_improving"
        case .nonFinite: "non_finite"
        case .explosion: "explosion"
        }
    }
}

extension Change {
    /// `{"message", "widen": "lr", "to": {"float": [1e-06, 0.01], "log": true}}`
    public var json: JSONValue {
        var object: JSONObject = ["message": .string("\(self)")]
        switch self {
        case .widen(let name, let domain): (object["widen"], object["to"]) = (.string(name), domain.json)
        case .narrow(let name, let domain): (object["narrow"], object["to"]) = (.string(name), domain.json)
        case .fix(let name, let value): (object["fix"], object["at"]) = (.string(name), JSONValue(value))
        case .moreTrials(let count): object["more_trials"] = .int(count)
        case .confirm(let trials, let times):
            (object["confirm"], object["times"]) = (.array(trials.map { .int($0) }), .int(times))
        case .prunerWarmup(let epochs): object["pruner_warmup_epochs"] = .int(epochs)
        case .epochs(let count): object["epochs"] = .int(count)
        case .turn(let knob, let turn):
            (object["turn"], object["direction"]) = (.string(knob.rawValue), .string(turn.rawValue))
        }
        return .object(object)
    }
}

extension NextDefinition {
    /// `{"name", "changes": [{"path", "change", "why"}], "omitted": [{"change", "why"}], "start": [7, 3]}`
    public var json: JSONValue {
        [
            "name": .string(name),
            "changes": .array(
                edits.map { ["path": .string($0.path), "change": $0.change.json, "why": .string($0.why)] }),
            "omitted": .array(omissions.map { ["change": $0.change.json, "why": .string($0.why)] }),
            "start": .array(start.map { .int($0) }),
        ]
    }
}

extension Proportion {
    fileprivate var counts: JSONValue { ["count": .int(count), "of": .int(total)] }
}

extension StudyFinding.Failures.Region {
    fileprivate var json: JSONValue {
        switch self {
        case .value(let value): ["value": JSONValue(value)]
        case .upTo(let value): ["up_to": JSONValue(value)]
        case .from(let value): ["from": JSONValue(value)]
        }
    }
}

extension Domain {
    /// As definitions write it: `{"float": [0, 0.5], "step": 0.05}`.
    fileprivate var json: JSONValue {
        switch self {
        case .int(let low, let high, let step, let log):
            var object: JSONObject = ["int": [.int(low), .int(high)]]
            if step != 1 { object["step"] = .int(step) }
            if log { object["log"] = true }
            return .object(object)
        case .float(let low, let high, let step, let log):
            var object: JSONObject = ["float": [.double(low), .double(high)]]
            object["step"] = step.map { .double($0) }
            if log { object["log"] = true }
            return .object(object)
        case .choice(let values, let ordered):
            var object: JSONObject = ["choice": .array(values.map { JSONValue($0) })]
            if ordered { object["ordered"] = true }
            return .object(object)
        }
    }
}
