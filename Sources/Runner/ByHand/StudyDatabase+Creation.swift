public import Definitions
import Search
public import Storage

extension StudyDatabase {
    /// Creates the study that `definition` defines, its start configurations as the trials 0, 1, … that wait.
    ///
    /// - Parameters:
    ///   - name: the study's name, by default the definition's.
    ///   - directory: where its trials will run.
    ///   - knowledge: trials of other studies that its sampler will know of.
    /// - Throws: `storage` where the name is taken; `space` where a start configuration is outside the space. Nothing is
    ///   stored then.
    public func createStudy(
        _ definition: StudyDefinition, name: String? = nil, directory: String, knowledge: [KnownTrial] = []
    ) throws(RunError) -> Study {
        let steps = try definition.openingSteps()
        let opening = try definition.opening()
        var waiting: [NewTrial] = []
        for (number, start) in opening.start.enumerated() {
            waiting.append(
                NewTrial(
                    parameters: try StudyJournal.parameters(start, of: opening),
                    seed: trialSeed(study: definition.seed, number: number), origin: .start,
                    stage: opening.stageName))
        }
        let study = NewStudy(
            name: name ?? definition.name,
            objectives: definition.goals.objectives.map {
                StudyObjective(metric: $0.metric, direction: $0.direction)
            }, seed: definition.seed, directory: directory, definition: definition.source)
        do throws(StorageError) {
            return try createStudy(study, waiting: waiting, steps: steps, knowledge: knowledge)
        } catch {
            throw .storage(error)
        }
    }
}
