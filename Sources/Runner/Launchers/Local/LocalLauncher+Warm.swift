// Warm programs among the launcher's processes: who serves the next trial, and what becomes of those that none is left for.

import Storage
import System

extension LocalLauncher {
    /// Gives `job` to a program that waits for one such as it, once that is on record.
    ///
    /// - Returns: whether it is done with; false where a fresh process is to serve it.
    func serve(_ job: Job, recording record: (JobHandle) -> Bool) throws(SystemError) -> Bool {
        guard let line = job.configuration else { return false }
        let free = jobs.first { $0.service?.isFree(for: job) == true && !$0.isOver && !$0.process.hasEnded }
        guard let free, let handle = Self.handle(of: free.process, mark: free.mark) else {
            // Of an earlier stage, say: it would hold its memory for nothing.
            dismissIdle()
            return false
        }
        guard record(handle) else { return true }
        try free.serve(job, line: line)
        pending.append(.started(job.id))
        return true
    }

    /// Closes the input of the programs that wait for a trial, and waits for their ends.
    public func dismiss(waking wake: Int32) {
        dismissIdle()
        while jobs.contains(where: { !$0.isBusy }) {
            _ = events(within: 1, waking: wake)
            guard wake >= 0 else { continue }
            var poll = Poll()
            poll.add(wake)
            if !poll.wait(atMost: 0).isEmpty { for job in jobs where !job.isBusy { job.signal(.kill) } }
        }
    }

    /// Does what is due to programs that were let go.
    ///
    /// - Returns: how long to wait at most, until more is due.
    func advanceFarewells(atMost seconds: Double) -> Double {
        guard jobs.contains(where: { $0.service?.farewell != nil }) else { return seconds }
        let now = SystemClock.monotonicSeconds
        return jobs.compactMap { $0.advanceFarewell(at: now) }.reduce(seconds) { max(0, min($0, $1 - now)) }
    }

    private func dismissIdle() {
        let now = SystemClock.monotonicSeconds
        for job in jobs where !job.isBusy { job.dismiss(at: now) }
    }
}
