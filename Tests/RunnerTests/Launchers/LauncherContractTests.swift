// What every launcher must do; a new one joins `launchers` and has its tests. What only the local one does is tested beside.

import Foundation
import Search
import Storage
import System
import TestSupport
import Testing

@testable import Runner
@testable import Studies

struct LauncherCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Whether its programs are warm: each asks for its trial, and serves this one.
    var isWarm = false
    let make: @Sendable () -> any Launcher
}

let launchers = [
    LauncherCase(testDescription: "local") { LocalLauncher(logLimit: 1 << 20) },
    LauncherCase(testDescription: "local, warm", isWarm: true) { LocalLauncher(logLimit: 1 << 20) },
    LauncherCase(testDescription: "custom") { StandInScheduler.shared.launcher() },
]

/// Runs jobs of shell scripts and collects what they did.
struct JobHarness {
    let folder: TemporaryFolder
    let launcher: any Launcher
    private let isWarm: Bool

    init(_ launcher: LauncherCase) throws {
        folder = try TemporaryFolder()
        isWarm = launcher.isWarm
        self.launcher = launcher.make()
    }

    func job(_ script: String, trial: Int = 0, sync: Bool = false) -> Job {
        let script = isWarm ? "echo '{\"next\": true}'; read trial\n\(script)" : script
        return Job(
            id: AttemptID(trial: trial, attempt: 1), study: "test", command: ["/bin/sh", "-c", script],
            environment: ["PATH": "/usr/bin:/bin", "GREETING": "hello"], workingDirectory: folder.path,
            folder: "\(folder.path)/attempt-\(trial)", log: "\(folder.path)/log-\(trial).txt", sync: sync,
            configuration: isWarm ? "{}" : nil)
    }

    /// Hands over a job and returns its handle.
    @discardableResult
    func submit(_ job: Job) throws -> JobHandle? {
        var handle: JobHandle?
        try launcher.submit(job) {
            handle = $0
            return true
        }
        return handle
    }

    /// Follows all jobs to their ends, calling `react` with each event.
    func follow(_ count: Int = 1, react: (JobEvent) -> Void = { _ in }) -> Followed {
        var followed = Followed()
        while followed.ends.count < count {
            for event in launcher.events(within: 30, waking: -1) {
                switch event {
                case .started(let id): followed.started.append(id)
                case .printed(let id, let stream, let bytes):
                    #expect(followed.ends[id] == nil)
                    followed.text[stream, default: ""] += String(decoding: bytes, as: UTF8.self)
                case .used(let id, let usage):
                    #expect(followed.ends[id] == nil)
                    followed.usage[id] = usage
                case .ended(let id, let end): followed.ends[id] = end
                }
                react(event)
            }
        }
        return followed
    }

    /// The number that a job prints as its first line.
    func firstNumber() throws -> Int {
        var text = ""
        while !text.contains("\n") {
            for case .printed(_, .output, let bytes) in launcher.events(within: 30, waking: -1) {
                text += String(decoding: bytes, as: UTF8.self)
            }
        }
        return try #require(Int(text.prefix { $0 != "\n" }))
    }

    struct Followed {
        var started: [AttemptID] = []
        var text: [TrialStream: String] = [:]
        var ends: [AttemptID: JobEnd] = [:]
        var usage: [AttemptID: ProgramUsage] = [:]
        var end: JobEnd? { ends.values.first }
    }
}

@Suite("Every launcher")
struct LauncherContractTests {
    @Test(
        "runs a program in its directory with its environment, and keeps both streams apart and in the log",
        arguments: launchers)
    func success(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(harness.job("pwd; echo $GREETING; echo trouble >&2"))
        let followed = harness.follow()
        #expect(followed.end == .exited(status: 0))
        #expect(followed.started == [AttemptID(trial: 0, attempt: 1)])
        #expect(followed.text[.output] == "\(harness.folder.path)\nhello\n")
        #expect(followed.text[.errors] == "trouble\n")
        let log = try harness.folder.read("log-0.txt")
        #expect(log.contains("hello\n") && log.contains("trouble\n"))
    }

    @Test("tells the exit status", arguments: launchers)
    func status(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(harness.job("exit 3"))
        #expect(harness.follow().end == .exited(status: 3))
    }

    @Test("tells the signal that ended a program", arguments: launchers)
    func signal(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(harness.job("kill -SEGV $$"))
        #expect(harness.follow().end == .signalled(11))
    }

    @Test(
        "tells before its end what a program has used, with what it waited for",
        arguments: launchers.filter { !$0.isWarm })
    func usage(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        let work = "x = \"x\" * (96 << 20); n = sum(range(3000000))"
        try harness.submit(harness.job("PATH=/usr/local/bin:$PATH python3 -c '\(work)'; exit 3"))
        let followed = harness.follow()
        #expect(followed.end == .exited(status: 3))
        let usage = try #require(followed.usage.values.first)
        #expect((0.01...600).contains(usage.cpuSeconds))
        #expect((96 << 20...4 << 30).contains(usage.peakMemory))
    }

    @Test("gives a synchronous program its answers, and others no input", arguments: launchers.filter { !$0.isWarm })
    func answers(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        let script = "echo one; read a; echo got $a; read b; echo got $b"
        try harness.submit(harness.job(script, trial: 0, sync: true))
        try harness.submit(harness.job("cat; echo end", trial: 1))
        var given = 0
        let followed = harness.follow(2) { event in
            guard case .printed(let id, .output, _) = event, id.trial == 0, given < 2 else { return }
            harness.launcher.answer(given == 0 ? .continue : .stop, to: id)
            given += 1
        }
        let lines = Set(followed.text[.output, default: ""].split(separator: "\n"))
        #expect(lines == ["one", "got continue", "got stop", "end"])
    }

    @Test("an answer to a program that no longer listens does no harm", arguments: launchers)
    func deafProgram(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        let id = AttemptID(trial: 0, attempt: 1)
        try harness.submit(harness.job("exec <&-; echo deaf; exit 0", sync: true))
        let followed = harness.follow { event in
            if case .printed = event { for _ in 0..<100 { harness.launcher.answer(.continue, to: id) } }
        }
        harness.launcher.answer(.continue, to: id)
        #expect(followed.end == .exited(status: 0))
    }

    @Test("terminates a program politely", arguments: launchers)
    func terminate(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(
            harness.job("trap 'echo saved; exit 0' TERM; echo ready; while :; do sleep 0.01; done"))
        let followed = harness.follow { event in
            if case .printed(let id, _, _) = event { harness.launcher.terminate(id) }
        }
        #expect(followed.text[.output]?.contains("saved") == true)
        #expect(followed.end == .exited(status: 0))
    }

    @Test("kills a program that ignores SIGTERM, and all that it started", arguments: launchers)
    func kill(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(
            harness.job("trap '' TERM; sleep 1000 & echo $!; sleep 1000 & echo $!; echo ready; wait; sleep 1000"))
        let followed = harness.follow { event in
            guard case .printed(let id, _, let bytes) = event, String(decoding: bytes, as: UTF8.self).contains("ready")
            else { return }
            harness.launcher.terminate(id)
            harness.launcher.kill(id)
        }
        #expect(followed.end == .signalled(9))
        let children = followed.text[.output, default: ""].split(separator: "\n").compactMap { Int($0) }
        #expect(children.count == 2)
        for child in children { #expect(!isAlive(child)) }
    }

    @Test("a program's end is its end, whoever holds its pipes", arguments: launchers)
    func heldPipe(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(harness.job("sleep 1000 & echo $!; exit 4"))
        let followed = harness.follow()
        #expect(followed.end == .exited(status: 4))
        let child = try #require(Int(followed.text[.output, default: ""].split(separator: "\n").first ?? ""))
        #expect(!isAlive(child))
    }

    @Test(
        "a process that left the group and holds the pipe keeps nobody waiting, and ends with its program",
        arguments: launchers)
    func escaped(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(
            harness.job("setsid sh -c 'echo $$; exec sleep 1000' & read line < /dev/null; sleep 0.1; exit 0"))
        let followed = harness.follow()
        #expect(followed.end == .exited(status: 0))
        let child = followed.text[.output, default: ""].split(separator: "\n").first.flatMap { Int($0) }
        #expect(!isAlive(try #require(child)))
    }

    @Test("a program that has gone to another process group is killed all the same", arguments: launchers)
    func elsewhere(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        let program = "import os, time; os.setpgid(0, os.getpgid(os.getppid())); print(1, flush=True); time.sleep(1000)"
        try harness.submit(harness.job("PATH=/usr/local/bin:$PATH exec python3 -c '\(program)'"))
        let followed = harness.follow { event in
            if case .printed(let id, .output, _) = event { harness.launcher.kill(id) }
        }
        #expect(followed.end == .signalled(9))
    }

    @Test("a job that could not be put on record never begins", arguments: launchers)
    func unrecorded(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        var handle: JobHandle?
        try harness.launcher.submit(harness.job("touch begun")) {
            handle = $0
            return false
        }
        #expect(handle != nil)
        #expect(harness.launcher.events(within: 0, waking: -1).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "\(harness.folder.path)/begun"))
    }

    @Test("a program that closes its output and goes on is followed to its end", arguments: launchers)
    func silent(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(harness.job("exec >&- 2>&-; sleep 0.1; exit 5"))
        #expect(harness.follow().end == .exited(status: 5))
    }

    @Test("the log is kept up to its limit, and says where it ends", arguments: launchers)
    func boundedLog(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(harness.job("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end"))
        var total = 0
        let followed = harness.follow { event in
            if case .printed(_, _, let bytes) = event { total += bytes.count }
        }
        #expect(total == 3_000_005)
        #expect(followed.end == .exited(status: 0))
        let log = try harness.folder.read("log-0.txt")
        #expect(log.utf8.count < (1 << 20) + 100)
        #expect(log.hasSuffix("[hpo] the log is full; what follows is not kept\n"))
    }

    @Test("many jobs at once are told apart", arguments: launchers)
    func manyJobs(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        for trial in 0..<16 { try harness.submit(harness.job("exit \(trial)", trial: trial)) }
        let followed = harness.follow(16)
        for trial in 0..<16 {
            #expect(followed.ends[AttemptID(trial: trial, attempt: 1)] == .exited(status: Int32(trial)))
        }
    }

    @Test("a wait ends when the descriptor to wake it is readable", arguments: launchers)
    func wake(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        try harness.submit(harness.job("sleep 1000"))
        let pipe = try System.Pipe()
        _ = try pipe.writing.send([1])
        _ = harness.launcher.events(within: 0, waking: -1)
        let events = harness.launcher.events(within: 1000, waking: pipe.reading.number)
        #expect(events.allSatisfy { if case .started = $0 { true } else { false } })
    }

    @Test("what another process left is ended by its handle, with all that it started", arguments: launchers)
    func endsByHandle(_ launcher: LauncherCase) throws {
        let harness = try JobHarness(launcher)
        let handle = try harness.submit(harness.job("sleep 1000 & echo $!; wait"))
        let child = try harness.firstNumber()
        let later = launcher.make()
        later.end(try #require(handle))
        // A scheduler ends its jobs in its own way.
        let end = harness.follow().end
        #expect(end == .signalled(9) || end == .interrupted(reason: "the scheduler asked it to end"))
        #expect(!isAlive(child))
        // What is gone already, or is another launcher's, is left.
        later.end(try #require(handle))
        later.end(JobHandle(launcher: "another", text: handle?.text ?? ""))
    }

    @Test(
        "a handle that means nothing is none of its jobs", arguments: launchers,
        ["", "1", "x y z", "1 1 1", "-1 0 \u{0}"])
    func foreignHandles(_ launcher: LauncherCase, _ text: String) throws {
        let harness = try JobHarness(launcher)
        for name in [LocalLauncher.name, "slurm", ""] {
            let handle = JobHandle(launcher: name, text: text)
            harness.launcher.end(handle)
            #expect(!harness.launcher.adopt(harness.job("true"), handle))
        }
        #expect(harness.launcher.events(within: 0, waking: -1).isEmpty)
    }
}
