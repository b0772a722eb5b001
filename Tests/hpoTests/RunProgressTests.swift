import Search
import Testing

@testable import Runner
@testable import Storage
@testable import Studies
@testable import hpo_command

@Suite("A run's progress")
struct RunProgressTests {
    private func progress(planned: Int? = 4, timeout: Double? = nil) -> RunProgress {
        RunProgress(
            study: "face", objectives: [StudyObjective(metric: "acc", direction: .maximize)], epochs: 10,
            planned: planned, timeout: timeout)
    }

    private func report(_ trial: Int, _ epoch: Int, _ value: Double?) -> RunEvent {
        .reported(
            trial: trial, EpochReport(epoch: epoch, metrics: value.map { [Metric("acc", $0)] } ?? []),
            StudyJournal.Recorded(score: value.map { Score(values: [$0]) }, verdict: .continue))
    }

    private func lines(_ progress: RunProgress, at now: Double, most: Int = 10) -> [String] {
        progress.liveLines(at: now, most: most).map { $0.text(width: 200) }
    }

    @Test("events are counted, the best is kept, and what runs has a line of its own")
    func counts() {
        var progress = progress()
        for event in [
            report(0, 1, 0.5), report(0, 2, 0.7), report(0, 3, 0.6), RunEvent.ended(trial: 0, .completed(value: 0.7)),
            report(1, 1, 0.1), .ended(trial: 1, .pruned(epoch: 1)), .ended(trial: 2, .failed(reason: "exit status 1")),
            report(3, 1, 0.8), report(3, 2, 0.4), report(4, 1, nil),
        ] { progress.apply(event) }
        #expect(progress.finished == 3)
        #expect(progress.best == RunProgress.Best(number: 0, value: 0.7, epoch: 2))
        #expect(progress.lastFailed == 2)
        #expect(
            lines(progress, at: 30) == [
                "face  ━━━━━━━━━━━━····  3/4  1 pruned  1 failed  10 s left  30 s, 6 a minute",
                "  best acc 0.7  trial 0, epoch 2",
                "  trial 3  epoch 2/10  acc 0.4  (best 0.8)",
                "  trial 4  epoch 1/10",
            ])
    }

    @Test("a paused trial has ended until it is promoted, and is counted once")
    func paused() {
        func promoted(_ number: Int) -> RunEvent {
            .started(
                ClaimedTrial(
                    attempt: TrialAttempt(study: StudyID(id: 1), number: number, attempt: 2), revision: 9, seed: 1,
                    parameters: TrialParameters(sampled: Configuration()), definitionRevision: 1, origin: .sampler,
                    isPromoted: true, repeats: nil, stage: nil))
        }
        var progress = progress(planned: 3)
        for event in [
            report(0, 1, 0.5), RunEvent.ended(trial: 0, .paused(epoch: 1)), report(1, 1, 0.2),
            .ended(trial: 1, .paused(epoch: 1)),
        ] { progress.apply(event) }
        #expect(progress.finished == 2 && progress.paused == 2 && progress.stopped == 0)
        progress.apply(promoted(0))
        #expect(progress.finished == 1 && progress.planned == 3)
        progress.apply(.ended(trial: 0, .completed(value: 0.6)))
        #expect(progress.finished == 2 && progress.paused == 1)
        // One that an earlier run had paused comes on top.
        progress.apply(promoted(7))
        #expect(progress.planned == 4)
        #expect(lines(progress, at: 30).first?.contains("2/4  1 paused") == true)
    }

    @Test("with more running trials than there are rows, the rest is counted")
    func rows() {
        var progress = progress(planned: nil)
        for trial in 0..<9 { progress.apply(report(trial, 1, 0.5)) }
        let shown = lines(progress, at: 1, most: 4)
        #expect(shown.count == 4)
        #expect(shown.first == "face  0 trials  1 s")
        #expect(shown.last == "  and 7 more")
    }

    @Test("the time left is that of the trials that are left, and no more than the run's own")
    func timeLeft() {
        var progress = progress(planned: 10, timeout: 60)
        #expect(progress.timeLeft(at: 0) == 60)
        for trial in 0..<2 { progress.apply(.ended(trial: trial, .pruned(epoch: 1))) }
        #expect(progress.timeLeft(at: 10) == 40)
        #expect(progress.timeLeft(at: 30) == 30)
        #expect(progress.rate(at: 30) == 4)
    }

    @Test("NaN is no best value, and in a minimisation less is better")
    func directions() {
        var progress = RunProgress(study: "s", objectives: [StudyObjective(metric: "loss", direction: .minimize)])
        for (trial, value) in [Double.nan, 3, .nan, 2, .infinity].enumerated() {
            progress.apply(.ended(trial: trial, .completed(value: value)))
        }
        #expect(progress.best?.number == 3)
        #expect(progress.best?.value == 2)
    }

    @Test("a line that stays says what happened to a trial")
    func lasting() {
        var progress = progress()
        let failed = RunEvent.ended(trial: 5, .failed(reason: "exit status 1\nTraceback"))
        progress.apply(failed)
        #expect(progress.lastingLine(for: failed, endedTrials: false) == "trial 5 failed: exit status 1: Traceback")
        let completed = RunEvent.ended(trial: 6, .completed(value: 0.25))
        progress.apply(completed)
        #expect(progress.lastingLine(for: completed, endedTrials: false) == nil)
        #expect(
            progress.lastingLine(for: completed, endedTrials: true)
                == "trial 6 completed  acc 0.25  best so far  (2/4)")
        #expect(progress.lastingLine(for: .tick, endedTrials: true) == nil)
    }

    @Test("a repetition is never the best so far, and says what it repeats")
    func repetition() {
        var progress = progress()
        progress.apply(
            .started(
                ClaimedTrial(
                    attempt: TrialAttempt(study: StudyID(id: 1), number: 6, attempt: 1), revision: 9, seed: 1,
                    parameters: TrialParameters(sampled: Configuration()), definitionRevision: 1, origin: .confirm,
                    isPromoted: false, repeats: Repetition(of: 2, index: 1), stage: nil)))
        let completed = RunEvent.ended(trial: 6, .completed(value: 0.25))
        progress.apply(completed)
        #expect(progress.best == nil)
        #expect(
            progress.lastingLine(for: completed, endedTrials: true)
                == "trial 6 completed  acc 0.25  repeats trial 2  (1/4)")
    }

    @Test("why a run ends is left to its summary; what is said of it at once is what still runs")
    func ending() {
        var progress = progress()
        let ending = RunEvent.ending(.reached(condition: "completed >= 4"))
        progress.apply(ending)
        #expect(progress.lastingLine(for: ending, endedTrials: true) == nil)
        progress.apply(report(1, 1, 0.5))
        #expect(
            progress.lastingLine(for: ending, endedTrials: true)
                == "Stopping: 1 running trial will end at the next epoch and can be resumed.")
    }

    @Test("a failure's line is cut to the terminal's width and is one line")
    func failure() {
        var progress = progress()
        let failed = RunEvent.ended(
            trial: 5, .failed(reason: "exit status 1\nTraceback\nValueError: a\tb \u{1B}[31mred"))
        progress.apply(failed)
        #expect(
            progress.lastingLine(for: failed, endedTrials: false)
                == "trial 5 failed: exit status 1: ValueError: a\\tb \\u{1B}[31mred")
        #expect(
            progress.lastingLine(for: failed, endedTrials: false, width: 40)
                == "trial 5 failed: exit status 1: ValueErr…")
    }

    @Test("on a narrow terminal the bar and the counts stay, and what does not fit is left out whole")
    func narrow() {
        var progress = progress(planned: 50)
        for event in [
            RunEvent.ended(trial: 0, .completed(value: 0.7)), .ended(trial: 1, .failed(reason: "exit status 1")),
        ] {
            progress.apply(event)
        }
        let line = progress.liveLines(at: 30, most: 5, width: 39)[0].text(width: 39)
        #expect(line == "face  ······  2/50  1 failed  30 s")
        #expect(progress.liveLines(at: 30, most: 5, width: 79)[0].columns <= 79)
    }

    @Test("a line is cut to the terminal's width")
    func width() {
        var line = StyledLine()
        line.add("12345")
        line.add("6789")
        #expect(line.text(width: 7) == "1234567")
        #expect(line.text(width: 3) == "123")
    }
}
