// What a later process can do with a program that this one has started: end it. Its pipes died with their reader.

public import Storage
import System

extension LocalLauncher {
    /// The launcher's name in definitions.
    public static let name = "local"

    /// Always false: a program of this machine writes into pipes, and whoever read them is gone.
    public func adopt(_ job: Job, _ handle: JobHandle) -> Bool { false }

    /// Kills the program's process group, if it is still the process that was noted, and waits until it is gone.
    public func end(_ handle: JobHandle) {
        guard let leader = Self.leader(of: handle), leader.isRunning, let group = Int32(exactly: leader.pid) else {
            return
        }
        ProcessGroup(leader: group).send(.kill)
        for _ in 0..<500 where leader.isRunning { SystemClock.sleep(seconds: 0.01) }
    }

    /// `PID START BOOT`: a process of one start of one machine.
    static func handle(of process: ChildProcess) -> JobHandle? {
        guard let leader = ProcessIdentity(running: Int(process.id)), let boot = Machine.bootIdentity else {
            return nil
        }
        return JobHandle(launcher: name, text: "\(leader.pid) \(leader.start) \(boot)")
    }

    /// The process of a handle; nil for one of another machine, of an earlier start of this one, or of another launcher.
    private static func leader(of handle: JobHandle) -> ProcessIdentity? {
        let parts = handle.text.split(separator: " ", maxSplits: 2).map(String.init)
        guard handle.launcher == name, parts.count == 3, let pid = Int(parts[0]), let start = Int(parts[1]),
            parts[2] == Machine.bootIdentity
        else { return nil }
        return ProcessIdentity(pid: pid, start: start)
    }
}
