import Definitions
public import Search
import Storage

extension StudyJournal {
    /// The configurations of the trials that have failed, the oldest first: those that no other trial has tried, runs or waits
    /// with, each once.
    public func failedConfigurations() throws(StudyError) -> [Configuration] {
        let definition = try presentDefinition()
        let (stage, space) = (definition.stageName, definition.space)
        let trials = try storing { () throws(StorageError) in try database.trials(of: study.id) }
            .filter { $0.repeats == nil && $0.stage == stage && $0.deletedRevision == nil }
        var known = Set(trials.filter { $0.state.name != .failed }.map { space.filled($0.parameters.sampled) })
        return trials.filter { $0.state.name == .failed }.map { space.filled($0.parameters.sampled) }
            .filter { known.insert($0).inserted }
    }

    /// Puts `configurations` (sampled values) into the queue, all of them or none; they are tried before the sampler's.
    ///
    /// Of one that says a part of the values the rest is drawn at random: it follows from the study's seed and the trial's
    /// number, and the trial's note says what was given.
    ///
    /// - Returns: the trials' numbers, in the order given.
    /// - Throws: `space` where one of them is outside the space, which is that of the study's present stage; `givenValues`
    ///   where nothing goes with what is given; `editedMeanwhile`.
    public func enqueue(_ configurations: [Configuration]) throws(StudyError) -> [Int] {
        try enqueue { next, definition throws(StudyError) in
            var trials: [NewTrial] = []
            for (number, configuration) in zip(next..., configurations) {
                let values = try GivenValues(configuration, of: definition, seed: study.seed, number: number)
                let seed = study.seed(ofTrial: number)
                trials.append(
                    NewTrial(
                        parameters: try Self.parameters(values.sampled, of: definition, seed: seed),
                        seed: seed, origin: .enqueued, note: values.note, definitionRevision: definitionRevision,
                        stage: definition.stageName))
            }
            return trials
        }
    }

    /// Puts the trials into the queue that `make` makes for the next number on, by the definition that new trials go by.
    ///
    /// - Throws: `editedMeanwhile`; what `make` throws.
    func enqueue(
        _ make: (_ next: Int, StudyDefinition) throws(StudyError) -> [NewTrial]
    ) throws(StudyError) -> [Int] {
        while true {
            let definition = try presentDefinition()
            if definition.isTracked { throw .onlyTracks(study: study.name) }
            let ask = try storing { () throws(StorageError) in try database.nextAsk(of: study.id) }
            guard ask.definition == definitionRevision else { throw .editedMeanwhile }
            let trials = try make(ask.number, definition)
            let numbers = try storing { () throws(StorageError) in
                try database.enqueue(trials, numberedFrom: ask.number, to: study.id)
            }
            if let numbers { return numbers }
        }
    }
}
