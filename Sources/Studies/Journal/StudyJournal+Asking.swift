// How trials begin: those that go on, those that wait, repetitions, promotions, and new ones by the sampler.

import Definitions
import Search
public import Storage

extension StudyJournal {
    /// A trial that was interrupted, to go on with; nil where there is none.
    ///
    /// - Parameter repetitions: whether one that repeats another is wanted, or one of the search.
    public func resume(repetitions: Bool = false) throws(StudyError) -> ClaimedTrial? {
        try storing { () throws(StorageError) in
            try database.claimStopped(of: study.id, repetitions: repetitions, owner: owner)
        }
    }

    /// Trial `number`, which has failed and is to be tried again; nil where another process was faster.
    public func retry(_ number: Int) throws(StudyError) -> ClaimedTrial? {
        try storing { () throws(StorageError) in
            try database.claimStopped(number, of: study.id, owner: owner)
        }
    }

    /// How often trial `number`, which runs, may still be tried again when it fails.
    public func retriesLeft(of number: Int) throws(StudyError) -> Int {
        let trial = try begunTrial(number)
        let allowed = try definition(made: trial.definitionRevision, in: trial.stage).training.retries
        guard allowed > 0 else { return 0 }
        let failures = try storing { () throws(StorageError) in
            try database.failures(of: number, in: study.id)
        }
        return max(0, allowed - failures)
    }

    /// The paused trial that the pruner promotes now, to go on with; nil where there is none.
    public func promote() throws(StudyError) -> ClaimedTrial? {
        while definition.promotes {
            let ask = try storing { () throws(StorageError) in try database.nextAsk(of: study.id) }
            try adopt(ask.definition)
            try catchUp(through: ask.revision)
            let view: StageView
            do throws(StudyError) { view = try self.view(of: try presentStage()) } catch .stagesDone { return nil }
            guard let number = view.definition.pruner.algorithm.promotion(among: view.history.forPruner) else {
                return nil
            }
            if let promoted = try claim(number, promotedAt: ask.revision) { return promoted }
        }
        return nil
    }

    /// Promotes the trial; nil where another process was faster.
    private func claim(_ number: Int, promotedAt revision: Int) throws(StudyError) -> ClaimedTrial? {
        try storing { () throws(StorageError) in
            try database.claimPaused(
                number, of: study.id, owner: owner, sawRevision: revision, definition: definitionRevision)
        }
    }

    /// The trial that waits in the queue, nil where none does.
    public func dequeue() throws(StudyError) -> ClaimedTrial? {
        try storing { () throws(StorageError) in try database.claimWaiting(of: study.id, owner: owner) }
    }

    /// Runs a trial again, with a seed of its own; nil where that repetition has been begun before, or the trial was deleted
    /// meanwhile.
    ///
    /// It is no part of the history: samplers and pruners see the trial that it repeats, and it is not judged.
    public func again(_ repetition: Repetition) throws(StudyError) -> ClaimedTrial? {
        if definition.isTracked { throw .onlyTracks(study: study.name) }
        let original = try storing { () throws(StorageError) in try database.trial(repetition.trial, of: study.id) }
        let seed = trialSeed(study: study.seed, bits: study.seedBits, repetition: repetition)
        let definition = try definition(made: original.definitionRevision, in: original.stage)
        let parameters = try Self.parameters(original.parameters.sampled, of: definition, seed: seed)
        do throws(StorageError) {
            return try database.startRepetition(repetition, of: study.id, with: parameters, seed: seed, owner: owner)
        } catch .deletedTrial {
            return nil
        } catch {
            throw .storage(error)
        }
    }

    /// Begins the trial that the pruner promotes, or else a new one by the sampler, both having seen the same history.
    public func begin() throws(StudyError) -> ClaimedTrial { try suggest(origin: .sampler, afterPromotions: true) }

    /// Asks the sampler for a configuration and records the start of a trial with it.
    public func suggest(origin: TrialOrigin) throws(StudyError) -> ClaimedTrial {
        try suggest(origin: origin, afterPromotions: false)
    }

    /// Where another process took the trial or its number or edited the definition meanwhile, pruner and sampler are asked
    /// again, having seen what that one did.
    private func suggest(origin: TrialOrigin, afterPromotions: Bool) throws(StudyError) -> ClaimedTrial {
        while true {
            let ask = try storing { () throws(StorageError) in try database.nextAsk(of: study.id) }
            try adopt(ask.definition)
            try catchUp(through: ask.revision)
            if definition.isTracked { throw .onlyTracks(study: study.name) }
            let stage = try presentStage()
            let view = try view(of: stage)
            if afterPromotions, let number = view.definition.pruner.algorithm.promotion(among: view.history.forPruner) {
                if let promoted = try claim(number, promotedAt: ask.revision) { return promoted }
                continue
            }
            try checkRoom(in: stage, before: ask.number)
            let suggestion = try Self.suggestion(
                of: view.definition, seed: study.seed, number: ask.number, after: view.history.forSampler)
            let seed = study.seed(ofTrial: ask.number)
            let parameters = try Self.parameters(suggestion.configuration, of: view.definition, seed: seed)
            let trial = NewTrial(
                parameters: parameters, seed: seed, origin: origin, sampler: view.definition.sampler.name,
                note: suggestion.note, sawRevision: ask.revision, definitionRevision: definitionRevision, stage: stage)
            let started = try storing { () throws(StorageError) in
                try database.startTrial(number: ask.number, of: study.id, as: trial, owner: owner)
            }
            if let started {
                note(started)
                try takeInOwn(
                    .started(number: ask.number, configuration: parameters.sampled), started.revision)
                return started
            }
        }
    }

    /// What the study's sampler proposes for trial `number` when it has seen `history`.
    static func suggestion(
        of definition: StudyDefinition, seed: UInt64, number: Int, after history: History
    ) throws(StudyError) -> Suggestion {
        if definition.space.parameters.isEmpty, history.trials.isEmpty { return Suggestion(Configuration()) }
        var generator = Generator(seed: seed, trial: number)
        let suggestion: Suggestion
        do throws(SearchError) {
            suggestion = try definition.suggester.suggestion(
                in: definition.space, after: history, using: &generator)
        } catch {
            throw .search(error)
        }
        // In a finite space samplers repeat a configuration only when none is left untried.
        if let count = definition.space.cardinality, history.trials.count >= count,
            history.trials.contains(where: {
                $0.isOwn && definition.space.filled($0.configuration) == suggestion.configuration
            })
        {
            throw .allTried(count: count)
        }
        return suggestion
    }

    /// All that a trial of the `sampled` values with that seed runs with.
    static func parameters(
        _ sampled: Configuration, of definition: StudyDefinition, seed: Int
    ) throws(StudyError) -> TrialParameters {
        do throws(SpaceError) {
            let sampled = definition.space.canonical(sampled)
            return TrialParameters(
                sampled: sampled, resolved: try definition.space.resolve(sampled, seed: seed),
                fixed: definition.fixed.keys)
        } catch {
            throw .space(error)
        }
    }
}
