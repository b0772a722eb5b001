// What a new study takes from others, and what an edit changes, as the JSON that scripts rely on.

public import JSON
public import Storage

extension WarmStart.Source {
    /// `{"study", "candidates", "completed", "pruned", "refused": [{"reason", "trials"}], "remarks"}`
    public var json: JSONValue {
        [
            "study": .string(study), "candidates": .int(candidates), "completed": .int(completed),
            "pruned": .int(pruned),
            "refused": .array(
                reasons.map { ["reason": .string($0.words), "trials": .array($0.trials.map { .int($0) })] }),
            "remarks": .array(remarks.map { .string($0) }),
        ]
    }
}

extension StudyEdit {
    /// `{"study", "definition", "changes", "problems", "doubts"}`
    public func json(of study: Study, revision: Int?) -> JSONValue {
        [
            "study": .string(study.name), "definition": JSONValue(revision),
            "changes": .array(
                changes.map { ["path": .string($0.path), "old": $0.old ?? .null, "new": $0.new ?? .null] }),
            "problems": .array(problems.map { .string($0) }), "doubts": .array(doubts.map { .string($0) }),
        ]
    }
}
