// A trial's attempts, and how their programs were run, as JSON.

public import JSON
public import Storage

extension Attempt {
    /// `{"attempt", "state", "reason", "started_at", "ended_at"}`; one that failed and was followed by another one is `failed`
    /// here.
    public var json: JSONValue {
        [
            "attempt": .int(number), "state": .string(state?.rawValue ?? "running"), "reason": JSONValue(reason),
            "started_at": .double(startedAt), "ended_at": JSONValue(endedAt),
        ]
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
