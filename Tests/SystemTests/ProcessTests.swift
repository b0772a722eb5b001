import TestSupport
import Testing

@testable import System

@Suite("Processes")
struct ProcessTests {
    /// Starts a shell script whose output goes into the pipe.
    func start(
        _ script: String, output: borrowing Pipe, environment: [String: String] = ["GREETING": "hello"]
    ) throws -> ChildProcess { try prepare(script, output: output, environment: environment).begin() }

    func prepare(
        _ script: String, output: borrowing Pipe, environment: [String: String] = [:]
    ) throws -> WaitingChild {
        let nothing = try Descriptor(reading: "/dev/null")
        return try ChildCommand(
            arguments: ["/bin/sh", "-c", script], environment: environment, workingDirectory: "/",
            input: nothing.number, output: output.writing.number, errors: output.writing.number
        ).prepare()
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

    @Test("a child that is reaped says what it has used, with what it has waited for")
    func usage() throws {
        let pipe = try Pipe()
        let busy = "i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done"
        let (end, usage) = try start("sh -c '\(busy)'; exit 2", output: pipe).reapMeasured()
        #expect(end == .exited(2))
        #expect(usage.cpuSeconds > 0 && usage.peakMemory > 100_000)
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

    @Test("a child that is prepared does nothing until it is told to begin, and nothing at all where it never is")
    func waits() throws {
        let pipe = try Pipe()
        pipe.reading.doNotBlock()
        var dropped: WaitingChild? = try prepare("echo dropped", output: pipe)
        // The second one was made while the first one's gate was open here, and must not keep it open.
        let begun = try prepare("echo begun", output: pipe)
        #expect(ProcessIdentity(running: Int(begun.process.id)) != nil)
        let gone = try #require(dropped?.process)
        dropped = nil
        #expect(ProcessIdentity(running: Int(gone.id)) == nil)
        #expect(try pipe.reading.receive(upTo: 100) == nil)
        #expect(try begun.begin().reap() == .exited(0))
        #expect(String(decoding: try pipe.reading.receive(upTo: 100) ?? [], as: UTF8.self) == "begun\n")
    }

    @Test("a signal reaches a child that has gone to another group")
    func otherGroup() throws {
        let pipe = try Pipe()
        let script =
            "exec python3 -c 'import os, time; os.setpgid(0, os.getpgid(os.getppid())); print(1, flush=True); time.sleep(1000)'"
        let child = try start(script, output: pipe, environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
        _ = try pipe.reading.receive(upTo: 100)
        child.send(.kill)
        #expect(child.reap() == .signalled(9))
    }

    @Test("a family is ended whole: the group whose leader has died, and what has left it")
    func families() throws {
        let pipe = try Pipe()
        let ended = try Pipe()
        let mark = "HPO_JOB=\(UInt64.random(in: 0 ... .max))"
        let entry = mark.split(separator: "=").map(String.init)
        let child = try start(
            "sleep 1000 & echo $!; setsid sleep 1000 & echo $!; read line < /dev/null; kill -9 $$", output: pipe,
            environment: ["PATH": "/usr/bin:/bin", entry[0]: entry[1]])
        let leader = ProcessIdentity(running: Int(child.id))
        try child.watch(closing: ended.writing)
        _ = try ended.reading.receive(upTo: 1)
        let lines = String(decoding: try pipe.reading.receive(upTo: 100) ?? [], as: UTF8.self)
        let left = lines.split(separator: "\n").compactMap { Int($0) }
        #expect(left.count == 2 && left.allSatisfy { ProcessIdentity(running: $0) != nil })
        #expect(child.hasEnded)
        let family = ProcessFamily(leader: leader, mark: mark)
        #expect(Set(family.members().map(\.pid)) == Set(left))
        #expect(ProcessFamily(leader: leader, mark: "HPO_JOB=another").members().isEmpty)
        #expect(family.end(within: 30))
        #expect(left.allSatisfy { ProcessIdentity(running: $0) == nil })
        #expect(child.reap() == .signalled(9))
    }

    @Test("a member that becomes one program after the other is found at any moment")
    func becoming() throws {
        let folder = try TemporaryFolder()
        let script = try folder.write("#!/bin/sh\nexec \"$0\"\n", to: "again", executable: true)
        let pipe = try Pipe()
        let number = UInt64.random(in: 0 ... .max)
        let child = try start(
            "setsid \(script) & echo $!; read line < /dev/null; kill -9 $$", output: pipe,
            environment: ["PATH": "/usr/bin:/bin", "HPO_JOB": "\(number)"])
        let leader = ProcessIdentity(running: Int(child.id))
        #expect(child.reap() == .signalled(9))
        let lines = String(decoding: try pipe.reading.receive(upTo: 100) ?? [], as: UTF8.self)
        let left = try #require(Int(lines.prefix { $0 != "\n" }))
        let family = ProcessFamily(leader: leader, mark: "HPO_JOB=\(number)")
        var found = 0
        for _ in 0..<200 { found += family.members().count { $0.pid == left } }
        #expect(found == 200)
        #expect(family.end(within: 30))
        #expect(ProcessIdentity(running: left) == nil)
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
        #expect(error?.isMissing == true && error?.call == "execve")
    }

    @Test("signals have names", arguments: [(9, "SIGKILL"), (11, "SIGSEGV"), (15, "SIGTERM")])
    func names(_ number: Int32, _ name: String) {
        #expect(Signal(number).name.hasPrefix(name + " ("))
    }
}
