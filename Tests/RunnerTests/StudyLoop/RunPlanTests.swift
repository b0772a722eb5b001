import Search
import Testing

@testable import Runner
@testable import Studies

@Suite("What a run decides")
struct RunPlanTests {
    private let first = AttemptID(trial: 0, attempt: 1)
    private let second = AttemptID(trial: 1, attempt: 1)

    private func plan(_ limits: RunLimits = RunLimits(jobs: 2), timeout: Double? = nil) -> RunPlan {
        RunPlan(limits: limits, grace: 10, timeout: timeout)
    }

    private func running(sync: [Bool], _ limits: RunLimits = RunLimits(jobs: 2), timeout: Double? = nil) -> RunPlan {
        var plan = plan(limits, timeout: timeout)
        for (id, sync) in zip([first, second], sync) {
            plan.started(id, sync: sync, isNew: true)
            plan.runs(id, at: 0)
        }
        return plan
    }

    private func end(_ plan: inout RunPlan, _ id: AttemptID, _ end: JobEnd, best: Double? = nil) -> Outcome {
        plan.ended(id, end, result: best.map { .completed(value: $0) }, lastLines: ["last"], complaint: "no objective")
    }

    @Test("there is room for as many jobs as may run at once, and for as many new trials as were asked for")
    func room() {
        var plan = plan(RunLimits(trials: 2, jobs: 2))
        plan.started(first, sync: false, isNew: false)
        #expect(plan.hasRoom && plan.wantsNewTrial)
        plan.started(second, sync: false, isNew: true)
        #expect(!plan.hasRoom && plan.wantsNewTrial)
        _ = end(&plan, first, .exited(status: 0), best: 1)
        plan.started(AttemptID(trial: 2, attempt: 1), sync: false, isNew: true)
        #expect(!plan.wantsNewTrial)
    }

    @Test(
        "a run that waits for others looks again after a second, when a trial of its own has ended, or never after Ctrl-C"
    )
    func waiting() {
        var plan = running(sync: [true], RunLimits(jobs: 2))
        plan.wait(at: 5)
        #expect(!plan.hasRoom && plan.isWaiting && plan.nextTick == 6)
        _ = plan.tick(at: 5.9)
        #expect(!plan.hasRoom)
        _ = plan.tick(at: 6)
        #expect(plan.hasRoom && !plan.isWaiting)
        plan.wait(at: 7)
        _ = end(&plan, first, .exited(status: 0), best: 1)
        #expect(plan.hasRoom && !plan.isBusy)
        plan.wait(at: 8)
        _ = plan.interrupt(at: 8)
        #expect(!plan.isWaiting && !plan.hasRoom)
    }

    @Test("a trial that is set aside stops as in a run that is cut short, and the other one goes on")
    func setAside() {
        var plan = running(sync: [true, true])
        #expect(plan.setAside(0, at: 1).isEmpty, "it is left until its next report")
        #expect(plan.reported(second, epoch: 1, verdict: nil, at: 2) == [.answer(second, .continue)])
        #expect(plan.reported(first, epoch: 1, verdict: nil, at: 2) == [.answer(first, .stop)])
        #expect(end(&plan, first, .exited(status: 0), best: 1) == .stopped)
        #expect(plan.end == nil && plan.hasRoom)

        var silent = running(sync: [true, false])
        #expect(silent.setAside(1, at: 1) == [.terminate(second)] && silent.setAside(1, at: 2).isEmpty)
        #expect(silent.setAside(0, at: 1).isEmpty && silent.setAside(7, at: 1).isEmpty)
        #expect(silent.tick(at: 11) == [.terminate(first), .kill(second)], "after the grace time")
    }

    @Test("where there was no room for a trial, no more are started than ran then, until one of them has ended")
    func noRoom() {
        var plan = running(sync: [false], RunLimits(jobs: 9))
        plan.started(second, sync: false, isNew: true)
        let isFirst = plan.noRoom(for: second)
        #expect(isFirst && !plan.hasRoom && plan.attempts == [first])
        _ = end(&plan, first, .exited(status: 0), best: 1)
        #expect(plan.hasRoom)
        plan.started(second, sync: false, isNew: false)
        #expect(!plan.hasRoom)
        let isAnother = plan.noRoom(for: second)
        #expect(!isAnother)
    }

    @Test("a program that is over is not stopped any more, and counts with what it had reached")
    func over() {
        var plan = running(sync: [false], timeout: 100)
        plan.isOver(first)
        let actions = plan.interrupt(at: 50) + plan.tick(at: 200)
        #expect(actions == [] && plan.nextTick == nil && !plan.isCutShort(first, at: 1000))
        #expect(end(&plan, first, .exited(status: 0), best: 1) == .completed(value: 1))
    }

    @Test("what an interrupted program wrote is read for the grace time, and no longer where someone wants out at once")
    func cutShort() {
        var plan = running(sync: [false, false])
        plan.isOver(second)
        _ = plan.interrupt(at: 50)
        plan.isOver(first)
        #expect(!plan.isCutShort(first, at: 59) && plan.isCutShort(first, at: 60) && !plan.isCutShort(second, at: 60))
        _ = plan.interrupt(at: 61)
        #expect(plan.isCutShort(second, at: 61))
        #expect(end(&plan, second, .exited(status: 0), best: 1) == .stopped)
    }

    @Test("a report is answered only where someone listens")
    func answers() {
        var plan = running(sync: [true, false])
        #expect(plan.reported(first, epoch: 1, verdict: .continue, at: 1) == [.answer(first, .continue)])
        #expect(plan.reported(first, epoch: 1, verdict: nil, at: 1) == [.answer(first, .continue)])
        #expect(plan.reported(second, epoch: 1, verdict: .continue, at: 1) == [])
    }

    @Test("a trial that the pruner pauses is stopped like a pruned one, and kept")
    func pause() {
        var plan = running(sync: [true, false])
        #expect(plan.reported(first, epoch: 3, verdict: .pause, at: 100) == [.answer(first, .stop)])
        #expect(plan.reported(second, epoch: 1, verdict: .pause, at: 100) == [.terminate(second)])
        #expect(!plan.counts(first) && !plan.counts(second))
        #expect(end(&plan, first, .exited(status: 0), best: 1) == .paused(epoch: 3))
        #expect(end(&plan, second, .signalled(15)) == .paused(epoch: 1))
    }

    @Test("where the pruner promotes, there is room for its trials after the last new one")
    func promotions() {
        for promotes in [false, true] {
            var plan = RunPlan(limits: RunLimits(trials: 1, jobs: 2), grace: 10, timeout: nil, promotes: promotes)
            plan.started(first, sync: true, isNew: true)
            #expect(plan.hasRoom && !plan.wantsNewTrial)
            plan.startNoMore(.trialsDone)
            plan.startNoMore(.exhausted("later"))
            #expect(plan.noMore == .trialsDone)
            #expect(plan.hasRoom == promotes && !plan.wantsNewTrial)
        }
    }

    @Test("a pruned synchronous trial is told, then terminated, then killed, a grace time apart")
    func pruneInSteps() {
        var plan = running(sync: [true])
        #expect(plan.reported(first, epoch: 3, verdict: .stop, at: 100) == [.answer(first, .stop)])
        #expect(!plan.counts(first))
        #expect(plan.nextTick == 110)
        #expect(plan.tick(at: 109.9) == [])
        #expect(plan.tick(at: 110) == [.terminate(first)])
        #expect(plan.tick(at: 119) == [])
        #expect(plan.tick(at: 120) == [.kill(first)])
        #expect(plan.tick(at: 1000) == [] && plan.nextTick == nil)
        #expect(end(&plan, first, .signalled(9)) == .pruned(epoch: 3))
    }

    @Test(
        "a pruned trial is pruned however it ends",
        arguments: [JobEnd.exited(status: 0), .exited(status: 1), .signalled(15), .lost(reason: "gone")])
    func prunedAnyhow(jobEnd: JobEnd) {
        var plan = running(sync: [false])
        #expect(plan.reported(first, epoch: 2, verdict: .stop, at: 1) == [.terminate(first)])
        #expect(end(&plan, first, jobEnd, best: 1) == .pruned(epoch: 2))
    }

    @Test("the end of a trial that nobody stopped tells its outcome")
    func outcomes() {
        let table: [(JobEnd, Double?, Outcome)] = [
            (.exited(status: 0), 0.5, .completed(value: 0.5)),
            (.exited(status: 0), nil, .failed(reason: "no objective")),
            (.exited(status: 3), 0.5, .failed(reason: "exit status 3\nlast")),
            (.signalled(9), 0.5, .failed(reason: "killed by SIGKILL (Killed)\nlast")),
            (.lost(reason: "the node failed"), nil, .failed(reason: "the node failed\nlast")),
        ]
        for (jobEnd, best, outcome) in table {
            var plan = running(sync: [false])
            #expect(end(&plan, first, jobEnd, best: best) == outcome)
        }
    }

    @Test("the first interrupt: a trial that listens stops at its next report, one that does not is asked at once")
    func interrupt() {
        var plan = running(sync: [true, false])
        #expect(plan.interrupt(at: 5) == [.terminate(second)])
        #expect(plan.end == .interrupted && !plan.hasRoom)
        #expect(plan.nextTick == 15)
        #expect(plan.reported(first, epoch: 1, verdict: .continue, at: 14) == [.answer(first, .stop)])
        #expect(plan.tick(at: 15) == [.kill(second)])
        #expect(end(&plan, first, .exited(status: 0), best: 1) == .stopped)
        #expect(end(&plan, second, .signalled(9)) == .stopped)
        #expect(!plan.isBusy)
    }

    @Test(
        "an interrupted trial that reports before it is gone ends as the pruner says, and nothing after that counts",
        arguments: [
            (Verdict.continue, Outcome.stopped), (.stop, .pruned(epoch: 3)), (.pause, .paused(epoch: 3)),
        ])
    func interruptedAndDecided(verdict: Verdict, outcome: Outcome) {
        var plan = running(sync: [false])
        _ = plan.interrupt(at: 5)
        #expect(plan.reported(first, epoch: 3, verdict: verdict, at: 6) == [])
        #expect(plan.counts(first) == (verdict == .continue))
        #expect(plan.tick(at: 15) == [.kill(first)])
        #expect(end(&plan, first, .signalled(9)) == outcome)
    }

    @Test("a trial whose time is over has failed, whatever the pruner says, and nothing after that counts")
    func timedOutAndDecided() {
        var plan = running(sync: [false], timeout: 60)
        #expect(plan.tick(at: 60) == [.terminate(first)])
        #expect(plan.reported(first, epoch: 3, verdict: .stop, at: 61) == [])
        #expect(!plan.counts(first))
        #expect(end(&plan, first, .signalled(15)) == .failed(reason: "timed out after 1 min"))
    }

    @Test("the first interrupt: a trial that listens and never reports is asked after the grace time, and kept")
    func silentInterrupt() {
        var plan = running(sync: [true])
        #expect(plan.interrupt(at: 5) == [])
        #expect(plan.tick(at: 14) == [])
        #expect(plan.tick(at: 15) == [.terminate(first)])
        #expect(plan.tick(at: 25) == [.kill(first)])
        #expect(end(&plan, first, .signalled(9)) == .stopped)
    }

    @Test("a report that cannot be recorded is answered where someone listens, and with the end of the run")
    func misspoken() {
        var plan = running(sync: [true, false])
        #expect(plan.misspoke(first, at: 1) == [.answer(first, .continue)])
        #expect(plan.misspoke(second, at: 1) == [])
        _ = plan.interrupt(at: 2)
        #expect(plan.misspoke(first, at: 3) == [.answer(first, .stop)])
    }

    @Test("a trial that completes before it could be told to stop has completed")
    func completesAnyway() {
        var plan = running(sync: [true])
        _ = plan.interrupt(at: 5)
        #expect(end(&plan, first, .exited(status: 0), best: 1) == .completed(value: 1))
    }

    @Test("the second interrupt: all are killed at once and kept")
    func secondInterrupt() {
        var plan = running(sync: [true, false])
        _ = plan.interrupt(at: 5)
        #expect(plan.interrupt(at: 6) == [.kill(first), .kill(second)])
        #expect(end(&plan, first, .signalled(9)) == .stopped)
        #expect(end(&plan, second, .signalled(9)) == .stopped)
    }

    @Test("an interrupt after a verdict leaves the trial pruned")
    func prunedThenInterrupted() {
        var plan = running(sync: [true])
        _ = plan.reported(first, epoch: 1, verdict: .stop, at: 1)
        _ = plan.interrupt(at: 2)
        _ = plan.interrupt(at: 3)
        #expect(end(&plan, first, .signalled(9)) == .pruned(epoch: 1))
    }

    @Test("a trial over its time is terminated, killed, and has failed")
    func timeout() {
        var plan = running(sync: [true], timeout: 60)
        #expect(plan.nextTick == 60)
        #expect(plan.tick(at: 59) == [])
        #expect(plan.tick(at: 60) == [.terminate(first)])
        #expect(plan.tick(at: 70) == [.kill(first)])
        #expect(end(&plan, first, .signalled(9), best: 1) == .failed(reason: "timed out after 1 min"))
    }

    @Test("a trial's time begins when it runs, not when it was submitted")
    func queued() {
        var plan = plan(timeout: 60)
        plan.started(first, sync: false, isNew: true)
        #expect(plan.tick(at: 1000) == [] && plan.nextTick == nil)
        plan.runs(first, at: 1000)
        #expect(plan.nextTick == 1060)
    }

    @Test("when the run's time is over, a trial that listens has a grace time to report")
    func runTimeout() {
        var plan = running(sync: [true, false], RunLimits(jobs: 2, timeout: 100))
        #expect(plan.tick(at: 100) == [.terminate(second)])
        #expect(plan.end == .timeout(seconds: 100))
        #expect(plan.tick(at: 110) == [.terminate(first), .kill(second)])
        #expect(plan.tick(at: 120) == [.kill(first)])
        #expect(end(&plan, first, .signalled(9)) == .stopped)
    }

    @Test("failures in a row end the run; a success between them starts the count anew, a stop does not")
    func failures() {
        func run(_ ends: [JobEnd]) -> RunEnd? {
            var plan = plan(RunLimits(maxFailures: 2))
            for (number, jobEnd) in ends.enumerated() {
                let id = AttemptID(trial: number, attempt: 1)
                plan.started(id, sync: false, isNew: true)
                _ = plan.ended(id, jobEnd, result: .completed(value: 1), lastLines: [], complaint: "")
            }
            return plan.end
        }
        #expect(run([.exited(status: 1), .exited(status: 2)]) == .failures(count: 2, reason: "exit status 2"))
        #expect(run([.exited(status: 1), .exited(status: 0), .exited(status: 2)]) == nil)
    }

    @Test("no more trials does not cut short those that run")
    func noMore() {
        var plan = running(sync: [true])
        plan.startNoMore(.trialsDone)
        #expect(!plan.hasRoom && plan.isBusy && plan.end == nil)
        #expect(plan.reported(first, epoch: 1, verdict: .continue, at: 1) == [.answer(first, .continue)])
    }

    @Test("what happens to a trial that is not ours any more is no one's business")
    func lost() {
        var plan = running(sync: [true])
        plan.lost(first)
        #expect(!plan.isBusy && !plan.counts(first))
        #expect(plan.reported(first, epoch: 1, verdict: .stop, at: 1) == [])
    }
}
