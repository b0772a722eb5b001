import Testing

@testable import System

@Suite("Processes")
struct ProcessTests {
    /// Starts a shell script whose output goes into the pipe.
    func start(_ script: String, output: borrowing Pipe) throws -> ChildProcess {
        let nothing = try Descriptor(reading: "/dev/null")
        return try ChildCommand(
            arguments: ["/bin/sh", "-c", script], environment: ["GREETING": "hello"], workingDirectory: "/",
            input: nothing.number, output: output.writing.number, errors: output.writing.number
        ).start()
    }

    @Test("a child has the directory, the environment and the streams that it is given, and none of this process's own")
    func streams() throws {
        let pipe = try Pipe()
        let own = [pipe.reading.number, pipe.writing.number].map { "test -e /proc/$$/fd/\($0) && echo inherited; " }
        let child = try start(own.joined() + "pwd; echo $GREETING; cat", output: pipe)
        #expect(child.reap() == .exited(0))
        let text = String(decoding: try pipe.reading.receive(upTo: 1000) ?? [], as: UTF8.self)
        #expect(text == "/\nhello\n")
    }

    @Test("variables that are no UTF-8 reach a child to the byte, after those that are said")
    func undecoded() throws {
        let pipe = try Pipe()
        let nothing = try Descriptor(reading: "/dev/null")
        var command = ChildCommand(
            arguments: ["/bin/sh", "-c", "printf %s \"$RAW$SAID$MARK\""],
            environment: ["SAID": "said", "MARK": "\u{301}"], workingDirectory: "/", input: nothing.number,
            output: pipe.writing.number, errors: pipe.writing.number)
        command.undecodedEnvironment = [Array("RAW=".utf8) + [0xFF, 0x41], Array("SAID=".utf8) + [0xFF]]
        #expect(try command.start().reap() == .exited(0))
        #expect(try pipe.reading.receive(upTo: 1000) == [0xFF, 0x41] + Array("said\u{301}".utf8))
    }

    @Test("tells a status from a signal")
    func ends() throws {
        let pipe = try Pipe()
        #expect(try start("exit 3", output: pipe).reap() == .exited(3))
        #expect(try start("kill -SEGV $$", output: pipe).reap() == .signalled(11))
    }

    @Test("a pipe to watch is at its end once the child has ended, and the child is still there to be reaped")
    func watches() throws {
        let pipe = try Pipe()
        let ending = try Pipe()
        let child = try start("exit 5", output: pipe)
        try child.watch(closing: ending.writing)
        var poll = Poll()
        poll.add(ending.reading.number)
        #expect(poll.wait(atMost: 60) == [0])
        #expect(try ending.reading.receive(upTo: 1) == [])
        #expect(child.reap() == .exited(5))
    }

    @Test("a group's signal reaches what the child has started")
    func groups() throws {
        let pipe = try Pipe()
        let child = try start("sleep 1000 & echo $!; wait", output: pipe)
        let line = try pipe.reading.receive(upTo: 100) ?? []
        let grandchild = try #require(Int(String(decoding: line, as: UTF8.self).dropLast()))
        #expect(ProcessIdentity(running: grandchild) != nil)
        child.group.send(.kill)
        #expect(child.reap() == .signalled(9))
        child.group.awaitEnd()
        #expect(ProcessIdentity(running: grandchild) == nil)
    }

    @Test("a process is told from a later one of the same number by its start")
    func identity() throws {
        let own = try #require(ProcessIdentity(running: CurrentProcess.id))
        #expect(own.isRunning)
        #expect(!ProcessIdentity(pid: own.pid, start: own.start + 1).isRunning)
        #expect(ProcessIdentity(running: -1) == nil)
        let pipe = try Pipe()
        let child = try start("exit 0", output: pipe)
        _ = child.reap()
        #expect(ProcessIdentity(running: Int(child.id)) == nil)
    }

    @Test("a program that is not there is an error that says so")
    func missing() throws {
        let pipe = try Pipe()
        let error = #expect(throws: SystemError.self) {
            try ChildCommand(
                arguments: ["no-such-program-3141"], environment: [:], workingDirectory: "/",
                input: pipe.reading.number,
                output: pipe.writing.number, errors: pipe.writing.number
            ).start()
        }
        #expect(error?.isMissing == true && error?.call == "posix_spawn")
    }

    @Test("signals have names", arguments: [(9, "SIGKILL"), (11, "SIGSEGV"), (15, "SIGTERM")])
    func names(_ number: Int32, _ name: String) {
        #expect(Signal(number).name.hasPrefix(name + " ("))
    }
}
