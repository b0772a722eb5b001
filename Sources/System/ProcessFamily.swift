// A program and all that it has started, wherever that went: those in its process group, and those that bear its mark.
//
//     let family = ProcessFamily(leader: identity, mark: "HPO_JOB=1f0a…")     // the mark is in the program's environment
//     family.end(within: 5)                                                  // also what became a daemon of its own

/// A program and what it has left, to be ended by whoever comes later.
public struct ProcessFamily: Sendable, Hashable {
    /// The program, which leads, or led, a process group; nil where only the mark counts.
    public let leader: ProcessIdentity?
    /// An entry of the environment that the program was given, and hands down to what it starts; nil where there is none.
    public let mark: String?

    /// The family of the program `leader`, whose environment has the entry `mark`.
    public init(leader: ProcessIdentity?, mark: String?) {
        self.leader = leader
        self.mark = mark
    }

    /// Ends all of it whether it will or not, and waits until nothing is left of it; no longer than `seconds`, since a process
    /// that hangs in the system cannot be helped.
    ///
    /// Where the system does not show other processes' environments, only the group counts, and that only while the process
    /// that led it lives, or its number can be nobody else's.
    ///
    /// - Returns: whether nothing is left.
    @discardableResult
    public func end(within seconds: Double) -> Bool {
        let deadline = SystemClock.monotonicSeconds + seconds
        var pause = 0.001
        while true {
            let left = members()
            if left.isEmpty { return true }
            for process in left where process.isRunning { process.send(.kill) }
            if SystemClock.monotonicSeconds >= deadline { return false }
            SystemClock.sleep(seconds: pause)
            pause = min(pause * 2, 0.05)
        }
    }
}
