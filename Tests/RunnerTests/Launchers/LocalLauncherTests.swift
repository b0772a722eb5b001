// What only the local launcher does: its jobs are its children, so that they start at once and go with it.

import Storage
import TestSupport
import Testing

@testable import Runner

@Suite("The local launcher")
struct LocalLauncherTests {
    private let local = launchers[0]

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

    @Test("a program cannot be adopted: whoever read its pipes is gone")
    func adopts() throws {
        let harness = try JobHarness(local)
        let handle = try #require(try harness.submit(harness.job("sleep 1000")))
        #expect(handle.launcher == "local")
        #expect(!local.make().adopt(harness.job("sleep 1000"), handle))
    }
}
