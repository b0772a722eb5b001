// A trial's attempts, and how their programs were run, as JSON.

public import JSON
public import Storage

extension AttemptCourse {
    /// `{"attempt", "state", "reason", "started_at", "ended_at", "begun", "pruner", "pruned_epoch", "paused_epoch"}`; `begun` is
    /// `{"by": "first" | "resumed" | "again"}` or `{"by": "promoted", "pruner", "epoch", "waiting"}`, and `pruner` the one that
    /// ended it. One that failed and was followed by another one is `failed` here.
    public var json: JSONValue {
        [
            "attempt": .int(attempt.number), "state": .string(attempt.state?.rawValue ?? "running"),
            "reason": JSONValue(attempt.reason), "started_at": .double(attempt.startedAt),
            "ended_at": JSONValue(attempt.endedAt), "begun": beginning.json, "pruner": JSONValue(endedBy),
            "pruned_epoch": JSONValue(attempt.prunedEpoch), "paused_epoch": JSONValue(attempt.pausedEpoch),
        ]
    }
}

extension AttemptCourse.Beginning {
    var json: JSONValue {
        switch self {
        case .first: ["by": "first"]
        case .resumed: ["by": "resumed"]
        case .again: ["by": "again"]
        case .promoted(let pruner, let epoch, let waiting):
            ["by": "promoted", "pruner": .string(pruner), "epoch": .int(epoch), "waiting": .int(waiting)]
        }
    }
}

extension AttemptRun {
    /// `{"attempt", "host", "user", "version", "command", "directory", "git": {"commit", "dirty", "diff"} | null, "gpu",
    /// "started_at", "ended_at", "cpu_seconds", "peak_memory"}`, the memory in bytes.
    public var json: JSONValue {
        let git: JSONValue =
            run.commit.map { commit in
                ["commit": .string(commit), "dirty": .bool(run.diff != nil), "diff": JSONValue(run.diff)]
            } ?? .null
        return [
            "attempt": .int(attempt), "host": .string(run.host), "user": .string(run.user),
            "version": .string(run.version), "command": .array(run.command.map { .string($0) }),
            "directory": .string(run.directory), "git": git, "gpu": JSONValue(run.gpu),
            "started_at": .double(startedAt), "ended_at": JSONValue(endedAt),
            "cpu_seconds": JSONValue(usage?.cpuSeconds), "peak_memory": JSONValue(usage?.peakMemory),
        ]
    }
}
