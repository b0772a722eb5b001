// What analyses are given of a study, gathered in one place.
//
//     let evidence = try study.evidence()
//     let importance = try FANOVA(of: evidence).importance
//     let diagnosis = CurveDiagnosis(of: try study.curves(of: 7), objective: evidence.objectives[0])

public import Analysis
import Definitions
import Search
public import Storage

extension OpenStudy {
    /// What is known of its trials: those of one stage where it has stages, since each searches a space of its own.
    ///
    /// - Parameters:
    ///   - stage: nil is the stage of the newest trial.
    ///   - known: all of its trials, where they were read already.
    /// - Throws: `noStage`.
    public func evidence(stage: String? = nil, among known: [Trial]? = nil) throws(StudyError) -> Evidence {
        if let stage { try checkStage(stage) }
        let all: [Trial]
        if let known { all = known } else { all = try self.trials() }
        let stage = stage ?? all.last { $0.stage != nil }?.stage
        let trials = all.filter { stage == nil || $0.stage == stage }
        var definition = try definition()
        if stage != nil, let newest = trials.last(where: { $0.repeats == nil }) {
            definition = try self.definition(of: newest)
        }

        var curves: [Int: Curve] = [:]
        if definition.goals.objectives.count == 1 {
            for number in Self.curvesToRead(of: trials) {
                var curve = Curve(counting: definition.goals.counting)
                let read = try objectiveCurve(of: number)
                for (epoch, value) in zip(read.epochs, read.values) { curve.report(value, at: epoch) }
                curves[number] = curve
            }
        }
        return Evidence(
            space: definition.space,
            objectives: definition.goals.objectives.map { EvidenceObjective($0.metric, $0.direction) },
            trials: trials.map { trial in
                EvidenceTrial(
                    number: trial.number, configuration: definition.space.filled(trial.parameters.sampled),
                    outcome: trial.outcome, curve: curves[trial.number] ?? Curve(counting: definition.goals.counting),
                    repeats: trial.repeats?.trial)
            },
            epochs: definition.training.epochs)
    }

    /// The trials whose curves are read: all of them, or of many an even sample of those that completed, whose curves
    /// everything that is asked of many is about.
    private static func curvesToRead(of trials: [Trial]) -> [Int] {
        guard trials.count > mostCurves else { return trials.map(\.number) }
        let completed = trials.filter { $0.state.name == .completed && $0.repeats == nil }
        let stride = max(1, Double(completed.count) / Double(mostCurves))
        return (0..<min(mostCurves, completed.count)).map { completed[Int(Double($0) * stride)].number }
    }

    private static let mostCurves = 2000

    /// The objective's values of trial `number` by epoch, NaN among them: of the first objective, of epochs that count.
    public func objectiveCurve(of number: Int) throws(StudyError) -> (epochs: [Int], values: [Double]) {
        let curve = try storing { () throws(StorageError) in try database.objectiveCurve(of: number, in: record.id) }
        return (curve.map(\.epoch), curve.map(\.value))
    }

    /// All metrics of trial `number` by epoch.
    public func curves(of number: Int) throws(StudyError) -> TrialCurves {
        TrialCurves(
            try epochs(of: number).map { epoch in
                (epoch.epoch, epoch.metrics.byName)
            })
    }

    /// What the curves of trial `number` mean.
    public func curveDiagnosis(of number: Int) throws(StudyError) -> CurveDiagnosis {
        let definition = try definition(of: try trial(number))
        let objective = definition.goals.objectives.count == 1 ? definition.objective : nil
        return CurveDiagnosis(
            of: try curves(of: number), objective: objective.map { EvidenceObjective($0.metric, $0.direction) },
            plannedEpochs: definition.training.epochs)
    }
}

extension Trial {
    /// How it ended, as samplers and pruners are told; nil while it has not.
    fileprivate var outcome: Outcome? {
        switch state {
        case .completed(let score): .completed(score)
        case .pruned(let epoch): .pruned(epoch: epoch)
        case .failed(let reason): .failed(reason: reason)
        case .stopped: pausedEpoch.map { .paused(epoch: $0) } ?? .stopped
        case .waiting, .running: nil
        }
    }
}
