// Who has been silent for how long, of those whose processes cannot be looked up: on other machines, in other containers.
//
// Their heartbeats have the times of their own clocks, which may be minutes ahead or behind. So what counts is whether a
// heartbeat changes while it is watched, by the watcher's own clock.

/// What is known of owners by watching their heartbeats.
public struct Silences: Sendable {
    private struct Watch {
        let heartbeatAt: Double
        /// When this heartbeat was seen first, by the watcher's clock.
        let since: Double
        /// Whether it is not the first one that was seen.
        let hasSpoken: Bool
    }

    private struct Key: Hashable {
        let attempt: TrialAttempt
        let owner: Owner
    }

    private var watches: [Key: Watch] = [:]

    /// Nobody is watched yet.
    public init() {}

    /// Takes in how the claims stand at `now`, in seconds of a clock that never goes back.
    mutating func look(at claims: [Claim], at now: Double) {
        var next: [Key: Watch] = [:]
        for claim in claims {
            let key = Key(attempt: claim.attempt, owner: claim.owner)
            let watch = watches[key]
            if let watch, watch.heartbeatAt == claim.heartbeatAt {
                next[key] = watch
            } else {
                next[key] = Watch(heartbeatAt: claim.heartbeatAt, since: now, hasSpoken: watch != nil)
            }
        }
        watches = next
    }

    /// Whether nothing was heard of the claim's owner for longer than `expiry` seconds.
    func isSilent(_ claim: Claim, for expiry: Double, at now: Double) -> Bool {
        watches[Key(attempt: claim.attempt, owner: claim.owner)].map { now - $0.since > expiry } ?? false
    }

    /// Whether it was heard of since it is watched.
    func hasSpoken(_ claim: Claim) -> Bool {
        watches[Key(attempt: claim.attempt, owner: claim.owner)]?.hasSpoken ?? false
    }
}
