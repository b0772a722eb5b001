public import Definitions
import Expressions
import Search
public import Storage

/// One stage as its trials see it, or a whole study without stages: how it is searched, and what has happened in it.
///
/// It is an object so that a change is taken in where the history lies, and never in a copy of it.
final class StageView {
    var definition: StudyDefinition
    var history: StudyHistory

    init(definition: StudyDefinition, history: StudyHistory) {
        self.definition = definition
        self.history = history
    }
}

extension [StageStep] {
    /// The first stage that runs, nil for a study without stages.
    var startStage: String? { first { $0.decision == .run }?.stage }
}

extension StudyDefinition {
    /// The definition that the study begins with: that of the first stage that runs, where it has any.
    public func opening() throws(StudyError) -> StudyDefinition {
        guard let stage = try openingSteps().startStage else { return self }
        return try applied(to: stage, startingFrom: nil)
    }

    /// The first steps through the stages, none where the study has no stages.
    func openingSteps() throws(StudyError) -> [StageStep] {
        guard !stages.isEmpty else { return [] }
        return try StagePlan(stages).steps(after: nil, given: StageResults(objective: objective))
    }

    /// The definition that the trials of a stage go by: this one with what the stage changes, and with what it takes from
    /// the trial that it started from.
    ///
    /// - Parameter stage: nil for a study without stages, whose trials go by this definition itself.
    /// - Throws: `unknownStage` for a stage that the study has not come to.
    public func applied(
        to stage: String?, of study: Study, in database: StudyDatabase
    ) throws(StudyError) -> StudyDefinition {
        guard let stage else { return self }
        var best: Configuration?
        var hasBegun = false
        do throws(StorageError) {
            let step = try database.stageSteps(of: study.id).last { $0.stage == stage && $0.decision == .run }
            hasBegun = step != nil
            if let number = step?.best { best = try database.trial(number, of: study.id).parameters.resolved }
        } catch {
            throw .storage(error)
        }
        guard hasBegun else { throw .unknownStage(stage) }
        return try applied(to: stage, startingFrom: best)
    }

    /// The same for a stage that starts from a trial that ran with `best`.
    func applied(to name: String, startingFrom best: Configuration?) throws(StudyError) -> StudyDefinition {
        guard let stage = stage(name) else { throw .unknownStage(name) }
        do throws(SpaceError) {
            return try definition(of: stage, startingFrom: best)
        } catch {
            throw .stageSpace(stage: name, error)
        }
    }

    /// How many trials a stage has: as many as it says, or as there are configurations in the space of its `definition`.
    static func size(of stage: Stage, by definition: StudyDefinition) -> Int {
        min(stage.trials, definition.space.cardinality ?? .max)
    }
}
