import Search
import Storage
import Testing

@Suite struct PauseTests {
    @Test("a paused trial is left alone until it is promoted, and then goes to one process only")
    func promotion() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let attempt = try fixture.start(owner: fixture.owner)
        try fixture.report(0.5, at: 1, of: attempt)
        try database.finish(attempt, .paused(epoch: 1))
        let paused = try database.trial(0, of: study)
        #expect(paused.pausedEpoch == 1 && paused.state == .stopped(reason: "paused by the pruner at epoch 1"))
        #expect(try database.counts(of: study).paused == 1 && database.counts(of: study).counts == [.stopped: 1])
        #expect(try database.claimStopped(of: study, owner: fixture.owner) == nil)

        let claimed = try #require(
            try database.claimPaused(0, of: study, owner: fixture.owner, sawRevision: 3))
        #expect(claimed.isPromoted && claimed.resumes && claimed.attempt.attempt == 2)
        #expect(try database.claimPaused(0, of: study, owner: fixture.owner, sawRevision: 3) == nil)
        #expect(try database.trial(0, of: study).pausedEpoch == nil)
        #expect(try database.attempts(of: study).map(\.sawRevision) == [nil, 3])
        #expect(try database.attempts(of: study).map(\.pausedEpoch) == [1, nil])

        try database.finish(claimed.attempt, .stopped)
        #expect(try database.claimPaused(0, of: study, owner: fixture.owner, sawRevision: 5) == nil, "it is not paused")
        #expect(try database.claimStopped(of: study, owner: fixture.owner)?.isPromoted == false)
        let changes = try database.changes(of: study, after: 2).map(\.change)
        #expect(
            changes == [
                .ended(number: 0, outcome: .paused(epoch: 1)), .resumed(number: 0),
                .ended(number: 0, outcome: .stopped),
                .resumed(number: 0),
            ])
    }

    @Test("a promotion that was decided before the trial was promoted and paused again is not carried out")
    func outdated() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let first = try fixture.start(owner: fixture.owner)
        try fixture.report(0.5, at: 1, of: first)
        try database.finish(first, .paused(epoch: 1))
        let second = try #require(try database.claimPaused(0, of: study, owner: fixture.owner, sawRevision: 3))
        try fixture.report(0.6, at: 2, of: second.attempt)
        let again = try database.finish(second.attempt, .paused(epoch: 2)).revision
        #expect(try database.claimPaused(0, of: study, owner: fixture.owner, sawRevision: 3) == nil)
        #expect(try database.claimPaused(0, of: study, owner: fixture.owner, sawRevision: again) != nil)
    }

    @Test(
        "what the pruner had decided when its process died is carried out, unless the audit lets the trial go on",
        arguments: [Verdict.continue, .stop, .pause], [false, true])
    func decided(verdict: Verdict, audited: Bool) throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let dead = ReapingTests.deadOwner(like: fixture.owner)
        let attempt = try fixture.start(owner: dead)
        let revision = try #require(try fixture.report(0.5, at: 1, of: attempt).revision)
        let isAudited = audited && verdict != .continue
        try database.recordVerdict(verdict, at: 1, of: attempt, sawRevision: revision, isAudited: isAudited)
        let reaped = try database.reap(database.orphans(of: study, seenFrom: fixture.owner))
        let expected: Outcome =
            switch verdict {
            case .stop where !audited: .pruned(epoch: 1)
            case .pause where !audited: .paused(epoch: 1)
            default: .stopped
            }
        #expect(reaped.map(\.outcome) == [expected])
        #expect(
            try database.changes(of: study, after: revision).map(\.change) == [.ended(number: 0, outcome: expected)])
        #expect(try database.trial(0, of: study).auditedEpoch == (isAudited ? 1 : nil))
    }

    @Test("a pause of an earlier attempt decides nothing about a later one")
    func earlier() throws {
        let fixture = try Fixture()
        let (database, study) = (fixture.database, fixture.study.id)
        let attempt = try fixture.start(owner: fixture.owner)
        let revision = try #require(try fixture.report(0.5, at: 1, of: attempt).revision)
        try database.recordVerdict(.pause, at: 1, of: attempt, sawRevision: revision)
        try database.finish(attempt, .paused(epoch: 1))
        let dead = ReapingTests.deadOwner(like: fixture.owner)
        _ = try #require(try database.claimPaused(0, of: study, owner: dead, sawRevision: 3))
        #expect(try database.reap(database.orphans(of: study, seenFrom: fixture.owner)).map(\.outcome) == [.stopped])
        #expect(try database.claimStopped(of: study, owner: fixture.owner) != nil)
    }
}
