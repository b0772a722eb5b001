import Foundation
import Search
import Storage
import System
import Testing

@Suite struct ReapingTests {
    /// A process that has ended, and whose number another may have by now.
    static func deadOwner(like owner: Owner) -> Owner {
        Owner(
            host: owner.host, boot: owner.boot,
            process: ProcessIdentity(pid: owner.process.pid, start: owner.process.start - 1))
    }

    @Test("this process is known, and told from another of the same number")
    func identity() throws {
        let owner = try Owner.current()
        #expect(owner.process.pid == Int(ProcessInfo.processInfo.processIdentifier))
        #expect(owner.process.isRunning)
        #expect(try Owner.current() == owner)
        #expect(!Self.deadOwner(like: owner).process.isRunning)
        #expect(ProcessIdentity(running: 0) == nil)
        #expect(ProcessIdentity(running: -1) == nil)
        #expect(ProcessIdentity(running: .max) == nil)
    }

    @Test("a process that has ended is not running, before and after its parent has asked for its status")
    func endedProcess() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sleep")
        process.arguments = ["1000"]
        try process.run()
        let identity = try #require(ProcessIdentity(running: Int(process.processIdentifier)))
        #expect(identity.isRunning)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(!identity.isRunning)
    }

    @Test("the trials of a dead owner are stopped with the reason, and can be resumed; those of a living one go on")
    func reaps() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let living = try fixture.start(owner: fixture.owner)
        let dead = Self.deadOwner(like: fixture.owner)
        let orphaned = try fixture.start(owner: dead)
        try fixture.report(0.5, at: 1, of: orphaned)
        let handle = JobHandle(launcher: "local", text: "99 7")
        try database.recordHandle(handle, of: orphaned)
        let byHand = try fixture.start(owner: nil)

        let orphans = try database.orphans(of: study, seenFrom: fixture.owner)
        #expect(orphans.map(\.handle) == [handle] && orphans.map(\.attempt) == [orphaned])
        let reaped = try database.reap(orphans)
        #expect(reaped.map(\.attempt) == [orphaned])
        #expect(reaped.first?.owner == dead)
        #expect(reaped.first?.revision == 5)
        let reason = "its run ended without a word (process \(dead.process.pid) on \(dead.host))"
        #expect(try database.trials(of: study).map(\.state) == [.running, .stopped(reason: reason), .running])
        #expect(try database.owners(of: study) == [living.number: fixture.owner])
        #expect(throws: StorageError.notRunning(number: 1, state: "stopped")) {
            try fixture.report(1, at: 2, of: orphaned)
        }
        #expect(try database.runningAttempt(of: byHand.number, in: study) == byHand)

        #expect(try database.orphans(of: study, seenFrom: fixture.owner).isEmpty)
        #expect(try database.reap(orphans).isEmpty)
        #expect(try database.claimStopped(of: study, owner: fixture.owner)?.attempt.attempt == 2)
        #expect(try database.epochs(of: 1, in: study).count == 1)
    }

    @Test("whether a process of this machine lives, the database's environment says")
    func environment() throws {
        let fixture = try Fixture()
        let (first, second) = (fixture.owner, Self.deadOwner(like: fixture.owner))
        let (living, dead) = (try fixture.start(owner: second), try fixture.start(owner: first))
        let environment = DatabaseEnvironment(isRunning: { $0 == second.process })
        let database = try StudyDatabase(opening: fixture.path, in: environment)
        #expect(try database.orphans(of: fixture.study.id, seenFrom: second).map(\.attempt) == [dead])
        #expect(try database.owners(of: fixture.study.id)[living.number] == second)
    }

    @Test("after another start of this machine, nothing of the earlier one runs")
    func reboot() throws {
        let fixture = try Fixture()
        let here = fixture.owner
        let attempt = try fixture.start(owner: Owner(host: here.host, boot: "earlier/1", process: here.process))
        let orphans = try fixture.database.orphans(of: fixture.study.id, seenFrom: here)
        #expect(try fixture.database.reap(orphans).map(\.attempt) == [attempt])
    }

    @Test("a trial that is taken over runs on in the same attempt, by one new owner alone")
    func takesOver() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let attempt = try fixture.start(owner: Self.deadOwner(like: fixture.owner))
        try fixture.report(0.5, at: 1, of: attempt)
        let orphan = try #require(try database.orphans(of: study, seenFrom: fixture.owner).first)
        let claimed = try #require(try database.takeOver(orphan, by: fixture.owner))
        #expect(claimed.attempt == attempt && claimed.revision == 1 && !claimed.isPromoted)
        #expect(claimed.parameters == (try database.trial(0, of: study)).parameters)
        // Whoever was slower finds another claim.
        #expect(try database.takeOver(orphan, by: fixture.owner) == nil)
        #expect(try database.reap([orphan]).isEmpty)
        #expect(try database.owners(of: study) == [0: fixture.owner])
        #expect(try fixture.report(0.6, at: 2, of: attempt).revision == 3)
    }

    @Test("a trial that the pruner had decided to stop is not taken over, and ends as it said")
    func decided() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let attempt = try fixture.start(owner: Self.deadOwner(like: fixture.owner))
        let revision = try #require(try fixture.report(0.5, at: 1, of: attempt).revision)
        try database.recordVerdict(.stop, at: 1, of: attempt, sawRevision: revision)
        let orphans = try database.orphans(of: study, seenFrom: fixture.owner)
        #expect(try database.takeOver(orphans[0], by: fixture.owner) == nil)
        #expect(try database.reap(orphans).map(\.outcome) == [.pruned(epoch: 1)])
    }

    @Test(
        "an owner elsewhere is dead once nothing was heard of it for a minute by the watcher's clock, whatever its own says",
        arguments: [("other-host", "other/1"), ("other-host", nil)], [-90, 0, 90, 1e6])
    func heartbeats(place: (host: String, boot: String?), ahead: Double) throws {
        let fixture = try Fixture()
        let here = fixture.owner
        // Without a boot of its own: a container, which is on this start of this machine but counts its own processes.
        let container = here.boot.prefix { $0 != "/" } + "/pid:[1]"
        let there = Owner(
            host: place.host, boot: place.boot ?? String(container), process: ProcessIdentity(pid: 1, start: 1))
        let database = fixture.database
        let attempt = try fixture.start(owner: there)
        var silences = Silences()
        func look(at now: Double) throws -> (dead: [TrialAttempt], inDoubt: [TrialAttempt]) {
            let found = try database.orphans(
                of: fixture.study.id, seenFrom: here, watching: &silences, at: now, expiry: 60)
            return (found.dead.map(\.attempt), found.inDoubt.map(\.attempt))
        }
        #expect(try look(at: 5) == ([], [attempt]))
        #expect(try look(at: 65) == ([], [attempt]))
        let beat = 1_000_000 + ahead + 50
        try StudyDatabase(opening: fixture.path, in: DatabaseEnvironment(clock: { beat })).heartbeat(there)
        #expect(try look(at: 70) == ([], []))
        #expect(try look(at: 130) == ([], []))
        #expect(try look(at: 130.5) == ([attempt], []))
        #expect(try database.orphans(of: fixture.study.id, seenFrom: here).isEmpty)
        // Whoever looks anew has heard nothing yet.
        var anew = Silences()
        let first = try database.orphans(of: fixture.study.id, seenFrom: here, watching: &anew, at: 1000)
        #expect(first.dead.isEmpty && first.inDoubt.map(\.attempt) == [attempt])
    }
}
