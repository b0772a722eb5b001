// A study's stages as the JSON that scripts rely on.

import Definitions
import Expressions
public import JSON
public import Storage

extension StageStanding {
    /// `{"name", "state", "trials", "planned", "best", "gate", …}`
    public func json(in study: Study) -> JSONValue {
        var object: JSONObject = [
            "name": .string(stage.name), "state": .string(state.rawValue), "trials": .int(begun),
            "planned": .int(planned), "best": best.trial?.bestJSON(in: study) ?? .null,
        ]
        object["from"] = JSONValue(step?.best)
        if let gate = stage.when { object["gate"] = .string(gate.source) }
        if let step, step.gate != nil {
            object["readings"] = step.readingsJSON
            object["revision"] = .int(step.sawRevision)
        }
        return .object(object)
    }
}

extension StageStep {
    /// `{"event": "stage", "stage", "decision", "from", "revision", "readings": {"best.val_cosine": 0.71}}`
    public var json: JSONValue {
        [
            "event": "stage", "stage": JSONValue(stage), "decision": .string(decision.rawValue),
            "from": JSONValue(best), "revision": .int(sawRevision), "readings": readingsJSON,
        ]
    }

    var readingsJSON: JSONValue {
        .object(JSONObject(readings.map { ($0.name, $0.value.map { JSONValue($0) } ?? .null) }))
    }
}
