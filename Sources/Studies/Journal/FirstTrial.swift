public import Definitions
import Search
public import Storage

extension StudyDefinition {
    /// What the first trial of a study of this definition would run with: the first of the configurations that it starts with,
    /// or else what its sampler proposes when it has seen nothing.
    ///
    /// - Returns: the definition that the trial goes by, which is the first stage's where there are stages; the values; the
    ///   seed.
    public func firstTrial() throws(StudyError) -> (definition: StudyDefinition, parameters: TrialParameters, seed: Int)
    {
        let opening = try opening()
        let sampled: Configuration
        if let start = opening.start.first {
            sampled = start
        } else {
            let history = History(directions: goals.directions, space: opening.space, counting: goals.counting)
            sampled = try StudyJournal.suggestion(of: opening, seed: seed, number: 0, after: history).configuration
        }
        let first = trialSeed(study: seed, bits: 32, number: 0)
        return (opening, try StudyJournal.parameters(sampled, of: opening, seed: first), first)
    }
}
