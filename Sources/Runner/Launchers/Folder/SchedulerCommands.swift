import System

/// The commands of a scheduler that run now. None is waited for: a controller that is away makes each take seconds.
///
/// They are no jobs: what such a command leaves behind, as a scheduler of a few lines of shell does, is left alone.
final class SchedulerCommands {
    private var running: [RunningCommand] = []
    private var poll = Poll()
    private let clock: () -> Double
    /// A command that takes longer is killed.
    private static let limit = 60.0

    /// How a command ended.
    struct Answer {
        let isSuccess: Bool
        let output: String
        let errors: String
        /// Whether it was killed, and nobody knows what it has done.
        let isDoubtful: Bool
    }

    init(clock: @escaping () -> Double) {
        self.clock = clock
        Signals.ignoreBrokenPipes()
    }

    /// Starts a command; `done` is called from `wait` when it has ended, or now where it cannot begin.
    func start(_ words: [String], done: @escaping (Answer) -> Void) {
        do throws(SystemError) {
            running.append(try RunningCommand(words, since: clock(), done: done))
        } catch {
            let place = error.isMissing ? "there is no \(words.first ?? "command") in PATH" : "\(error)"
            done(Answer(isSuccess: false, output: "", errors: place, isDoubtful: error.isNoRoomNow))
        }
    }

    /// Waits at most `seconds`, or until `wake` is readable, for commands to end.
    func wait(atMost seconds: Double, waking wake: Int32) {
        poll.removeAll()
        for command in running { for descriptor in command.descriptors { poll.add(descriptor) } }
        if wake >= 0 { poll.add(wake) }
        _ = poll.wait(atMost: seconds)
        for command in running {
            command.receive()
            if !command.isKilled, clock() - command.since > Self.limit { command.kill() }
        }
        let ended = running.filter(\.isOver)
        running.removeAll(where: \.isOver)
        for command in ended { command.done(command.answer) }
    }
}

/// One command, with what it has printed so far.
private final class RunningCommand {
    let since: Double
    let done: (SchedulerCommands.Answer) -> Void
    private let process: ChildProcess
    private let ending: Descriptor
    private let output: Descriptor
    private let errors: Descriptor
    private var said: (output: [UInt8], errors: [UInt8]) = ([], [])
    private var end: ProcessEnd?
    private(set) var isKilled = false

    private static let most = 1 << 22

    /// What Slurm has told a driver of its own job would be taken for wishes of the jobs that it submits.
    private static var environment: [String: String] {
        let ours = CurrentProcess.environment
        guard ours["SLURM_JOB_ID"] != nil else { return ours }
        return ours.filter { !$0.key.hasPrefix("SLURM_") && !$0.key.hasPrefix("SLURMD_") || $0.key == "SLURM_CONF" }
    }

    init(
        _ words: [String], since: Double, done: @escaping (SchedulerCommands.Answer) -> Void
    ) throws(SystemError) {
        (self.since, self.done) = (since, done)
        let output = try Pipe()
        let errors = try Pipe()
        let ending = try Pipe()
        let nothing = try Descriptor(reading: "/dev/null")
        var command = ChildCommand(
            arguments: words, environment: Self.environment.merging(["LC_ALL": "C"]) { $1 },
            workingDirectory: "/", input: nothing.number, output: output.writing.number, errors: errors.writing.number)
        command.undecodedEnvironment = CurrentProcess.undecodedEnvironment
        process = try command.start()
        output.reading.doNotBlock()
        errors.reading.doNotBlock()
        ending.reading.doNotBlock()
        self.output = output.reading
        self.errors = errors.reading
        self.ending = ending.reading
        try process.watch(closing: ending.writing)
    }

    var descriptors: [Int32] { [ending.number] }

    var isOver: Bool { end != nil }

    var answer: SchedulerCommands.Answer {
        SchedulerCommands.Answer(
            isSuccess: end == .exited(0), output: String(decoding: said.output, as: UTF8.self),
            errors: String(decoding: said.errors, as: UTF8.self), isDoubtful: isKilled)
    }

    func kill() {
        isKilled = true
        process.group.send(.kill)
    }

    /// Takes what it has printed, and its end. Whoever else holds its pipes is not waited for.
    func receive() {
        Self.take(from: output, &said.output)
        Self.take(from: errors, &said.errors)
        guard end == nil, let bytes = try? ending.receive(upTo: 1), bytes.isEmpty else { return }
        end = process.reap()
        Self.take(from: output, &said.output)
        Self.take(from: errors, &said.errors)
    }

    private static func take(from descriptor: borrowing Descriptor, _ said: inout [UInt8]) {
        while let bytes = try? descriptor.receive(upTo: 1 << 16), !bytes.isEmpty {
            said += bytes.prefix(max(0, most - said.count))
        }
    }
}
