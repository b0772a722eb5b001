internal import CSQLite

/// Waits for other processes, for a random while that grows with each try, up to a limit.
///
/// The randomness keeps processes that collided once from colliding in step for ever; it decides when something is
/// written, never what.
final class BusyWait {
    let seconds: Double
    private var deadline = ContinuousClock.now

    init(seconds: Double) { self.seconds = seconds }

    /// - Parameter tries: how often this wait has been called for one lock so far.
    /// - Returns: whether to try again.
    func wait(tries: Int32) -> Bool {
        if tries == 0 { deadline = .now + .seconds(seconds) }
        guard ContinuousClock.now < deadline else { return false }
        let longest = Int32(1) << min(tries, 5)
        sqlite3_sleep(Int32.random(in: 1...longest))
        return true
    }

    /// Makes this the busy handler of `connection`, which must not outlive it.
    func install(on connection: OpaquePointer) {
        sqlite3_busy_handler(
            connection,
            { context, tries in
                guard let context else { return 0 }
                return Unmanaged<BusyWait>.fromOpaque(context).takeUnretainedValue().wait(tries: tries) ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque())
    }
}
