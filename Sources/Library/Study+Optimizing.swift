// A study's trials, run by a closure of this process, one after another or several at once.

import Search
import Storage
import Studies

extension Study {
    /// Runs trials by `body`, which says what each has reached.
    ///
    /// Trials that were interrupted go on first, then those that wait in the queue; then the sampler proposes new ones. With one
    /// worker, equal definitions give equal trials, here and by `hpo`; with several it depends on which ends first what the
    /// sampler has seen, and that is on record.
    ///
    /// A trial ends as `body` does:
    /// - it returns a value: the trial completes with it. NaN is kept, and never the best.
    /// - it throws: the trial has failed, with the error in words.
    /// - the task is cancelled and it throws `CancellationError`, as ``Trial/report(epoch:_:)`` does: the trial is stopped, and
    ///   the next call resumes it.
    /// - the pruner has stopped it in a ``Trial/report(epoch:_:)``: it is pruned, whatever `body` returns then.
    ///
    /// - Parameters:
    ///   - trials: how many new ones; those that go on are not counted. nil is as many as the sampler finds.
    ///   - workers: how many at once, from 1.
    ///   - duration: after which what runs is cancelled.
    ///   - maxFailures: so many failed trials in a row end the call.
    ///   - body: trains, and reports on the way where it can; called by up to `workers` tasks at once.
    /// - Returns: what has become of the trials.
    /// - Throws: `StudyError.failures`; `StudyError.valueAlone` in a study of several objectives or of conditions, whose trials
    ///   report, in ``run(trials:workers:within:maxFailures:_:)``; `CancellationError` where the task was cancelled; errors of the database. What ran is stopped then, and the
    ///   next call resumes it.
    @discardableResult
    public func optimize(
        trials: Int? = nil, workers: Int = 1, within duration: Duration? = nil, maxFailures: Int = 5,
        _ body: @escaping @Sendable (Trial) async throws -> Double
    ) async throws -> RunResult {
        try await recorder.checkTakesValue()
        return try await run(
            RunTally(limit: trials, workers: workers, maxFailures: maxFailures), within: duration
        ) { trial in .value(try await body(trial)) }
    }

    /// Runs trials by `body`, which reports their epochs: each counts with what its epochs are worth, as the objective says, and
    /// fails where none had a value of it.
    ///
    /// For several objectives, for conditions on results, and where the best epoch is what counts; the rest is as in
    /// ``optimize(trials:workers:within:maxFailures:_:)``.
    @discardableResult
    public func run(
        trials: Int? = nil, workers: Int = 1, within duration: Duration? = nil, maxFailures: Int = 5,
        _ body: @escaping @Sendable (Trial) async throws -> Void
    ) async throws -> RunResult {
        try await run(
            RunTally(limit: trials, workers: workers, maxFailures: maxFailures), within: duration
        ) { trial in
            try await body(trial)
            return .epochs
        }
    }

    private enum Happening: Sendable {
        /// A second has passed, or the time is over.
        case tick
        case ended(Result<Outcome?, StudyError>)
    }

    private func run(
        _ begun: RunTally, within duration: Duration?, _ body: @escaping @Sendable (Trial) async throws -> TrialEnd
    ) async throws -> RunResult {
        let deadline = duration.map { ContinuousClock.now + $0 }
        let recorder = recorder
        try await recorder.begin()
        let tally = await withTaskGroup(of: Happening.self) { group in
            var tally = begun
            func wait() {
                group.addTask {
                    let next = ContinuousClock.now + .seconds(1)
                    try? await Task.sleep(until: min(next, deadline ?? next), clock: .continuous)
                    return .tick
                }
            }
            wait()
            while true {
                if Task.isCancelled { tally.fails(CancellationError()) }
                if let deadline, ContinuousClock.now >= deadline { tally.cut(.timeIsOver) }
                do {
                    while tally.hasRoom {
                        let next = try await recorder.next(mayBeNew: tally.mayBeNew, beside: tally.running)
                        guard case .trial(let claimed) = next else {
                            if case .none(let why) = next { tally.beginsNoMore(why) }
                            break
                        }
                        tally.began(isNew: !claimed.resumes)
                        group.addTask { .ended(await recorder.run(claimed, body)) }
                    }
                } catch {
                    tally.fails(error)
                }
                if tally.isOver { group.cancelAll() }
                if tally.isFinished { break }
                switch await group.next() {
                case .ended(.success(let outcome))?: tally.ended(outcome)
                case .ended(.failure(let error))?:
                    tally.ended(nil)
                    tally.fails(error)
                case .tick?:
                    do { if try await recorder.attend() { tally.cut(.asked) } } catch { tally.fails(error) }
                    if !tally.isOver { wait() }
                case nil: tally.cut(.trialsDone)
                }
            }
            group.cancelAll()
            return tally
        }
        await recorder.end()
        if let error = tally.error { throw error }
        return tally.result
    }
}
