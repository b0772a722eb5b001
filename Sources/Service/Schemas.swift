// What the procedures answer, as JSON Schema (2020-12).

import JSON
import RPC

/// The properties that answers have in common.
enum Schemas {
    static let text: JSONValue = ["type": "string"]
    static let maybeText: JSONValue = ["type": ["string", "null"]]
    static let whole: JSONValue = ["type": "integer"]
    static let maybeWhole: JSONValue = ["type": ["integer", "null"]]
    static let truth: JSONValue = ["type": "boolean"]
    static let object: JSONValue = ["type": "object"]
    static let maybeObject: JSONValue = ["type": ["object", "null"]]
    static let texts: JSONValue = ["type": "array", "items": text]
    /// A number, or "nan", "inf" or "-inf".
    static let figure: JSONValue = ["type": ["number", "string"]]
    static let maybeFigure: JSONValue = ["type": ["number", "string", "null"]]
    static let objective: JSONValue = ["type": ["object", "array", "null"]]

    static func list(of element: JSONValue) -> JSONValue { ["type": "array", "items": element] }

    /// A trial as lists have it.
    static let trial = ResultSchema(trialProperties, required: ["number", "state", "value", "epoch", "params"])

    static let trialProperties: JSONObject = [
        "number": whole,
        "state": [
            "type": "string", "enum": ["waiting", "running", "completed", "pruned", "failed", "stopped"],
        ],
        "value": maybeFigure, "epoch": maybeWhole, "params": object, "values": maybeObject, "violation": maybeFigure,
        "stage": maybeText, "repeats": maybeWhole,
    ]

    /// The best trial; of several objectives the front.
    static let bestProperties: JSONObject = [
        "number": whole, "value": maybeFigure, "values": maybeObject, "epoch": maybeWhole, "params": object,
        "stage": text, "mean": figure, "std": maybeFigure, "seeds": whole, "trials": list(of: object),
    ]

    /// How many trials are in each state.
    static let counts: JSONObject = [
        "waiting": whole, "running": whole, "completed": whole, "pruned": whole, "failed": whole, "stopped": whole,
        "paused": whole,
    ]
}
