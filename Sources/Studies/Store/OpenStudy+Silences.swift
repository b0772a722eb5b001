public import Storage
internal import System

extension OpenStudy {
    /// Watches the owners that only their heartbeats are known of, until each was heard of or has been silent for `expiry`
    /// seconds, and stops the trials of the silent ones.
    ///
    /// - Parameter tell: called once with the claims that are waited for, if there are any.
    public func awaitSilence(
        for expiry: Double = 60, tell: ([Claim]) throws -> Void
    ) throws {
        var silences = Silences()
        var hasTold = false
        while true {
            let found = try database.orphans(
                of: record.id, seenFrom: .current(), watching: &silences, at: SystemClock.monotonicSeconds,
                expiry: expiry)
            try database.reap(found.dead)
            if found.inDoubt.isEmpty { return }
            if !hasTold { try tell(found.inDoubt) }
            hasTold = true
            SystemClock.sleep(seconds: min(1, expiry / 4))
        }
    }
}
