// A trial as the JSON that scripts rely on.

import Definitions
public import JSON
import Search
public import Storage

extension Trial {
    /// `{"number", "state", "value", "epoch", "params"}`, and where they apply `"values"` (of several objectives),
    /// `"violation"` (of the study's conditions), `"stage"`, `"repeats"`, `"audited_epoch"` and
    /// `"paused_epoch"`.
    public func json(in study: Study) -> JSONObject {
        var object: JSONObject = [
            "number": .int(number), "state": .string(state.name.rawValue),
            "value": JSONValue(study.hasObjective ? value : nil),
            "epoch": JSONValue(bestEpoch), "params": JSONValue(parameters.resolved),
        ]
        if study.objectives.count > 1 { object["values"] = valuesJSON(in: study) }
        object["violation"] = violation.map { .double($0) }
        object["stage"] = stage.map { .string($0) }
        object["repeats"] = (repeats?.trial).map { .int($0) }
        object["audited_epoch"] = auditedEpoch.map { .int($0) }
        object["paused_epoch"] = pausedEpoch.map { .int($0) }
        return object
    }

    /// The same with what else is known of it, and `"epochs": [{"epoch", "metrics"}]`.
    public func json(in study: Study, epochs: [Epoch]) -> JSONValue {
        var object = json(in: study)
        object["reason"] = JSONValue(state.reason)
        object["attempt"] = .int(attempt)
        object["seed"] = .int(seed)
        object["origin"] = .string(origin.rawValue)
        object["definition"] = .int(definitionRevision)
        object["sampler"] = JSONValue(sampler)
        object["note"] = JSONValue(note)
        object["started_at"] = JSONValue(startedAt)
        object["ended_at"] = JSONValue(endedAt)
        object["epochs"] = .array(
            epochs.map { epoch in
                let metrics = epoch.metrics.map { ($0.name, JSONValue.double($0.value)) }
                return ["epoch": .int(epoch.epoch), "metrics": .object(JSONObject(metrics))]
            })
        return .object(object)
    }

    /// `{"number", "value", "epoch", "params"}`; of several objectives `"values"` instead of `"value"`.
    public func bestJSON(in study: Study) -> JSONValue {
        let hasSeveral = study.objectives.count > 1
        var object: JSONObject = ["number": .int(number)]
        object[hasSeveral ? "values" : "value"] = hasSeveral ? valuesJSON(in: study) : JSONValue(value)
        object["epoch"] = JSONValue(bestEpoch)
        object["params"] = JSONValue(parameters.resolved)
        object["stage"] = stage.map { .string($0) }
        return .object(object)
    }

    private func valuesJSON(in study: Study) -> JSONValue { values.isEmpty ? .null : study.objectives.json(values) }
}

extension TrialPage {
    /// An array with `Trial.json(in:)` of each, or with objects of the columns that were asked for.
    public func json(in study: Study) -> JSONValue {
        .array(
            trials.map { trial in
                guard let columns else { return .object(trial.json(in: study)) }
                return .object(
                    JSONObject(columns.map { ($0, value($0, of: trial).map { JSONValue($0) } ?? .null) }))
            })
    }
}

extension TrialState {
    /// Why it failed or was stopped, where that is known.
    public var reason: String? {
        switch self {
        case .failed(let reason): reason
        case .stopped(let reason): reason
        case .waiting, .running, .completed, .pruned: nil
        }
    }
}
