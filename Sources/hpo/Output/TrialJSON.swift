// The JSON shapes that scripts rely on, each in one place.

import Definitions
import JSON
import Storage

extension JSONValue {
    init(_ number: Int?) { self = number.map { .int($0) } ?? .null }
    init(_ number: Double?) { self = number.map { .double($0) } ?? .null }
    init(_ text: String?) { self = text.map { .string($0) } ?? .null }
}

extension Trial {
    /// `{"number", "state", "value", "epoch", "params"}`, and `"audited_epoch"` where there is one.
    var json: JSONObject {
        var object: JSONObject = [
            "number": .int(number), "state": .string(state.name.rawValue), "value": JSONValue(value),
            "epoch": JSONValue(bestEpoch), "params": JSONValue(parameters.resolved),
        ]
        object["audited_epoch"] = auditedEpoch.map { .int($0) }
        return object
    }

    /// The same with what else is known of it, and `"epochs": [{"epoch", "metrics"}]`.
    func json(epochs: [Epoch]) -> JSONValue {
        var object = json
        object["reason"] = JSONValue(state.reason)
        object["attempt"] = .int(attempt)
        object["seed"] = .int(seed)
        object["origin"] = .string(origin.rawValue)
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

    /// `{"number", "value", "epoch", "params"}`
    var bestJSON: JSONValue {
        [
            "number": .int(number), "value": JSONValue(value), "epoch": JSONValue(bestEpoch),
            "params": JSONValue(parameters.resolved),
        ]
    }
}

extension Trial {
    /// `completed, audited`
    var stateWords: String { state.name.rawValue + (auditedEpoch == nil ? "" : ", audited") }
}

extension TrialState {
    /// Why it failed or was stopped, where that is known.
    var reason: String? {
        switch self {
        case .failed(let reason): reason
        case .stopped(let reason): reason
        case .waiting, .running, .completed, .pruned: nil
        }
    }
}
