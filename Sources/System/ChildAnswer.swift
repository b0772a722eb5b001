// A command that is run to its end, with all that it has printed on either stream.
//
//     let answer = try ChildAnswer(of: ["hpo", "study", "list", "--json"])
//     answer.hasSucceeded ? answer.output : answer.errors

/// What a command has printed, and whether it has ended well.
public struct ChildAnswer: Sendable {
    /// Its standard output.
    public private(set) var output = ""
    /// Its standard error, without the line feed at the end.
    public private(set) var errors = ""
    /// Whether it has ended with status 0.
    public let hasSucceeded: Bool

    /// Of either stream no more is kept, in bytes.
    private static let limit = 16 << 20

    /// Runs `command` in the working directory, with nothing to read, and waits for its end.
    ///
    /// - Throws: where it cannot be started.
    public init(of command: [String]) throws(SystemError) {
        let nothing = try Descriptor(reading: "/dev/null")
        let output = try Pipe()
        let errors = try Pipe()
        var child = ChildCommand(
            arguments: command, environment: CurrentProcess.environment,
            workingDirectory: CurrentProcess.workingDirectory ?? "/", input: nothing.number,
            output: output.writing.number, errors: errors.writing.number)
        child.undecodedEnvironment = CurrentProcess.undecodedEnvironment
        let process = try child.start()
        let printed = Self.read(Self.readingEnd(of: output), Self.readingEnd(of: errors))
        hasSucceeded = process.reap() == .exited(0)
        self.output = String(decoding: printed[0], as: UTF8.self)
        self.errors = String(decoding: printed[1], as: UTF8.self)
        while self.errors.last?.isNewline == true { self.errors.removeLast() }
    }

    /// The end of a pipe that bytes come out of; the other one is closed here, so that it ends with the child.
    private static func readingEnd(of pipe: consuming Pipe) -> Descriptor { pipe.reading }

    private static func read(_ output: consuming Descriptor, _ errors: consuming Descriptor) -> [[UInt8]] {
        var (bytes, open) = ([[UInt8](), []], [true, true])
        var poll = Poll()
        output.doNotBlock()
        errors.doNotBlock()
        while open[0] || open[1] {
            poll.removeAll()
            let streams = [0, 1].filter { open[$0] }
            for stream in streams { poll.add(stream == 0 ? output.number : errors.number) }
            for ready in poll.wait(atMost: 3600) {
                let stream = streams[ready]
                let more = try? stream == 0 ? output.receive(upTo: 1 << 16) : errors.receive(upTo: 1 << 16)
                guard let more else { continue }
                open[stream] = !more.isEmpty
                bytes[stream] += more.prefix(limit - bytes[stream].count)
            }
        }
        return bytes
    }
}
