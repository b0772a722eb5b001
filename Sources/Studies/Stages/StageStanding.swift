public import Definitions
import Search
public import Storage

/// How one stage of a study stands.
public struct StageStanding: Sendable {
    /// Whether it has run, runs, will not run, or may still run.
    public enum State: String, Sendable, Hashable {
        case done, running, skipped, waiting
    }

    /// The stage.
    public let stage: Stage
    /// Where it stands.
    public let state: State
    /// How many of its trials have begun.
    public let begun: Int
    /// How many trials it has in all.
    public let planned: Int
    /// The best of its trials.
    public let best: BestTrials
    /// What was decided of it, nil while nothing was.
    public let step: StageStep?
}

extension StudyDefinition {
    /// How each stage of the study stands, in the order of the definition.
    public func standings(of study: Study, in database: StudyDatabase) throws(StudyError) -> [StageStanding] {
        if stages.isEmpty { return [] }
        let trials: [Trial]
        let steps: [StageStep]
        do throws(StorageError) {
            trials = try database.trials(of: study.id).filter { $0.deletedRevision == nil }
            steps = try database.stageSteps(of: study.id)
        } catch {
            throw .storage(error)
        }
        let ahead = stagesAhead(of: steps.last)
        var standings: [StageStanding] = []
        for (index, stage) in stages.enumerated() {
            let step = steps.last { $0.stage == stage.name }
            let own = trials.filter { $0.stage == stage.name && $0.repeats == nil }
            var planned = stage.trials
            var state = StageStanding.State.waiting
            switch step?.decision {
            case .run?:
                planned = Self.size(of: stage, by: try applied(to: stage.name, of: study, in: database))
                let isOver = own.count >= planned && own.allSatisfy(\.state.isFinal)
                state = steps.last == step && !isOver ? .running : .done
            case .skip?: state = .skipped
            case .end?, nil: if !ahead.contains(index) { state = .skipped }
            }
            let best = BestTrials(of: trials.filter { $0.stage == stage.name }, study.directions)
            standings.append(
                StageStanding(
                    stage: stage, state: state, begun: own.count { $0.attempt > 0 }, planned: planned, best: best,
                    step: step))
        }
        return standings
    }

    /// The stages that may still run after a step.
    private func stagesAhead(of step: StageStep?) -> Set<Int> {
        guard let name = step?.stage, let stage = stage(name) else { return [] }
        var ahead = Set<Int>()
        var open = [stage.next]
        while let index = open.popLast() {
            guard let index, ahead.insert(index).inserted else { continue }
            open += [stages[index].next, stages[index].when == nil ? nil : stages[index].otherwise]
        }
        return ahead
    }
}
