import Definitions
import Expressions
public import JSON
import Storage

extension TrialComparison {
    /// `{"trials": [3, 7], "states", "epochs", "params": {"lr": [1e-3, 3e-3]}, "metrics": {…}}`
    public var json: JSONValue {
        [
            "trials": .array(trials.map { .int($0.number) }),
            "states": .array(trials.map { .string($0.state.name.rawValue) }),
            "epochs": .array(epochs.map { JSONValue($0) }),
            "params": .object(
                JSONObject(parameters.map { ($0.name, .array($0.values.map { $0.map { JSONValue($0) } ?? .null })) })),
            "metrics": .object(
                JSONObject(metrics.map { ($0.name, .array($0.values.map { $0.map { .double($0) } ?? .null })) })),
        ]
    }
}
