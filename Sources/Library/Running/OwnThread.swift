import Synchronization
import System

/// Does one thing after another on a thread of its own: what waits for a disk would block Swift's cooperative pool.
///
/// There is a thread as long as there is something to do.
final class OwnThread: SerialExecutor {
    private struct Work {
        var jobs: [UnownedJob] = []
        var isGoing = false
    }

    private let work = Mutex(Work())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let begins = work.withLock { work in
            work.jobs.append(job)
            defer { work.isGoing = true }
            return !work.isGoing
        }
        guard begins else { return }
        do {
            try BackgroundThread.run { self.go() }
        } catch {
            // Where there is no thread to be had, the caller's does it.
            go()
        }
    }

    private func go() {
        while let jobs = next() { for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) } }
    }

    private func next() -> [UnownedJob]? {
        work.withLock { work in
            defer { work.jobs = [] }
            if work.jobs.isEmpty { work.isGoing = false }
            return work.jobs.isEmpty ? nil : work.jobs
        }
    }
}
