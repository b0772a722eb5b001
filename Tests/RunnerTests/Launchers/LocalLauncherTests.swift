// What only the local launcher does: its jobs are its children, so that they start at once and go with it.

import HPOLauncherTesting
import Storage
import TestSupport
import Testing

@testable import Runner

#if os(Linux)
    private let isLinux = true
#else
    private let isLinux = false
#endif

@Suite("The local launcher")
struct LocalLauncherTests {
    private let local = LauncherContractTests.local

    @Test("a program that does not exist is an error that names it")
    func missing() throws {
        let harness = try JobHarness(local)
        var job = harness.job("")
        job.command = ["no-such-program-3141", "--lr", "1"]
        let error = #expect(throws: LaunchError.self) { try harness.submit(job) }
        #expect(error?.description == "cannot start no-such-program-3141: no such program in PATH")
    }

    @Test("a file that is no program is an error that says so")
    func notExecutable() throws {
        let harness = try JobHarness(local)
        var job = harness.job("")
        job.command = [try harness.folder.write("data", to: "data.txt")]
        let error = #expect(throws: LaunchError.self) { try harness.submit(job) }
        #expect(error?.description.contains("not an executable file") == true)
    }

    @Test("a directory that does not exist is an error that names it")
    func missingDirectory() throws {
        let harness = try JobHarness(local)
        var job = harness.job("true")
        job.workingDirectory += "/nowhere"
        let error = #expect(throws: LaunchError.self) { try harness.submit(job) }
        #expect(error?.description.contains("/nowhere does not exist") == true, "\(String(describing: error))")
    }

    @Test("a log that is full says so, and nothing more")
    func fullLog() throws {
        let harness = try JobHarness(local)
        try harness.submit(harness.job("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end"))
        #expect(harness.follow().end == .exited(status: 0))
        let note = "\n[hpo] the log is full; what follows is not kept\n"
        #expect(try harness.folder.read("log-0.txt") == String(repeating: "x", count: 1 << 20) + note)
    }

    @Test("a launcher that goes takes its jobs with it")
    func abandoned() throws {
        let folder = try TemporaryFolder()
        var child: Int?
        do {
            let harness = try JobHarness(local)
            try harness.submit(harness.job("echo $$; sleep 1000"))
            child = try harness.firstNumber()
        }
        #expect(!isAlive(try #require(child)))
        _ = folder
    }

    @Test("a program that uses more memory than it may is ended, and the reason says how much", .enabled(if: isLinux))
    func memory() throws {
        let harness = try JobHarness(local)
        var job = harness.job("text=$(head -c 60000000 /dev/zero | tr '\\0' x); sleep 1000")
        job.resources.memory = 20 << 20
        try harness.submit(job)
        guard case .lost(let reason) = harness.follow().end else {
            Issue.record("it ended in another way")
            return
        }
        #expect(reason.wholeMatch(of: /it used [0-9.]+M of memory, more than 20M/) != nil, "\(reason)")
    }

    @Test("a program that keeps within its memory is left alone")
    func enoughMemory() throws {
        let harness = try JobHarness(local)
        var job = harness.job("sleep 1.2")
        job.resources.memory = 1 << 40
        try harness.submit(job)
        #expect(harness.follow().end == .exited(status: 0))
    }

    @Test("a program's priority is lowered from that of this process")
    func nice() throws {
        let usual = try JobHarness(local)
        try usual.submit(usual.job("nice"))
        let lowered = try JobHarness(local)
        var job = lowered.job("nice")
        job.resources.nice = 7
        try lowered.submit(job)
        #expect(try lowered.firstNumber() == min(19, usual.firstNumber() + 7))
    }
}
