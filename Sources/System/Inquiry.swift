// A short command of the system that is asked something: it answers in time, or is killed and counts for nothing.
//
//     Inquiry.text(of: ["git", "rev-parse", "HEAD"], in: folder, within: 1)     // "1a2b…\n"

/// Commands that are asked something.
public enum Inquiry {
    /// What a command prints, at most 1 MiB of it; nil where there is no such command, it fails, or takes longer than `seconds`.
    public static func text(of command: [String], in directory: String, within seconds: Double) -> String? {
        var bytes: [UInt8] = []
        let isDone = run(command, in: directory, within: seconds) { bytes += $0.prefix((1 << 20) - bytes.count) }
        return isDone ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// Runs a command and hands over what it prints in portions.
    ///
    /// - Returns: whether it ended well within `seconds`; otherwise nothing is left of it.
    public static func run(
        _ command: [String], in directory: String, within seconds: Double, take: (ArraySlice<UInt8>) -> Void
    ) -> Bool {
        do throws(SystemError) {
            let nothing = try Descriptor(reading: "/dev/null")
            let silence = try Descriptor(writing: "/dev/null", appending: true)
            let output = try Pipe()
            let ending = try Pipe()
            var child = ChildCommand(
                arguments: command, environment: CurrentProcess.environment.merging(["LC_ALL": "C"]) { $1 },
                workingDirectory: directory, input: nothing.number, output: output.writing.number,
                errors: silence.number)
            child.undecodedEnvironment = CurrentProcess.undecodedEnvironment
            let process = try child.start()
            output.reading.doNotBlock()
            do throws(SystemError) { try process.watch(closing: ending.writing) } catch {
                process.group.send(.kill)
                _ = process.reap()
                return false
            }
            return follow(process, output.reading, ending.reading, within: seconds, take)
        } catch {
            return false
        }
    }

    private static func follow(
        _ process: ChildProcess, _ output: consuming Descriptor, _ ending: consuming Descriptor,
        within seconds: Double, _ take: (ArraySlice<UInt8>) -> Void
    ) -> Bool {
        let deadline = SystemClock.monotonicSeconds + seconds
        var poll = Poll()
        var (hasEnded, isOpen) = (false, true)
        while !hasEnded {
            let left = deadline - SystemClock.monotonicSeconds
            guard left > 0 else { break }
            poll.removeAll()
            poll.add(ending.number)
            if isOpen { poll.add(output.number) }
            hasEnded = poll.wait(atMost: left).contains(0)
            // What it had printed when it ended is all there is.
            while isOpen, SystemClock.monotonicSeconds < deadline, let bytes = try? output.receive(upTo: 1 << 16) {
                isOpen = !bytes.isEmpty
                take(bytes[...])
            }
        }
        process.group.send(.kill)
        return process.reap() == .exited(0) && hasEnded
    }
}
