// Which stage comes next: a function of what the stages before have come to.
//
//     StagePlan(definition.stages).steps(after: "weights", given: results)
//     // [skip longer (best.val_cosine = 0.71), run capacity]

import Definitions
import Expressions
import Storage

/// A study's stages and the ways between them.
struct StagePlan {
    private let stages: [Stage]

    init(_ stages: [Stage]) { self.stages = stages }

    /// The steps from the end of a stage to the next one that runs, or to the end of all.
    ///
    /// - Parameters:
    ///   - stage: the stage that is over; nil for the study's beginning.
    ///   - results: of the stages that have run.
    /// - Throws: `gate` and `unreported` where a gate has no answer, `nothingToStartFrom` where no trial has completed that
    ///   the next stage could start from.
    func steps(after stage: String?, given results: StageResults) throws(StudyError) -> [StageStep] {
        var next = stages.isEmpty ? nil : 0
        if let stage { next = stages.first { $0.name == stage }?.next }
        var steps: [StageStep] = []
        // A definition's stages lead nowhere in a circle; the bound holds for one that was never checked.
        while let index = next, steps.count < stages.count {
            let stage = stages[index]
            var step = StageStep(.run, stage: stage.name, gate: stage.when?.source)
            if let gate = stage.when {
                step.readings = try readings(of: gate, for: stage.name, in: results)
                if try !isTrue(gate, for: stage.name, step.readings) {
                    step.decision = .skip
                    steps.append(step)
                    next = stage.otherwise
                    continue
                }
            }
            if !results.stages.isEmpty {
                guard let best = results.before?.best else { throw .nothingToStartFrom(stage: stage.name) }
                step.best = best.number
            }
            return steps + [step]
        }
        return steps + [StageStep(.end)]
    }

    private func readings(
        of gate: Expression, for stage: String, in results: StageResults
    ) throws(StudyError) -> [StageReading] {
        var readings: [StageReading] = []
        for name in gate.names.sorted() {
            guard let parsed = GateName(name) else { continue }
            readings.append(StageReading(name, try results.value(of: parsed, for: stage)))
        }
        return readings
    }

    /// Whether the gate holds; one that speaks of what is not there does not.
    private func isTrue(
        _ gate: Expression, for stage: String, _ readings: [StageReading]
    ) throws(StudyError) -> Bool {
        do throws(ExpressionError) {
            return try gate.evaluate { name in readings.first { $0.name == name }?.value } == .bool(true)
        } catch {
            guard error.isNoValue else { throw .gate(stage: stage, error) }
            return false
        }
    }
}
