import Definitions
import Search
import Storage
import System

/// One child process with its pipes, its log and its end.
final class LocalJob {
    /// Whose run it is: of a warm program, the trial that it serves, or has served last.
    private(set) var id: AttemptID
    let process: ChildProcess
    /// What its environment has, and that of all that it starts.
    let mark: String
    private let ending: Descriptor
    /// Bytes that it may use, and how many it had when it was found to use more.
    let memory: Int?
    private var excess: Int?
    /// The program, until it begins.
    private var waiting: WaitingChild?
    private var output: Descriptor?
    private var errors: Descriptor?
    private var input: Descriptor?
    private var unsent: ArraySlice<UInt8> = []
    private var log: LogFile
    private let logLimit: Int
    /// How far a warm program has come; nil where the program runs one trial.
    var service: WarmService?
    /// Whether the program has ended and its status is taken.
    private(set) var isOver = false

    /// What a descriptor of the job is for.
    enum Channel {
        case output
        case errors
        case input
        case ending
    }

    /// Makes a process for `job`'s program, which waits to begin.
    init(preparing job: Job, logLimit: Int) throws(SystemError) {
        let log = try LogFile(appendingTo: job.log, limit: logLimit)
        let output = try Pipe()
        let errors = try Pipe()
        let ending = try Pipe()
        let answers = try Pipe()
        let nothing = try Descriptor(reading: "/dev/null")
        id = job.id
        let name = String(UInt64.random(in: 0 ... .max), radix: 16)
        mark = "\(EnvironmentVariables.job)=\(name)"
        self.logLimit = logLimit
        service = WarmService(job)
        let listens = job.sync || service != nil
        // Of a terminal a program in the background may not read.
        let inherits = job.inheritsInput && !StandardStream.input.isTerminal
        var command = ChildCommand(
            arguments: job.command, environment: job.environment.merging([EnvironmentVariables.job: name]) { $1 },
            workingDirectory: job.workingDirectory,
            input: listens ? answers.reading.number : inherits ? StandardStream.input.rawValue : nothing.number,
            output: output.writing.number, errors: errors.writing.number)
        command.undecodedEnvironment = CurrentProcess.undecodedEnvironment
        command.nice = job.resources.nice
        memory = job.resources.memory
        let waiting = try command.prepare()
        process = waiting.process
        self.waiting = waiting
        output.reading.doNotBlock()
        errors.reading.doNotBlock()
        answers.writing.doNotBlock()
        self.log = log
        self.output = .some(output.reading)
        self.errors = .some(errors.reading)
        self.input = listens ? .some(answers.writing) : nil
        self.ending = ending.reading
        try process.watch(closing: ending.writing)
    }

    /// Has the program begin.
    func begin() throws(SystemError) {
        do throws(SystemError) { _ = try waiting?.begin() } catch {
            isOver = true
            throw error
        }
        waiting = nil
    }

    /// Gives the program up, which has not begun.
    func drop() {
        isOver = true
        waiting = nil
    }

    deinit { _ = end() }

    /// Calls `body` for each descriptor that the job waits for.
    func forEachChannel(_ body: (Channel, _ descriptor: Int32, _ writable: Bool) -> Void) {
        if let number = output?.number { body(.output, number, false) }
        if let number = errors?.number { body(.errors, number, false) }
        if !unsent.isEmpty, let number = input?.number { body(.input, number, true) }
        body(.ending, ending.number, false)
    }

    /// Takes what a ready channel brings, logs it and returns it.
    func receive(_ channel: Channel) -> [JobEvent] {
        switch channel {
        case .output: receive(.output, upTo: 65_536)
        case .errors: receive(.errors, upTo: 65_536)
        case .input: sendAnswers()
        case .ending: end()
        }
    }

    /// Queues a line for the program, which may not be listening yet or any more.
    func answer(_ verdict: Verdict) { tell(verdict.rawValue) }

    /// Queues a line.
    func tell(_ line: String) {
        unsent += Array("\(line)\n".utf8)
        _ = sendAnswers()
    }

    /// Closes the program's standard input: nothing more is said to it.
    func hangUp() {
        input = nil
        unsent = []
    }

    /// Goes on, a warm program, as the run of another trial, with the log of that.
    func turn(to job: Job) throws(SystemError) {
        log = try LogFile(appendingTo: job.log, limit: logLimit)
        id = job.id
    }

    /// Sends a signal to the program and all of its group, which serves no other trial then.
    func signal(_ signal: Signal) {
        service?.isDismissed = true
        if !isOver { process.send(signal) }
    }

    /// Kills the program where it uses more memory than it may.
    func checkMemory() {
        guard let memory, excess == nil, !isOver, let used = process.group.memory(beyond: memory) else { return }
        excess = used
        process.send(.kill)
    }

    /// Ends what is left of the group, takes what is left in the pipes, and then the program's status: in this order,
    /// since the group's id is safe from reuse only until the program is reaped. A process that left the group and bears no
    /// mark may keep a pipe open and write to it for ever; it is not waited for.
    private func end() -> [JobEvent] {
        guard !isOver else { return [] }
        process.send(.kill)
        var events = receive(.output, upTo: 1 << 20) + receive(.errors, upTo: 1 << 20)
        if let rest = service?.talk.finish() { events += keep(rest, of: .output) }
        isOver = true
        let (end, usage) = process.reapMeasured()
        // What a warm program has used is not one trial's.
        if service == nil {
            events.append(.used(id, ProgramUsage(cpuSeconds: usage.cpuSeconds, peakMemory: usage.peakMemory)))
        }
        process.group.awaitEnd()
        ProcessFamily(leader: nil, mark: mark).end(within: 1)
        guard isBusy else { return events }
        if let memory, let excess {
            return events + [
                .ended(id, .lost(reason: "it used \(Self.size(excess)) of memory, more than \(Self.size(memory))"))
            ]
        }
        switch end {
        case .exited(status: 0) where service?.isStarting == true:
            events.append(.ended(id, .lost(reason: WarmService.silence)))
        case .exited(let status): events.append(.ended(id, .exited(status: status)))
        case .signalled(let signal): events.append(.ended(id, .signalled(signal)))
        }
        return events
    }

    /// `4G`, `1.5G`, `512M`.
    private static func size(_ bytes: Int) -> String {
        let unit = bytes < 1 << 30 ? (name: "M", size: 1048576.0) : (name: "G", size: 1073741824.0)
        let tenths = (Double(bytes) / unit.size * 10).rounded(.up) / 10
        return (tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)") + unit.name
    }

    /// Takes what a stream has brought, no more than about `limit` bytes.
    func receive(_ stream: TrialStream, upTo limit: Int) -> [JobEvent] {
        var events: [JobEvent] = []
        var room = limit
        while room > 0, let bytes = next(of: stream, upTo: min(room, 65_536)) {
            events += service != nil && stream == .output ? hear(bytes) : keep(bytes, of: stream)
            room -= bytes.count
        }
        return events
    }

    /// Logs what the program has printed; of no trial's run where a warm program prints while it has none.
    func keep(_ bytes: [UInt8], of stream: TrialStream) -> [JobEvent] {
        guard !bytes.isEmpty else { return [] }
        log.append(bytes)
        return isBusy ? [.printed(id, stream, bytes: bytes)] : []
    }

    private func next(of stream: TrialStream, upTo limit: Int) -> [UInt8]? {
        switch stream {
        case .output: next(from: &output, upTo: limit)
        case .errors: next(from: &errors, upTo: limit)
        }
    }

    private func next(from descriptor: inout Descriptor?, upTo limit: Int) -> [UInt8]? {
        guard let bytes = try? descriptor?.receive(upTo: limit) else { return nil }
        if bytes.isEmpty { descriptor = nil }
        return bytes.isEmpty ? nil : bytes
    }

    private func sendAnswers() -> [JobEvent] {
        do throws(SystemError) {
            unsent = unsent.dropFirst(try input?.send(unsent) ?? unsent.count)
        } catch {
            input = nil
            unsent = []
        }
        return []
    }
}
