// Runs trials as child processes of this one.
//
// Each program leads a process group of its own, so that Ctrl-C in the terminal reaches only the loop and a signal reaches
// all that a trial has started. When the program ends, what is left of its group is killed, and what has left the group but
// bears the job's mark in its environment: nobody would read it.

public import Search
public import Storage
import System

/// Runs jobs on this machine.
public final class LocalLauncher: Launcher {
    private let logLimit: Int
    private(set) var jobs: [LocalJob] = []
    var pending: [JobEvent] = []
    private var poll = Poll()
    private var lastLook = 0.0

    /// A launcher whose logs keep at most `logLimit` bytes each.
    ///
    /// From now on this process is not killed by writing to a pipe that nobody reads: a program may end while it is answered.
    public init(logLimit: Int = 64 << 20) {
        self.logLimit = logLimit
        Signals.ignoreBrokenPipes()
    }

    /// Starts the job's program as soon as it is on record.
    public func submit(_ job: Job, recording record: (JobHandle) -> Bool) throws(LaunchError) {
        guard let program = job.command.first, !program.isEmpty else {
            throw LaunchError("the study's command is empty")
        }
        do throws(SystemError) {
            if try serve(job, recording: record) { return }
            let prepared = try LocalJob(preparing: job, logLimit: logLimit)
            guard let handle = Self.handle(of: prepared.process, mark: prepared.mark) else {
                throw SystemError("the number and the start of a process")
            }
            guard record(handle) else { return prepared.drop() }
            try prepared.begin()
            jobs.append(prepared)
            pending.append(.started(job.id))
        } catch {
            throw LaunchError(
                Self.words(for: error, program: program, workingDirectory: job.workingDirectory),
                isNoRoom: error.isNoRoomNow)
        }
    }

    /// Follows the program no longer, and kills it: it is this launcher's child, and nobody else could follow it.
    public func forget(_ id: AttemptID) { kill(id) }

    /// Asks the system; whether a warm program has asked for another trial, its pipe says.
    public func hasEnded(_ id: AttemptID) -> Bool {
        guard let job = job(id) else { return true }
        if job.service != nil { pending += job.receive(.output) }
        return !job.isBusy || job.process.hasEnded
    }

    /// Writes the verdict to the program's standard input, without waiting for it to be read.
    public func answer(_ verdict: Verdict, to id: AttemptID) { job(id)?.answer(verdict) }

    /// Sends SIGTERM to the program and its group; not to a warm one that has asked for another trial meanwhile.
    public func terminate(_ id: AttemptID) {
        if !hasEnded(id) || job(id)?.service == nil { job(id)?.signal(.terminate) }
    }

    /// Sends SIGKILL to the program and its group.
    public func kill(_ id: AttemptID) { job(id)?.signal(.kill) }

    /// Waits with poll(2) over the pipes of all jobs.
    public func events(within seconds: Double, waking wake: Int32) -> [JobEvent] {
        var events = pending
        pending = []
        poll.removeAll()
        var channels: [(job: LocalJob, channel: LocalJob.Channel)] = []
        for job in jobs {
            job.forEachChannel { channel, descriptor, writable in
                poll.add(descriptor, writable: writable)
                channels.append((job, channel))
            }
        }
        if wake >= 0 { poll.add(wake) }
        let seconds = advanceFarewells(atMost: seconds)
        let patience = jobs.contains { $0.memory != nil } ? min(seconds, Self.secondsBetweenLooks) : seconds
        for position in poll.wait(atMost: events.isEmpty ? patience : 0) where position < channels.count {
            let (job, channel) = channels[position]
            events += job.receive(channel)
        }
        checkMemory()
        jobs.removeAll { $0.isOver }
        return events
    }

    private static let secondsBetweenLooks = 0.5

    /// Looks from time to time at what those jobs use that may not use all.
    private func checkMemory() {
        let now = SystemClock.monotonicSeconds
        guard jobs.contains(where: { $0.memory != nil }), now >= lastLook + Self.secondsBetweenLooks else { return }
        lastLook = now
        for job in jobs { job.checkMemory() }
    }

    private func job(_ id: AttemptID) -> LocalJob? { jobs.first { $0.id == id && $0.isBusy } }

    private static func words(for error: SystemError, program: String, workingDirectory: String) -> String {
        if error.call == "chdir", error.isMissing {
            return "cannot start \(program): its directory \(workingDirectory) does not exist"
        }
        guard error.call == "execve" else { return "cannot start \(program): \(error)" }
        if error.isMissing {
            let place =
                program.contains("/") ? "no such file, or its interpreter is missing" : "no such program in PATH"
            return "cannot start \(program): \(place)"
        }
        if error.isForbidden { return "cannot start \(program): it is not an executable file" }
        if error.isNotExecutable { return "cannot start \(program): not a program that this machine can run" }
        return "cannot start \(program): \(error.reason)"
    }
}
