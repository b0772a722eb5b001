// What the local launcher does with warm programs beyond what every launcher does with any.

import Foundation
import HPOLauncherTesting
import Search
import Storage
import TestSupport
import Testing

@testable import Runner

@Suite("Warm programs")
struct WarmProgramTests {
    private let harness: JobHarness
    /// Says its number, then for each trial what it was told.
    private static let echo = #"echo $$ >> pids; while echo '{"next": true}'; read -r line; do echo "got $line"; "#
    private static let end = #"done; echo over >> pids"#

    init() throws { harness = try JobHarness(LauncherContractTests.local) }

    private func job(_ trial: Int, _ body: String = "", after end: String = Self.end, sync: Bool = false) -> Job {
        var job = harness.job(Self.echo + body + "\n" + end, trial: trial, sync: sync)
        job.configuration = "{\"trial\": \(trial)}"
        job.resources.grace = 0
        return job
    }

    private var lines: [Substring] { get throws { try harness.folder.read("pids").split(separator: "\n") } }

    @Test("one process serves trial after trial, each with its own log, and ends when none follows")
    func succession() throws {
        var handles: Set<JobHandle?> = []
        for trial in 0..<3 {
            handles.insert(try harness.submit(job(trial, "echo trouble >&2")))
            let followed = harness.follow()
            #expect(followed.ends == [AttemptID(trial: trial, attempt: 1): .exited(status: 0)])
            #expect(followed.started == [AttemptID(trial: trial, attempt: 1)])
            #expect(followed.text[.output] == "got {\"trial\": \(trial)}\n")
            let log = try harness.folder.read("log-\(trial).txt").split(separator: "\n")
            #expect(Set(log) == ["got {\"trial\": \(trial)}", "trouble"])
        }
        #expect(handles.count == 1)
        #expect(try lines.count == 1)
        harness.launcher.dismiss(waking: -1)
        let process = try #require(Int(try lines[0]))
        #expect(!isAlive(process))
    }

    @Test("a program whose input has ended has the grace time to end by itself")
    func graceful() throws {
        var only = job(0)
        only.resources.grace = 1000
        try harness.submit(only)
        _ = harness.follow()
        harness.launcher.dismiss(waking: -1)
        #expect(try lines.last == "over")
    }

    @Test("one that goes on without input, and ignores SIGTERM, is killed")
    func stubborn() throws {
        try harness.submit(job(0, "trap '' TERM", after: "done; while :; do sleep 1000; done"))
        _ = harness.follow()
        harness.launcher.dismiss(waking: -1)
        let process = try #require(Int(try lines[0]))
        #expect(!isAlive(process))
    }

    @Test("as many processes as trials run at once, and no more")
    func several() throws {
        for round in 0..<3 {
            for trial in 0..<2 { try harness.submit(job(2 * round + trial)) }
            #expect(harness.follow(2).ends.values.allSatisfy { $0 == .exited(status: 0) })
        }
        #expect(try lines.count == 2)
    }

    @Test("a synchronous program gets its answers, and then its next trial")
    func answers() throws {
        for trial in 0..<2 {
            try harness.submit(job(trial, "read -r answer; echo $answer", sync: true))
            let followed = harness.follow { event in
                if case .printed(let id, .output, let bytes) = event,
                    String(decoding: bytes, as: UTF8.self).contains("got")
                {
                    harness.launcher.answer(.stop, to: id)
                }
            }
            #expect(followed.text[.output] == "got {\"trial\": \(trial)}\nstop\n")
        }
        #expect(try lines.count == 1)
    }

    @Test(
        "a program that ends in the middle of a trial has ended that one alone",
        arguments: [
            ("exit 3", JobEnd.exited(status: 3)), ("kill -9 $$", .signalled(9)), ("exit 0", .exited(status: 0)),
        ])
    func crash(how: String, end: JobEnd) throws {
        for trial in 0..<3 {
            try harness.submit(job(trial, "case $line in *1}) \(how);; esac"))
            let followed = harness.follow { event in
                if case .used = event { Issue.record("what several trials have used is none's") }
            }
            #expect(followed.end == (trial == 1 ? end : .exited(status: 0)))
        }
        #expect(try lines.count == 2)
    }

    @Test("a program that never asks has had no trial, however well it ends")
    func deaf() throws {
        var job = harness.job("echo '{\"epoch\": 1}'")
        job.configuration = "{}"
        try harness.submit(job)
        #expect(harness.follow().end == .lost(reason: WarmService.silence))
        job.command = ["sh", "-c", "exit 4"]
        try harness.submit(job)
        #expect(harness.follow().end == .exited(status: 4))
    }

    @Test("one that was asked to end serves no other trial, though it asks for one")
    func terminated() throws {
        let patient =
            "stop=; trap stop=1 TERM; case $line in *0}) echo ready; while [ -z \"$stop\" ]; do sleep 0.01; done;; esac"
        for trial in 0..<2 {
            try harness.submit(job(trial, patient))
            let followed = harness.follow { event in
                if case .printed(let id, _, let bytes) = event, String(decoding: bytes, as: UTF8.self).contains("ready")
                {
                    harness.launcher.terminate(id)
                }
            }
            #expect(followed.end == .exited(status: 0))
        }
        #expect(try lines.filter { $0 != "over" }.count == 2)
    }

    @Test("one that has asked for its next trial is sent no signal for the last one")
    func tooLate() throws {
        try harness.submit(job(0))
        while try harness.folder.read("log-0.txt") == "" { _ = harness.launcher.events(within: 0.01, waking: -1) }
        let id = AttemptID(trial: 0, attempt: 1)
        while !harness.launcher.hasEnded(id) {}
        harness.launcher.terminate(id)
        harness.launcher.kill(id)
        _ = harness.launcher.events(within: 0, waking: -1)
        try harness.submit(job(1))
        #expect(harness.follow().ends == [AttemptID(trial: 1, attempt: 1): .exited(status: 0)])
        #expect(try lines.count == 1)
    }

    @Test("a trial that could not be put on record is never told, and the process serves the next")
    func unrecorded() throws {
        try harness.submit(job(0))
        _ = harness.follow()
        try harness.launcher.submit(job(1)) { _ in false }
        #expect(harness.launcher.events(within: 0, waking: -1).isEmpty)
        try harness.submit(job(2))
        #expect(harness.follow().text[.output] == "got {\"trial\": 2}\n")
        #expect(try lines.count == 1)
    }

    @Test("the trial is on record before its program knows of it")
    func recordedFirst() throws {
        try harness.submit(job(0))
        _ = harness.follow()
        var log: String?
        try harness.launcher.submit(job(1)) { _ in
            log = try? harness.folder.read("log-1.txt")
            return true
        }
        #expect(log == nil)
        #expect(harness.follow().end == .exited(status: 0))
    }

    @Test("one that dies while it waits has failed no trial")
    func diedIdle() throws {
        try harness.submit(job(0))
        _ = harness.follow()
        let first = try #require(Int(try lines[0]))
        kill(Int32(first), SIGKILL)
        while isAlive(first) { #expect(harness.launcher.events(within: 0.01, waking: -1).isEmpty) }
        try harness.submit(job(1))
        #expect(harness.follow().end == .exited(status: 0))
        #expect(try lines.count == 2)
    }

    @Test("where a trial needs another command or environment, another process serves it, and the idle one ends")
    func others() throws {
        try harness.submit(job(0))
        _ = harness.follow()
        let first = try #require(Int(try lines[0]))
        var other = job(1)
        other.environment["HPO_STAGE"] = "second"
        try harness.submit(other)
        #expect(harness.follow().end == .exited(status: 0))
        while isAlive(first) { _ = harness.launcher.events(within: 0.01, waking: -1) }
        #expect(try lines.filter { $0 != "over" }.count == 2)
    }

    @Test("a launcher of a later process ends what serves the trial by its handle")
    func ended() throws {
        try harness.submit(job(0, "case $line in *1}) sleep 1000;; esac"))
        _ = harness.follow()
        let handle = try #require(try harness.submit(job(1, "case $line in *1}) sleep 1000;; esac")))
        LocalLauncher().end(handle)
        #expect(harness.follow().end == .signalled(9))
    }
}
