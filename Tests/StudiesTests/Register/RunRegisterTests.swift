import Foundation
import JSON
import Storage
import System
import TestSupport
import Testing

@testable import Studies

@Suite("The register of runs beside a database")
struct RunRegisterTests {
    private let folder: TemporaryFolder
    private let register: RunRegister
    private let here: Owner

    init() throws {
        folder = try TemporaryFolder()
        register = RunRegister(ofDatabase: "\(folder.path)/hpo.sqlite")
        here = try .current()
    }

    private var far: Owner { Owner(host: "node7", boot: "far/1", process: ProcessIdentity(pid: 4242, start: 1)) }

    @Test("has what a run has written until it signs out, and is gone with the last one")
    func signedIn() throws {
        var run = SignedRun(of: "face", by: here, job: "17")
        run.status = ["running": [1, 2]]
        try register.write(run)
        #expect(register.runs == [run])
        #expect(register.here(seenFrom: here, at: run.at) == [run])
        register.remove(run)
        #expect(register.runs == [] && !Files.exists("\(folder.path)/hpo.sqlite-runs"))
    }

    @Test(
        "a database that a run of another machine uses is not opened, and one that was not heard of for long is forgotten"
    )
    func elsewhere() throws {
        var run = SignedRun(of: "face", by: far, job: "17")
        try register.write(run)
        #expect(throws: StudyError.usedElsewhere(run)) { try register.checkIsFree() }
        #expect(throws: StudyError.usedElsewhere(run)) { try StudyStore(opening: "\(folder.path)/hpo.sqlite") }
        #expect(throws: StudyError.usedElsewhere(run)) { try StudyStore(copying: "\(folder.path)/hpo.sqlite") }
        #expect(throws: StudyError.usedElsewhere(run)) { try StudyStore.check("\(folder.path)/hpo.sqlite") }
        #expect(!Files.exists("\(folder.path)/hpo.sqlite"))
        run.at -= 301
        try register.write(run)
        try register.checkIsFree()
        #expect(register.here(seenFrom: here, at: run.at) == [])
    }

    @Test("runs of this machine, containers of it included, share the database")
    func sameMachine() throws {
        try register.write(SignedRun(of: "face", by: here))
        let boot = here.boot.prefix { $0 != "/" }
        let container = Owner(host: "box", boot: "\(boot)/pid:[7]", process: ProcessIdentity(pid: 1000, start: 1))
        try register.write(SignedRun(of: "face", by: container))
        let dead = Owner(host: here.host, boot: here.boot, process: ProcessIdentity(pid: here.process.pid, start: 1))
        try register.write(SignedRun(of: "face", by: dead))
        try register.checkIsFree()
        let now = SystemClock.secondsSince1970
        #expect(Set(register.here(seenFrom: here, at: now).map(\.owner)) == [here, container])
        #expect(register.here(seenFrom: here, at: now + 301).map(\.owner) == [here])
        register.sweep(seenFrom: here, at: now)
        #expect(Set(register.runs.map(\.owner)) == [here, container])
        register.sweep(seenFrom: here, at: now + 90_000)
        #expect(register.runs == [])
    }

    @Test("a run is asked for its end once, or twice for an end at once")
    func requests() throws {
        let run = SignedRun(of: "face", by: far)
        try register.write(run)
        #expect(register.takeRequests(to: run) == 0)
        try register.ask(run, toStopNow: false)
        #expect(register.takeRequests(to: run) == 1)
        #expect(register.takeRequests(to: run) == 0)
        try register.ask(run, toStopNow: true)
        #expect(register.takeRequests(to: run) == 2)
    }

    @Test(
        "what is no run's is none",
        arguments: [
            "", "{}", "[]", "null", "{\"study\": \"s\"}",
            "{\"study\": \"s\", \"host\": \"h\", \"boot\": \"b\", \"pid\": 0, \"start\": 1, \"began\": 1, \"at\": 1}",
            "{\"study\": \"s\", \"host\": \"h\", \"boot\": \"\", \"pid\": 2, \"start\": 1, \"began\": 1, \"at\": 1}",
            "{\"study\": \"s\", \"host\": \"h\", \"boot\": \"b\", \"pid\": 2, \"start\": 1, \"began\": 1, \"at\": \"now\"}",
            "{\"study\": \"s\", \"host\": \"h\", \"boot\": \"b\", \"pid\": 2, \"start\": 1, \"began\": 1, \"at\": 1, \"job\": \"1; rm\"}",
        ])
    func hostile(_ text: String) throws {
        try Files.makeFolders("\(folder.path)/hpo.sqlite-runs")
        try Files.replace("\(folder.path)/hpo.sqlite-runs/0123456789abcdef.json", with: text)
        #expect(register.runs == [])
        try register.checkIsFree()
    }
}
