// A study as a folder of TensorBoard's: a run for each trial, and the study's parameters for its HParams plugin.
//
//     let exported = try TensorBoardExport.write(study, to: "logs", replacing: false)
//     exported.notes      // what is otherwise there

import Definitions
import JSON
import Search
import Storage
public import Studies

/// What came of writing a study for TensorBoard.
public struct TensorBoardExport: Sendable {
    /// How many runs were written.
    public let runs: Int
    /// What is otherwise there, and what was left out, each in a sentence.
    public let notes: [String]

    /// Writes all of `study` to a new folder.
    ///
    /// - Parameter replacing: whether an earlier export in that folder is replaced.
    /// - Throws: `ExportError`; what reading the study throws. Nothing is left behind then.
    public static func write(_ study: OpenStudy, to path: String, replacing: Bool) throws -> TensorBoardExport {
        let folder = try ExportFolder(at: path, replacing: replacing, isOwn: EventFile.isOwn)
        var runs = TensorBoardRuns(of: study, by: try study.definition(), labels: try study.labels())
        let trials = try study.trials()
        runs.notes.countDeleted(lastNumber: trials.last?.number, present: trials.count)
        for trial in trials where trial.startedAt != nil { try runs.add(trial) }
        for trial in trials {
            guard let startedAt = trial.startedAt else {
                runs.notes.count("left out, since not begun yet")
                continue
            }
            let file = try runs.file(of: trial, from: startedAt)
            try folder.write(file.bytes, to: "\(study.place(ofTrial: trial.number).name)/\(file.name)")
        }
        let file = runs.experiment
        try folder.write(file.bytes, to: file.name)
        try folder.commit()
        return TensorBoardExport(runs: runs.count, notes: runs.notes.lines)
    }
}

private struct TensorBoardRuns {
    var notes = ExportNotes()
    private(set) var count = 0
    private let study: OpenStudy
    private let goals: Goals
    private let numbers: ReportedNumbers
    private let labels: [Int: TrialLabels]
    private var parameters = TensorBoardParameters()
    private var definitions: [String: StudyDefinition] = [:]
    private var metrics: Set<String> = []

    init(of study: OpenStudy, by definition: StudyDefinition, labels: [Int: TrialLabels]) {
        (self.study, self.goals, self.labels) = (study, definition.goals, labels)
        numbers = ReportedNumbers(goals)
        parameters.add(definition)
    }

    /// The definition that a trial was made by, which many have in common.
    private mutating func definition(of trial: Trial) throws -> StudyDefinition {
        let key = "\(trial.definitionRevision) \(trial.stage ?? "")"
        if let known = definitions[key] { return known }
        let definition = try study.definition(of: trial)
        definitions[key] = definition
        parameters.add(definition)
        return definition
    }

    private mutating func values(of trial: Trial) throws -> JSONObject {
        try definition(of: trial).json(trial.parameters.resolved).objectValue ?? JSONObject()
    }

    /// Takes in what a trial was given.
    mutating func add(_ trial: Trial) throws { parameters.add(try values(of: trial)) }

    // MARK: A run

    mutating func file(of trial: Trial, from startedAt: Double) throws -> EventFile {
        count += 1
        var file = EventFile(from: startedAt)
        file.add(
            .start(
                parameters.values(try values(of: trial)),
                group: trial.repeats.map { study.place(ofTrial: $0.trial).name }, at: startedAt))
        var reported: Set<String> = []
        for epoch in try study.epochs(of: trial.number) {
            let metrics = numbers.metrics(of: epoch)
            reported.formUnion(metrics.map(\.name))
            file.add(metrics.map { ($0.name, single($0.value)) }, step: epoch.epoch, at: epoch.reportedAt)
        }
        metrics.formUnion(reported)
        let results = numbers.results(of: trial, beside: reported)
        if !results.isEmpty {
            file.add(
                results.map { ($0.name, single($0.value)) }, step: trial.bestEpoch ?? 0,
                at: trial.endedAt ?? startedAt)
        }
        end(trial, in: &file)
        if let labels = labels[trial.number], labels.remark != nil || !labels.tags.isEmpty {
            notes.count("with tags or a note, which are left out")
        }
        return file
    }

    private mutating func end(_ trial: Trial, in file: inout EventFile) {
        switch trial.state {
        case .completed: file.add(.end(.success, at: trial.endedAt))
        case .pruned:
            notes.count("pruned here, a success there: TensorBoard has no word for it")
            file.add(.end(.success, at: trial.endedAt))
        case .failed: file.add(.end(.failure, at: trial.endedAt))
        case .stopped:
            notes.count("stopped here, of unknown status there: TensorBoard has no word for it")
            file.add(.end(.unknown, at: trial.endedAt))
        case .running, .waiting: file.add(.end(.running, at: nil))
        }
    }

    /// TensorBoard's numbers have 32 bits.
    private mutating func single(_ value: Double) -> Float {
        let single = Float(value)
        if value.isFinite, single.isInfinite { notes.count("infinite there, being beyond 32 bits", of: "value") }
        if value != 0, single == 0 { notes.count("0 there, being too small for 32 bits", of: "value") }
        return single
    }

    // MARK: The whole

    var experiment: EventFile {
        var file = EventFile(from: study.record.createdAt)
        let objectives = goals.isNone ? [] : goals.objectives
        let results = zip(numbers.resultNames, objectives).map { tag, objective in
            (tag: tag, description: "What a trial counts with (\(objective.direction.rawValue))")
        }
        let others = metrics.subtracting(results.map(\.tag)).sorted().map { (tag: $0, description: "") }
        file.add(
            .experiment(
                study.name,
                description: objectives.map { "\($0.direction.rawValue) \($0.metric)" }.joined(separator: ", "),
                created: study.record.createdAt, parameters: parameters.all, metrics: results + others))
        return file
    }
}
