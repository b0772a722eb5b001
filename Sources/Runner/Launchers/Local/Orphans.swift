import System

/// Programs of trials that have outlived the loop that started them.
enum Orphans {
    /// Kills the process group that `leader` leads, if it is still the process that was noted, and waits until it is gone, so that
    /// two programs never write one checkpoint.
    static func end(_ leader: ProcessIdentity) {
        guard leader.isRunning, let group = Int32(exactly: leader.pid) else { return }
        ProcessGroup(leader: group).send(.kill)
        for _ in 0..<500 where leader.isRunning { SystemClock.sleep(seconds: 0.01) }
    }
}
