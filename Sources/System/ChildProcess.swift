// A child process: who it is, when it ends, and the group that it leads.
//
//     let child = try command.start()
//     try child.watch(closing: signal)      // the other end of the pipe is readable once the child has ended
//     child.send(.terminate)
//     let end = child.reap()

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How a process ended.
public enum ProcessEnd: Sendable, Hashable {
    /// By itself, with this exit status.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
}

/// What a process has used, with those that it has waited for.
public struct ProcessUsage: Sendable, Hashable {
    /// Seconds of the processors, its own and the system's for it.
    public let cpuSeconds: Double
    /// The most memory that one of them had, in bytes. A program begins as a copy of who started it: it is no less than that.
    public let peakMemory: Int

    fileprivate init(_ usage: rusage) {
        let times = [usage.ru_utime, usage.ru_stime]
        cpuSeconds = times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        #if canImport(Darwin)
            peakMemory = Int(usage.ru_maxrss)
        #else
            peakMemory = Int(usage.ru_maxrss) << 10
        #endif
    }
}

/// A process that this one has started.
public struct ChildProcess: Sendable, Hashable {
    /// Its number; a child's stays its own until it is reaped.
    public let id: Int32

    /// The group that it leads.
    public var group: ProcessGroup { ProcessGroup(leader: id) }

    /// Sends a signal to the group that it was started as the leader of, and to itself where it has gone to another.
    public func send(_ signal: Signal) {
        group.send(signal)
        if id > 1, getpgid(id) != id { _ = kill(id, signal.number) }
    }

    /// Whether it has ended, which nobody but `reap` changes anything about.
    public var hasEnded: Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT | WNOHANG) == 0 && information.si_signo != 0
    }

    /// Closes `signal` when the child has ended, which it watches from a thread of its own.
    /// The child is left for `reap`, so that its id and its group's stay its own until then.
    public func watch(closing signal: consuming Descriptor) throws(SystemError) {
        let watch = Watch(id, signal)
        try BackgroundThread.run {
            var information = siginfo_t()
            while waitid(P_PID, id_t(watch.process), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        }
    }

    /// Waits for the child to end and takes its status.
    public func reap() -> ProcessEnd { reapMeasured().end }

    /// Waits for the child to end and takes its status, and what it has used.
    public func reapMeasured() -> (end: ProcessEnd, usage: ProcessUsage) {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(id, &status, 0, &usage) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return (signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal), ProcessUsage(usage))
    }

    private final class Watch: Sendable {
        let process: Int32
        let signal: Descriptor
        init(_ process: Int32, _ signal: consuming Descriptor) {
            self.process = process
            self.signal = signal
        }
    }
}

/// A process and all that it has started, as far as they have not left the group.
public struct ProcessGroup: Sendable, Hashable {
    /// The process that leads it, whose number is the group's.
    public let leader: Int32

    /// The group that `leader` leads.
    public init(leader: Int32) { self.leader = leader }

    /// Sends a signal to every process of the group, and wakes those that are suspended; none left is no error.
    public func send(_ signal: Signal) {
        guard leader > 1 else { return }
        _ = killpg(leader, signal.number)
        _ = killpg(leader, SIGCONT)
    }

    /// Waits until the processes of a group that was killed are gone, which takes the system a moment; no longer than a quarter
    /// of a second, since one that hangs in the system cannot be helped.
    public func awaitEnd() {
        for _ in 0..<250 {
            guard killpg(leader, 0) == 0 else { return }
            SystemClock.sleep(seconds: 0.001)
        }
    }
}
