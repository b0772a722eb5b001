// What a study is doing now, as the JSON that scripts rely on.

public import JSON
import Storage
import System

extension StudyStatus {
    /// `{"study", "running": […], "waiting", "stopped", "paused", "completed", "pruned", "failed", "repetitions"}`
    public var json: JSONObject {
        var object: JSONObject = [
            "study": .string(counts.study.name), "running": .array(running.map { $0.json(at: now) }),
        ]
        for state in TrialState.Name.allCases where state != .running {
            object[state.rawValue] = .int((counts.counts[state] ?? 0) - (state == .stopped ? counts.paused : 0))
        }
        object["paused"] = .int(counts.paused)
        object["repetitions"] = .int(counts.repetitions)
        return object
    }
}

extension StudyStatus.Running {
    fileprivate func json(at now: Double) -> JSONValue {
        var object: JSONObject = [
            "number": .int(trial.attempt.number), "attempt": .int(trial.attempt.attempt),
            "runner": .string(runner.word), "started_at": .double(trial.startedAt),
            "seconds": .double(now - trial.startedAt), "epoch": trial.epoch.map { .int($0) } ?? .null,
            "reported_at": trial.reportedAt.map { .double($0) } ?? .null,
        ]
        guard let claim = trial.claim else { return .object(object) }
        object["host"] = .string(claim.owner.host)
        object["pid"] = .int(claim.owner.process.pid)
        object["heartbeat_at"] = .double(claim.heartbeatAt)
        if case .elsewhere(let database) = runner {
            object["database"] = .string(database)
        } else if let handle = claim.handle {
            object["launcher"] = .string(handle.launcher)
            object["job"] = .string(handle.text)
        }
        return .object(object)
    }
}

extension StudyStatus.Runner {
    /// As JSON names it.
    var word: String {
        switch self {
        case .byHand: "by_hand"
        case .alive: "alive"
        case .gone: "gone"
        case .elsewhere: "elsewhere"
        }
    }
}
