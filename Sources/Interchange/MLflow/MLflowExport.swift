// A study as a database of MLflow's: an experiment with a run for the study, and one within that for each trial.
//
//     let exported = try MLflowExport.write(study, to: "mlflow.db", replacing: false)
//     exported.notes      // what is otherwise there

import Definitions
import JSON
import SQLite
import Search
import Storage
public import Studies
import System

/// What came of writing a study for MLflow.
public struct MLflowExport: Sendable {
    /// How many runs of trials were written.
    public let runs: Int
    /// What is otherwise there, and what was left out, each in a sentence.
    public let notes: [String]

    /// Writes all of `study` to a new database.
    ///
    /// - Parameter replacing: whether a file that is there is replaced.
    /// - Throws: `ExportError`, `SQLiteError`; what reading the study throws. Nothing is left behind then.
    public static func write(_ study: OpenStudy, to path: String, replacing: Bool) throws -> MLflowExport {
        var runs = MLflowRuns(of: study, by: try study.definition(), labels: try study.labels())
        let file = try ExportFile(at: path, replacing: replacing)
        let folder = Files.resolve(Files.folder(of: path), in: CurrentProcess.workingDirectory ?? "/")
        let artifacts = "\(Files.canonical(folder) ?? folder)/mlruns"
        var store = try MLflowStore(file.part)
        try store.begin(artifacts: artifacts)
        try store.addExperiment(1, study.name, artifacts: "\(artifacts)/1")
        let trials = try study.trials()
        runs.notes.countDeleted(lastNumber: trials.last?.number, present: trials.count)
        try store.add(try runs.whole(trials), to: 1)
        for trial in trials { try store.add(try runs.run(of: trial), to: 1) }
        try store.commit()
        _ = consume store
        try file.commit()
        return MLflowExport(runs: trials.count, notes: runs.notes.lines)
    }
}

private struct MLflowRuns {
    var notes = ExportNotes()
    private let study: OpenStudy
    private let definition: StudyDefinition
    private let labels: [Int: TrialLabels]
    private let numbers: ReportedNumbers
    private var definitions: [String: StudyDefinition] = [:]

    init(of study: OpenStudy, by definition: StudyDefinition, labels: [Int: TrialLabels]) {
        (self.study, self.definition, self.labels) = (study, definition, labels)
        numbers = ReportedNumbers(definition.goals)
    }

    /// The run that those of the trials are within.
    mutating func whole(_ trials: [Trial]) throws -> MLflowRun {
        var run = MLflowRun(identity, name: study.name)
        run.startedAt = study.record.createdAt
        let isRunning = trials.contains { $0.state.name == .running }
        run.status = isRunning ? .running : .finished
        if !isRunning { run.endedAt = trials.compactMap(\.endedAt).max() ?? study.record.createdAt }
        run.artifacts = study.folder
        let objectives = definition.goals.isNone ? [] : definition.goals.objectives
        let words = objectives.map { "\($0.direction.rawValue) \($0.metric)" }.joined(separator: ", ")
        if !words.isEmpty { run.setTag("mlflow.note.content", words) }
        let best = try study.summary().best.trials.map { "\($0.number)" }
        if !best.isEmpty { run.setTag("hpo.best", best.joined(separator: " ")) }
        run.setTag("hpo.definition", try study.definitionText())
        if objectives.count == 1 { addBest(of: trials, objectives[0], to: &run) }
        notes.count("cut, being longer than MLflow takes it", of: "name or value", run.cut)
        return run
    }

    /// The best so far, trial by trial.
    private func addBest(of trials: [Trial], _ objective: Objective, to run: inout MLflowRun) {
        var best: Double?
        for trial in trials where trial.repeats == nil && trial.isFeasible {
            guard case .completed = trial.state, let value = trial.value, !value.isNaN else { continue }
            if let known = best, objective.direction.loss(value) >= objective.direction.loss(known) { continue }
            best = value
            run.metrics.append(
                MLflowRun.Number(
                    name: "best/\(objective.metric)", value: value, step: trial.number, time: trial.endedAt ?? 0))
        }
    }

    mutating func run(of trial: Trial) throws -> MLflowRun {
        let place = study.place(ofTrial: trial.number)
        var run = MLflowRun("\(identity) \(trial.number)", name: place.name)
        run.setTag("mlflow.parentRunId", MLflowRun(identity, name: study.name).id)
        (run.startedAt, run.endedAt, run.artifacts) = (trial.startedAt, trial.endedAt, place.folder)
        setStatus(of: trial, in: &run)
        let given = try definition(of: trial).json(trial.parameters.resolved).objectValue ?? JSONObject()
        for (name, value) in given { run.setParameter(name, value.stringValue ?? value.text()) }
        try addProgram(of: trial, to: &run)
        addTags(of: trial, to: &run)
        if trial.startedAt != nil { try addMetrics(of: trial, to: &run) }
        notes.count("cut, being longer than MLflow takes it", of: "name or value", run.cut)
        return run
    }

    private mutating func setStatus(of trial: Trial, in run: inout MLflowRun) {
        switch trial.state {
        case .waiting:
            (run.status, run.startedAt) = (.scheduled, study.record.createdAt)
            notes.count("not begun yet, with the study's begin there: MLflow has no run without one")
        case .running: (run.status, run.endedAt) = (.running, nil)
        case .completed: run.status = .finished
        case .failed: run.status = .failed
        case .pruned:
            run.status = .killed
            notes.count("pruned here, killed there: MLflow has no word for it (the tag hpo.state has)")
        case .stopped:
            run.status = .killed
            notes.count("stopped here, killed there: MLflow has no word for it (the tag hpo.state has)")
        }
    }

    private mutating func definition(of trial: Trial) throws -> StudyDefinition {
        let key = "\(trial.definitionRevision) \(trial.stage ?? "")"
        if let known = definitions[key] { return known }
        let definition = try study.definition(of: trial)
        definitions[key] = definition
        return definition
    }

    /// How it was run, by MLflow's own tags.
    private func addProgram(of trial: Trial, to run: inout MLflowRun) throws {
        guard let program = try study.runs(of: trial.number).last?.run else { return }
        run.user = program.user
        run.source = program.command.joined(separator: " ")
        run.setTag("mlflow.user", program.user)
        run.setTag("mlflow.source.type", "LOCAL")
        run.setTag("mlflow.source.name", run.source)
        if let commit = program.commit {
            run.commit = commit
            run.setTag("mlflow.source.git.commit", commit)
        }
    }

    private func addTags(of trial: Trial, to run: inout MLflowRun) {
        run.setTag("hpo.number", "\(trial.number)")
        run.setTag("hpo.state", trial.state.name.rawValue)
        run.setTag("hpo.seed", "\(trial.seed)")
        if let reason = trial.state.reason { run.setTag("hpo.reason", reason) }
        if let repeats = trial.repeats { run.setTag("hpo.repeats", "\(repeats.trial)") }
        if let stage = trial.stage { run.setTag("hpo.stage", stage) }
        if let violation = trial.violation { run.setTag("hpo.violation", "\(violation)") }
        if let remark = labels[trial.number]?.remark { run.setTag("mlflow.note.content", remark) }
        for tag in labels[trial.number]?.tags ?? [] { run.setTag(tag, "true") }
    }

    private mutating func addMetrics(of trial: Trial, to run: inout MLflowRun) throws {
        var reported: Set<String> = []
        for epoch in try study.epochs(of: trial.number) {
            let metrics = numbers.metrics(of: epoch)
            reported.formUnion(metrics.map(\.name))
            run.metrics += metrics.map {
                MLflowRun.Number(name: $0.name, value: $0.value, step: epoch.epoch, time: epoch.reportedAt)
            }
        }
        run.metrics += numbers.results(of: trial, beside: reported).map {
            MLflowRun.Number(
                name: $0.name, value: $0.value, step: trial.bestEpoch ?? 0,
                time: trial.endedAt ?? trial.startedAt ?? 0)
        }
        let infinite = run.metrics.filter { $0.value.isInfinite }.count
        notes.count("infinite here, the greatest number there, as MLflow keeps infinity", of: "value", infinite)
    }

    private var identity: String { "hpo \(study.name) \(study.record.seed) \(study.record.createdAt)" }
}
