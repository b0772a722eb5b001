// What a later process can do with a program that this one has started: end it. Its pipes died with their reader.

public import Storage
import System

extension LocalLauncher {
    /// The launcher's name in definitions.
    public static let name = "local"

    /// Always false: a program of this machine writes into pipes, and whoever read them is gone.
    public func adopt(_ job: Job, _ handle: JobHandle) -> Bool { false }

    /// Kills the program that was noted and all that it has started, though the program itself may have died before, and
    /// waits until nothing is left of it.
    public func end(_ handle: JobHandle) { Self.family(of: handle)?.end(within: 5) }

    /// `PID START BOOT MARK`: a process of one start of one machine, and what its environment has.
    static func handle(of process: ChildProcess, mark: String) -> JobHandle? {
        guard let leader = ProcessIdentity(running: Int(process.id)), let boot = Machine.bootIdentity else {
            return nil
        }
        return JobHandle(launcher: name, text: "\(leader.pid) \(leader.start) \(boot) \(mark)")
    }

    /// The processes of a handle; nil for one of another machine, of an earlier start of this one, or of another launcher.
    /// Handles of before there were marks have three parts.
    private static func family(of handle: JobHandle) -> ProcessFamily? {
        let parts = handle.text.split(separator: " ", maxSplits: 3).map(String.init)
        guard handle.launcher == name, parts.count >= 3, let pid = Int(parts[0]), let start = Int(parts[1]), pid > 1,
            parts[2] == Machine.bootIdentity
        else { return nil }
        return ProcessFamily(
            leader: ProcessIdentity(pid: pid, start: start), mark: parts.count > 3 ? parts[3] : nil)
    }
}
