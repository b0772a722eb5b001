import Testing

@testable import Runner

@Suite("What has become of a job")
struct JobWatchTests {
    private static func end(
        _ heard: [(QueueState?, at: Double)], isCancelled: Bool = false, hasStarted: Bool = true, now: Double
    ) -> JobEnd? {
        var watch = JobWatch(grace: 15)
        for (state, time) in heard { watch.heard(state, at: time) }
        return watch.end(isCancelled: isCancelled, hasStarted: hasStarted, words: { "no such file" }, at: now)
    }

    private static let timedOut = QueueState.over(reason: "over its time limit", isFailure: false)
    private static let failed = QueueState.over(reason: "its job failed", isFailure: true)

    @Test("a job that nobody was asked about, or that waits or runs, goes on")
    func goesOn() {
        #expect(Self.end([], now: 1000) == nil)
        #expect(Self.end([(.pending, 0), (.running, 10)], now: 1000) == nil)
        // One that was gone for a moment, as while it is put back into its queue, has come back.
        #expect(Self.end([(nil, 0), (Self.timedOut, 5), (.pending, 10)], now: 1000) == nil)
    }

    @Test("a job that its scheduler does not know, or says is over, is gone once its end had time to be written")
    func gone() {
        #expect(Self.end([(.running, 0), (nil, 10)], now: 24) == nil)
        #expect(
            Self.end([(.running, 0), (nil, 10)], now: 25)
                == .interrupted(reason: "the scheduler does not know its job any more"))
        #expect(
            Self.end([(Self.timedOut, 10), (Self.timedOut, 20)], now: 25) == .interrupted(reason: "over its time limit")
        )
        #expect(Self.end([(Self.failed, 10)], now: 25) == .lost(reason: "its job failed"))
    }

    @Test("a job that could not begin says what its scheduler's log says")
    func neverBegan() {
        #expect(
            Self.end([(Self.failed, 10)], hasStarted: false, now: 25)
                == .lost(reason: "its job could not begin: no such file"))
        // One that its place has ended before it could begin is no failure, whatever was written about it.
        #expect(
            Self.end([(Self.timedOut, 10)], hasStarted: false, now: 25) == .interrupted(reason: "over its time limit"))
    }

    @Test("a job that we have cancelled has ended by that, at once where it had not begun")
    func cancelled() {
        #expect(Self.end([(nil, 10)], isCancelled: true, hasStarted: false, now: 11) == .signalled(15))
        #expect(Self.end([(nil, 10)], isCancelled: true, now: 11) == nil)
        #expect(Self.end([(nil, 10)], isCancelled: true, now: 25) == .signalled(15))
    }
}
