// Launchers that do one thing wrong, each as somebody might write it.

import HPOLauncherTesting
import Runner
import Search
import Storage
import System
import Testing

/// Runs jobs by the local launcher, but for a fault.
final class WrongLauncher: Launcher {
    /// What it does wrong.
    enum Fault: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case losesUnfinishedLine = "a last line without an end is lost"
        case endsTwice = "an end is told again"
        case endsEarly = "the end is told before what was printed"
        case mixesStreams = "both streams are one"
        case losesEnvironment = "the environment is its own"
        case mixesJobs = "one job's events are told of another"
        case losesUsage = "nobody measures"
        case pipes = "the program is the first of a pipeline, whose status is that of the last"
        case answersOthers = "whoever comes first gets the answer"
        case wantsListeners = "an answer that nobody reads is the end"
        case terminatesOnly = "nobody is killed"
        case killsAtOnce = "nobody is asked"
        case leavesChildren = "children are out of reach"
        case ignoresRecord = "a job that is not on record begins"
        case recordsLate = "a job begins, and then is put on record"
        case swallowsErrors = "a program that there is not has ended well"
        case keepsWholeLog = "the log has no limit"
        case sleepsOn = "nothing wakes it"
        case endsEver = "every program has ended"
        case endsNothing = "what others left is left"
        case endsAnyHandle = "any handle is its own"
        case adoptsAll = "any job is adopted"
        case keepsIdle = "nobody is dismissed"

        var testDescription: String { rawValue }

        /// The rules that it breaks, among others.
        var broken: [LauncherContract.Rule] {
            switch self {
            case .losesUnfinishedLine, .endsTwice, .endsEarly: [.order]
            case .mixesStreams, .losesEnvironment: [.surroundings]
            case .mixesJobs: [.many]
            case .losesUsage: [.usage]
            case .pipes: [.status, .signal, .silent, .heldPipe, .escaped]
            case .answersOthers: [.answers, .over]
            case .wantsListeners: [.deaf]
            case .terminatesOnly: [.kill, .elsewhere]
            case .killsAtOnce: [.terminate]
            case .leavesChildren: [.kill]
            case .ignoresRecord, .recordsLate: [.recorded]
            case .swallowsErrors: [.missing]
            case .keepsWholeLog: [.log]
            case .sleepsOn: [.wake]
            case .endsEver: [.running]
            case .endsNothing, .endsAnyHandle: [.endedByHandle]
            case .adoptsAll: [.foreignHandles, .adopted]
            case .keepsIdle: [.dismissed]
            }
        }
    }

    private let fault: Fault
    private let inner: LocalLauncher
    private var pending: [JobEvent] = []
    private var ids: [AttemptID] = []
    /// What it has kept of a line.
    private var unfinished: [UInt8] = []
    /// Where children that are out of reach say so.
    private var loose = ""

    init(_ fault: Fault) {
        self.fault = fault
        inner = LocalLauncher(logLimit: fault == .keepsWholeLog ? 64 << 20 : 1 << 20)
    }

    func submit(_ job: Job, recording record: (JobHandle) -> Bool) throws(LaunchError) {
        var job = job
        ids.append(job.id)
        switch fault {
        case .losesEnvironment: job.environment["GREETING"] = nil
        case .pipes: job.command = ["/bin/sh", "-c", "\"$@\" | cat", "sh"] + job.command
        case .leavesChildren: loosen(&job)
        default: break
        }
        do throws(LaunchError) {
            switch fault {
            case .ignoresRecord:
                try inner.submit(job) {
                    _ = record($0)
                    return true
                }
            case .recordsLate:
                var handle: JobHandle?
                try inner.submit(job) {
                    handle = $0
                    return true
                }
                if let handle, !record(handle) { inner.kill(job.id) }
            default: try inner.submit(job, recording: record)
            }
        } catch {
            guard fault == .swallowsErrors else { throw error }
            pending.append(.ended(job.id, .exited(status: 0)))
        }
    }

    /// Has the job find a `sleep` that leaves its group and its mark, and says so by a file.
    private func loosen(_ job: inout Job) {
        loose = "\(job.workingDirectory)/loose"
        try? Files.makeFolders(loose)
        try? Files.replace(
            "\(loose)/sleep",
            with: """
                #!/bin/sh
                exec setsid env -u HPO_JOB sh -c 'touch "loose/$$"; exec /bin/sleep "$0"' "$1"
                """)
        try? Files.makeExecutable("\(loose)/sleep")
        job.environment["PATH"] = "\(loose):/usr/bin:/bin"
    }

    func adopt(_ job: Job, _ handle: JobHandle) -> Bool { fault == .adoptsAll || inner.adopt(job, handle) }

    func forget(_ id: AttemptID) { inner.forget(id) }

    func end(_ handle: JobHandle) {
        switch fault {
        case .endsNothing: break
        case .endsAnyHandle: inner.end(JobHandle(launcher: LocalLauncher.name, text: handle.text))
        default: inner.end(handle)
        }
    }

    func hasEnded(_ id: AttemptID) -> Bool { fault == .endsEver || inner.hasEnded(id) }

    func answer(_ verdict: Verdict, to id: AttemptID) {
        if fault == .wantsListeners { pending.append(.ended(id, .lost(reason: "nobody reads the answer"))) }
        inner.answer(verdict, to: fault == .answersOthers ? ids.last { !inner.hasEnded($0) } ?? id : id)
    }

    func terminate(_ id: AttemptID) {
        if fault == .killsAtOnce { inner.kill(id) } else { inner.terminate(id) }
    }

    func kill(_ id: AttemptID) {
        // Two children, beside the file that they run.
        while fault == .leavesChildren, Files.names(in: loose).count < 3, !inner.hasEnded(id) {
            SystemClock.sleep(seconds: 0.01)
        }
        if fault == .terminatesOnly { inner.terminate(id) } else { inner.kill(id) }
    }

    func events(within seconds: Double, waking wake: Int32) -> [JobEvent] {
        let before = pending
        pending = []
        let events = inner.events(within: seconds, waking: fault == .sleepsOn ? -1 : wake)
        return before + events.flatMap(told)
    }

    func dismiss(waking wake: Int32) {
        if fault != .keepsIdle { inner.dismiss(waking: wake) }
    }

    private func told(_ event: JobEvent) -> [JobEvent] {
        switch (fault, event) {
        case (.losesUnfinishedLine, .printed(let id, .output, let bytes)):
            let end = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
            defer { unfinished = (end > 0 ? [] : unfinished) + bytes[end...] }
            return end > 0 ? [.printed(id, .output, bytes: unfinished + bytes[..<end])] : []
        case (.endsTwice, .ended): pending.append(event)
        case (.endsEarly, .printed(let id, _, _)): return [.ended(id, .exited(status: 0)), event]
        case (.mixesStreams, .printed(let id, _, let bytes)): return [.printed(id, .output, bytes: bytes)]
        case (.mixesJobs, .printed(let id, let stream, let bytes)):
            return [.printed(AttemptID(trial: id.trial ^ 1, attempt: id.attempt), stream, bytes: bytes)]
        case (.losesUsage, .used): return []
        default: break
        }
        return [event]
    }
}
