import Definitions
public import Search
import Storage

extension StudyJournal {
    /// Puts `configurations` (sampled values) into the queue, all of them or none; they are tried before the sampler's.
    ///
    /// - Returns: the trials' numbers, in the order given.
    /// - Throws: `space` where one of them is outside the space, which is that of the study's present stage;
    ///   `editedMeanwhile`.
    public func enqueue(_ configurations: [Configuration]) throws(StudyError) -> [Int] {
        let definition = try presentDefinition()
        var trials: [NewTrial] = []
        for sampled in configurations {
            trials.append(
                NewTrial(
                    parameters: try Self.parameters(sampled, of: definition), seed: 0, origin: .enqueued,
                    definitionRevision: definitionRevision, stage: definition.stageName))
        }
        let numbers = try storing { () throws(StorageError) in
            try database.enqueue(trials, to: study.id) {
                trialSeed(study: study.seed, bits: study.seedBits, number: $0)
            }
        }
        guard let numbers else { throw .editedMeanwhile }
        return numbers
    }
}
