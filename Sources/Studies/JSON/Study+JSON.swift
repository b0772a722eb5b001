// A study as the JSON that scripts rely on.

public import Definitions
import Expressions
public import JSON
public import Search
public import Storage

extension Study {
    /// `{"maximize": "val_accuracy"}`, of several objectives a list of such; null where nothing counts.
    public var objectivesJSON: JSONValue {
        if !hasObjective { return .null }
        let all = objectives.map { [$0.direction.rawValue: .string($0.metric)] as JSONValue }
        return all.count == 1 ? all[0] : .array(all)
    }
}

extension StudySummary {
    /// `{"name", "objective", "trials", "completed", …, "best": {"number", "value"}, …}`
    public var json: JSONObject {
        var object: JSONObject = [
            "name": .string(study.name),
            "objective": study.objectivesJSON,
            "trials": .int(trials),
        ]
        for state in TrialState.Name.allCases { object[state.rawValue] = .int(counts.counts[state] ?? 0) }
        object["paused"] = .int(counts.paused)
        object["repetitions"] = .int(counts.repetitions)
        object["best"] = best.trial.map { ["number": .int($0.number), "value": JSONValue(best.value)] } ?? .null
        object["directory"] = .string(study.directory)
        object["created_at"] = .double(study.createdAt)
        return object
    }
}

extension StudyDefinition {
    /// `{"name", "objective", "train", "sampler", "pruner", "seed", "space", …}`
    public func json(of study: Study) -> JSONValue {
        [
            "name": .string(study.name),
            "objective": study.objectivesJSON,
            "feasible": .array(goals.feasible.map { .string($0.source) }),
            "sampler": .string(sampler.name), "pruner": .string(pruner.name),
            "audit": .double(audit.share), "seed": .int(Int(truncatingIfNeeded: seed)),
            "epochs": JSONValue(training.epochs),
            "parameters": .array(space.parameters.map { .string($0.name) }),
            "start": .array(start.map { JSONValue($0) }),
            "warnings": .array(warnings.map { .string($0) }),
            "directory": .string(study.directory),
        ]
    }
}

extension FrontSummary {
    /// `{"trials", "hypervolume"}`
    public var json: JSONValue { ["trials": .int(count), "hypervolume": .double(hypervolume)] }
}

extension [StudyObjective] {
    /// `{"val_accuracy": 0.91, "parameters": 120000}`
    public func json(_ values: [Double]) -> JSONValue {
        .object(JSONObject(zip(self, values).map { ($0.metric, JSONValue.double($1)) }))
    }
}
