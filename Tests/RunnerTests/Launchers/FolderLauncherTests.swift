// What only launchers do whose jobs talk through folders: they outlive their schedulers' moods and whoever submitted them.

import Foundation
import HPOLauncherTesting
import Storage
import System
import TestSupport
import Testing

@testable import Runner

@Suite("The folder launcher")
struct FolderLauncherTests {
    private let scheduler = StandInScheduler()
    private let harness: JobHarness

    init() throws {
        let scheduler = scheduler
        harness = try JobHarness(LauncherContract("custom") { scheduler.launcher() })
    }

    private func attempt(_ trial: Int = 0) -> AttemptFolder {
        AttemptFolder(path: "\(harness.folder.path)/attempt-\(trial)")
    }

    @Test("a scheduler that has no room is asked again, and one that is away says nothing of its jobs")
    func passing() throws {
        try scheduler.having("full") {
            try harness.submit(harness.job("echo ready; sleep 1"))
            for _ in 0..<20 { #expect(harness.launcher.events(within: 0.05, waking: -1).isEmpty) }
        }
        var text = ""
        while !text.contains("ready") {
            for case .printed(_, _, let bytes) in harness.launcher.events(within: 1, waking: -1) {
                text += String(decoding: bytes, as: UTF8.self)
            }
        }
        var end: JobEnd?
        try scheduler.having("away") {
            while end == nil {
                for case .ended(_, let ended) in harness.launcher.events(within: 1, waking: -1) { end = ended }
            }
        }
        #expect(end == .exited(status: 0))
    }

    @Test("a job that the scheduler does not take has failed with the scheduler's words")
    func refused() throws {
        try scheduler.having("broken") {
            try harness.submit(harness.job("true"))
            #expect(harness.follow().end == .lost(reason: "custom does not take its job: no such partition"))
        }
    }

    @Test("what somebody else writes into the folder is not believed")
    func forged() throws {
        try harness.submit(harness.job("echo begun; sleep 1000"))
        var text = ""
        while text.isEmpty {
            for case .printed(_, _, let bytes) in harness.launcher.events(within: 1, waking: -1) {
                text += String(decoding: bytes, as: UTF8.self)
            }
        }
        try Files.replace(attempt().end, with: "{\"token\": \"guessed\", \"output\": 0, \"exited\": 0}")
        for _ in 0..<5 { #expect(harness.launcher.events(within: 0.05, waking: -1).isEmpty) }
        let file = try Descriptor(writing: attempt().output, appending: true)
        _ = try file.send(ArraySlice("nonsense\n".utf8))
        guard case .lost(let reason)? = harness.follow().end else { return #expect(Bool(false)) }
        #expect(reason.contains("is damaged at byte"))
    }

    @Test("an attempt runs once, though its scheduler begins it again")
    func once() throws {
        try harness.submit(harness.job("echo once"))
        #expect(harness.follow().end == .exited(status: 0))
        let error = #expect(throws: LaunchError.self) { try TrialAgent(folder: attempt().path) }
        #expect(error?.description.contains("was begun before") == true)
    }

    @Test("a job whose project was deleted ends its program")
    func deleted() throws {
        try harness.submit(harness.job("echo $$; sleep 1000"))
        let child = try harness.firstNumber()
        try Files.removeTree(attempt().path)
        for _ in 0..<2000 where isAlive(child) { Thread.sleep(forTimeInterval: 0.01) }
        #expect(!isAlive(child))
    }

    @Test("the next attempt ends the one before it, wherever that is")
    func superseded() throws {
        let first = harness.job("echo $$; sleep 1000", trial: 1)
        try harness.submit(first)
        let child = try harness.firstNumber()
        harness.launcher.forget(first.id)
        var second = harness.job("true", trial: 2)
        second.id = AttemptID(trial: 1, attempt: 2)
        try harness.submit(second)
        for _ in 0..<500 where isAlive(child) { Thread.sleep(forTimeInterval: 0.01) }
        #expect(!isAlive(child))
        #expect(harness.follow().end == .exited(status: 0))
    }
}
