import Definitions
import Search
public import Storage

extension StudyJournal {
    /// Puts the configuration of trial `number` into the queue once more, as a trial of the search with a seed of its own.
    ///
    /// - Parameter seed: the seed; nil for the one that follows from the new trial's number.
    /// - Returns: the new trial's number.
    /// - Throws: `unusableSeed`; `space` where the space has been edited and does not take it any more; `stageIsFull` and
    ///   `stagesDone` in a study with stages; `editedMeanwhile`.
    public func rerun(_ number: Int, seed: Int? = nil) throws(StudyError) -> Int {
        if let seed, seed < 0 || seed > largestSeed { throw .unusableSeed(seed, largest: largestSeed) }
        let original = try storing { () throws(StorageError) in try database.trial(number, of: study.id) }
        if original.deletedRevision != nil { throw .storage(.deletedTrial(number: number)) }
        let numbers = try enqueue { next, definition throws(StudyError) in
            let own = seed ?? study.seed(ofTrial: next)
            return [
                NewTrial(
                    parameters: try Self.parameters(original.parameters.sampled, of: definition, seed: own),
                    seed: own, origin: .enqueued, note: seed.map(Self.note(ofSeed:)),
                    definitionRevision: definitionRevision, stage: definition.stageName)
            ]
        }
        return numbers[0]
    }

    /// What the note of a trial says whose seed was chosen by a person.
    static func note(ofSeed seed: Int) -> String { "seed \(seed) given" }

    private var largestSeed: Int { study.seedBits >= 63 ? .max : 1 << study.seedBits - 1 }

    /// Begins the trial `number`, which waits in the queue; nil where another process was faster.
    public func dequeue(_ number: Int) throws(StudyError) -> ClaimedTrial? {
        try storing { () throws(StorageError) in try database.claimWaiting(number, of: study.id, owner: owner) }
    }
}
