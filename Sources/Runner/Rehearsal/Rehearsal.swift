// One short trial of a definition that is not recorded: what a run would do, and what it would understand.
//
//     let rehearsal = try Rehearsal(definition, project: root, folder: "/tmp/…", executable: hpo)
//     let report = try rehearsal.run(epochs: 2, timeout: 60, interrupts: try Interrupts())
//     report.works       // whether a study of it would come to something
//
// Its parts are a run's own: `TrialBrief`, `TrialListener`, `LocalLauncher`, `RunPlan`. It has no journal: no database is touched,
// and its files go into the folder that it is given.

public import Definitions
import Search
import Storage
public import Studies
import System

/// Runs one trial to see what is understood of it.
public final class Rehearsal {
    private let brief: TrialBrief
    private let job: Job
    private let trial: TrialListener
    private let goals: Goals
    private let launcher = LocalLauncher()
    private var start = 0.0
    private var plan = RunPlan(limits: RunLimits(), grace: 0, timeout: nil)
    private var report: RehearsalReport
    private var metricsOfEpochs: [Int: [String: Double]] = [:]
    private var measuredEpochs: Set<Int> = []
    private var wanted = 0
    private var askedAt: Double?
    private var isDone = false

    /// A rehearsal of the first trial of `definition`, on this machine whatever its launcher is.
    ///
    /// - Parameters:
    ///   - project: the folder that its study would belong to, absolute.
    ///   - folder: an absolute path, where the trial's files go in place of the project.
    ///   - executable: this program, which trains the built-in workloads.
    ///   - environment: what the program inherits; by default this process's.
    public init(
        _ definition: StudyDefinition, project: String, folder: String, executable: String,
        environment: [String: String]? = nil
    ) throws(StudyError) {
        try definition.checkHasProgram(study: definition.name)
        let first = try definition.firstTrial()
        let id = AttemptID(trial: 0, attempt: 1)
        brief = TrialBrief(
            study: definition.name, definition: first.definition, id: id, seed: first.seed,
            parameters: first.parameters.resolved,
            place: TrialPlace(study: definition.name, directory: folder, number: 0))
        job = Job(
            brief, executable: executable, environment: environment ?? CurrentProcess.environment,
            threads: Machine.processorCount, project: project)
        trial = try TrialListener(brief)
        trial.keepLog()
        goals = first.definition.goals
        report = RehearsalReport(brief, job)
    }

    /// Runs it until `epochs` of its epochs had all that the study's goals need, or `timeout` seconds, or its own end.
    ///
    /// - Parameter interrupts: once, and it stops at its next epoch, or after the grace time; twice, and it is killed.
    /// - Throws: where its folder cannot be written.
    public func run(epochs: Int, timeout: Double, interrupts: Interrupts) throws(StudyError) -> RehearsalReport {
        let training = brief.definition.training
        start = SystemClock.monotonicSeconds
        plan = RunPlan(
            limits: RunLimits(trials: 1, timeout: timeout), grace: training.grace, timeout: training.timeout,
            silence: training.silence)
        wanted = max(1, epochs)
        do throws(SystemError) { try brief.write() } catch { throw .files(error) }
        trial.ignoreWhatIsThere()
        plan.started(job.id, sync: brief.sync, isNew: true)
        do throws(LaunchError) { try launcher.submit(job) { _ in true } } catch {
            conclude(.lost(reason: error.description))
        }
        while !isDone {
            let patience = min(trial.hasTable ? 0.25 : 1, max(0, (plan.nextTick ?? .infinity) - now))
            for event in launcher.events(within: patience, waking: interrupts.descriptor) { take(event) }
            if !isDone { take(trial.readTable(), from: nil) }
            for _ in 0..<interrupts.take() { perform(plan.interrupt(at: now)) }
            perform(plan.tick(at: now))
        }
        report.seconds = now
        return report
    }

    private var now: Double { SystemClock.monotonicSeconds - start }

    private func take(_ event: JobEvent) {
        switch event {
        case .started(let id): plan.runs(id, at: now)
        case .used: break
        case .printed(let id, let stream, let bytes):
            plan.heard(id, at: now)
            take(trial.read(bytes, from: stream), from: stream)
        case .ended(let id, let end):
            plan.isOver(id)
            repeat { take(trial.readTable(), from: nil) } while trial.hasMoreTable
            take(trial.finish(), from: trial.hasTable ? nil : .output)
            conclude(end)
        }
    }

    /// What was read at once from a stream, or from its table.
    private func take(_ readings: [Reading], from stream: TrialStream?) {
        if !readings.isEmpty { plan.heard(job.id, at: now) }
        guard plan.counts(job.id) else { return }
        var reports: [EpochReport] = []
        for reading in readings {
            switch reading {
            case .log, .announcement: break
            case .note(let text): add(.noted(text))
            case .unusable(let text):
                if let text { add(.noted(text)) }
                perform(plan.misspoke(job.id, at: now))
            case .report(let epoch): reports.append(epoch)
            }
        }
        count(reports, from: stream)
        for epoch in reports {
            let isEnough = take(epoch)
            let isOver = plan.hasEnded(job.id) || launcher.hasEnded(job.id)
            perform(
                plan.reported(job.id, epoch: epoch.epoch, verdict: isEnough && !isOver ? .stop : .continue, at: now))
        }
    }

    private func count(_ reports: [EpochReport], from stream: TrialStream?) {
        guard !reports.isEmpty else { return }
        switch stream {
        case .output?: report.output.reports += reports.count
        case .errors?: report.errors.reports += reports.count
        case nil: report.tableReports += reports.count
        }
        let numbers = Set(reports.map(\.epoch))
        if brief.sync, numbers.count > 1, !plan.hasEnded(job.id) { add(.doesNotWait) }
        if report.firstEpochAfter == nil {
            report.firstEpochAfter = now
            if numbers.count > 2, now > 1 { add(.cameAtOnce(epochs: numbers.count, seconds: now)) }
        }
        report.lastEpochAfter = now
    }

    /// Takes one report in.
    ///
    /// - Returns: whether enough has been seen.
    private func take(_ epoch: EpochReport) -> Bool {
        var metrics = metricsOfEpochs[epoch.epoch] ?? [:]
        for metric in epoch.metrics {
            let isNew = metrics.updateValue(metric.value, forKey: metric.name) == nil
            report.see(metric, isNew: isNew, needed: goals)
        }
        metricsOfEpochs[epoch.epoch] = metrics
        if case .measured(let score) = goals.measure(metrics, parameters: brief.parameters) {
            measuredEpochs.insert(epoch.epoch)
            report.value = score.values.first
        }
        return measuredEpochs.count >= wanted
    }

    private func perform(_ actions: [RunPlan.Action]) {
        for action in actions {
            switch action {
            case .answer(let id, let verdict):
                if verdict == .stop { askedAt = askedAt ?? now }
                launcher.answer(verdict, to: id)
            case .terminate(let id):
                if askedAt != nil { add(.doesNotListen) }
                askedAt = askedAt ?? now
                launcher.terminate(id)
            case .kill(let id):
                if plan.end != .interrupted { add(.wasKilled(grace: brief.definition.training.grace)) }
                launcher.kill(id)
            }
        }
    }

    private func add(_ finding: RehearsalFinding) {
        if !report.findings.contains(finding) { report.findings.append(finding) }
    }

    // MARK: Its end

    private func conclude(_ end: JobEnd) {
        isDone = true
        let result = report.value.map { Outcome.completed(value: $0) }
        let outcome = plan.ended(
            job.id, end, result: result, lastLines: trial.lastLines, complaint: trial.complaint(goals))
        report.epochs = metricsOfEpochs.keys.sorted()
        report.measured = measuredEpochs.count
        report.missing = goals.lacking(among: Set(report.metrics.map(\.name)))
        report.output.others = trial.log.counts[.output] ?? 0
        report.errors.others = trial.log.counts[.errors] ?? 0
        report.logLines = trial.log.lines.prefix(3).map(\.text)
        switch (outcome, plan.end) {
        case (.pruned, _): report.ending = .enough(epochs: report.measured, within: now - (askedAt ?? now))
        case (.stopped, .timeout(_)?): report.ending = .timeout(seconds: now)
        case (.stopped, _): report.ending = .interrupted
        default: report.ending = .itself(end)
        }
        if case .failed(let reason) = outcome { add(.failed(reason: reason)) }
        if case .timeout = report.ending { timedOut() }
        if report.measured == 0 { explainNothing() }
        compareWithPlan()
        report.findings.sort { $0.isFault && !$1.isFault }
    }

    private func timedOut() {
        if report.measured == 0 { add(.nothingMeasured(why: trial.complaint(goals, ended: false))) }
        let lines = report.output.others + report.errors.others
        if report.epochs.isEmpty, lines == 0 { add(.silent(seconds: now)) }
    }

    /// What may be the matter where no epoch had what is needed.
    private func explainNothing() {
        let lines = trial.log.lines
        switch brief.definition.training.reader {
        case .regex(let patterns) where report.epochs.isEmpty:
            let near = nearLines(to: patterns, among: lines.map(\.text))
            if !near.isEmpty { add(.near(lines: near)) }
        case .jsonLines where report.epochs.isEmpty:
            var reader = JSONLinesReader(ReadingSettings(epochName: brief.definition.training.epochName))
            let report = lines.first { line in
                guard line.stream == .errors else { return false }
                return reader.read(Array(line.text.utf8)).contains { if case .report = $0 { true } else { false } }
            }
            if let report {
                add(.reportsToErrors(line: report.text))
            } else if let line = lines.first(where: { $0.text.contains(/(?i)epoch\W*\d/) }) {
                add(.logsEpochs(line: line.text))
            }
        default: break
        }
    }

    private func compareWithPlan() {
        if report.measured > 0, let value = report.value, value.isNaN, let objective = goals.objectives.first {
            add(.notANumber(metric: objective.metric))
        }
        guard let planned = brief.definition.training.epochs, let last = report.epochs.last else { return }
        if last > planned { add(.beyondPlan(epoch: last, planned: planned)) }
        if case .itself(.exited(status: 0)) = report.ending, last < planned - (report.epochs.first == 0 ? 1 : 0) {
            add(.endedEarly(last: last, planned: planned))
        }
    }
}

extension RehearsalReport {
    /// A metric was reported, for an epoch for the first time where it `isNew`.
    fileprivate mutating func see(_ metric: Storage.Metric, isNew: Bool, needed goals: Goals) {
        if let place = metrics.firstIndex(where: { $0.name == metric.name }) {
            metrics[place].last = metric.value
            if isNew { metrics[place].epochs += 1 }
            return
        }
        let isNeeded = !goals.lacking(among: []).filter { $0 == metric.name }.isEmpty
        metrics.append(
            Metric(name: metric.name, first: metric.value, last: metric.value, epochs: 1, isNeeded: isNeeded))
    }
}
