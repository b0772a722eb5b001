public import JSON
import Storage

extension MergedStudy {
    /// What became of it, for programs.
    public var json: JSONValue {
        var object: JSONObject = [
            "name_there": .string(merge.nameThere), "name": .string(merge.name),
            "effect": .string(merge.effect.rawValue), "trials": .int(merge.trials), "epochs": .int(merge.epochs),
            "folder": .string(folder), "missing_folders": .array(missing.map { .int($0) }),
        ]
        object["files_at"] = source.map { .string($0) }
        return .object(object)
    }
}

extension DatabaseCheck {
    /// What was found, for programs.
    public var json: JSONObject {
        [
            "sound": .bool(isSound), "damages": .array(damages.map { .string($0) }),
            "problems": .array(problems.map(\.json)), "notes": .array(notes.map(\.json)), "studies": .int(studies),
            "trials": .int(trials), "epochs": .int(epochs), "bytes": .int(bytes), "unused_bytes": .int(unusedBytes),
            "log_bytes": .int(logBytes),
        ]
    }
}

extension RecordProblem {
    fileprivate var json: JSONValue {
        [
            "study": .string(study), "trial": trial.map { .int($0) } ?? .null, "problem": .string(words),
        ]
    }
}
