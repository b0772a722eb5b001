// The stages as a journal knows them: where the study stands, when a stage is over, and what comes then.

public import Definitions
import Search
public import Storage

extension StudyJournal {
    /// Goes on to the next stage where the present one is over, and records what decided so.
    ///
    /// A stage is over when it has all of its trials and each has ended for good: then no trial can change what its gate
    /// reads, whichever process decides.
    ///
    /// - Returns: the steps that were taken now, none where the stage goes on.
    public func advance() throws(StudyError) -> [StageStep] {
        guard !definition.stages.isEmpty else { return [] }
        while true {
            let steps = try storing { () throws(StorageError) in try database.stageSteps(of: study.id) }
            guard let stage = steps.last?.stage else { return [] }
            let ask = try storing { () throws(StorageError) in try database.nextAsk(of: study.id) }
            try catchUp(through: ask.revision)
            guard try isOver(stage, before: ask.number) else { return [] }
            let results = try StageResults(
                after: steps, objective: definition.objective, study: study.id, in: database, seenAt: ask.revision
            ) { stage throws(StudyError) in try view(of: stage).history.forPruner }
            let next = try StagePlan(definition.stages).steps(after: stage, given: results).map {
                var step = $0
                (step.sawRevision, step.definitionRevision) = (ask.revision, definitionRevision)
                return step
            }
            let waiting = try next.last.map { step throws(StudyError) in
                try opening(of: step, numberedFrom: ask.number)
            }
            let isRecorded = try storing { () throws(StorageError) in
                try database.record(
                    next, after: steps.count, seenAt: ask.revision, of: study.id, waiting: waiting ?? [],
                    numberedFrom: ask.number)
            }
            if isRecorded { return next }
        }
    }

    /// The definition that the next trial goes by: the study's, or that of its present stage.
    ///
    /// - Throws: `stagesDone` and `stageIsFull` where there is no next trial now.
    public func presentDefinition() throws(StudyError) -> StudyDefinition {
        if definition.stages.isEmpty { return definition }
        _ = try advance()
        let ask = try storing { () throws(StorageError) in try database.nextAsk(of: study.id) }
        try catchUp(through: ask.revision)
        let stage = try presentStage()
        try checkRoom(in: stage, before: ask.number)
        return try view(of: stage).definition
    }

    /// The stage that new trials belong to, nil for a study without stages.
    ///
    /// - Throws: `stagesDone` after the last stage.
    func presentStage() throws(StudyError) -> String? {
        guard !definition.stages.isEmpty else { return nil }
        let steps = try storing { () throws(StorageError) in try database.stageSteps(of: study.id) }
        guard let name = steps.last?.stage else { throw .stagesDone }
        return name
    }

    /// - Throws: `stageIsFull` where the stage has all of its trials below the number `next`.
    func checkRoom(in stage: String?, before next: Int) throws(StudyError) {
        guard let stage, try isFull(stage, before: next) else { return }
        let open = try view(of: stage).history.forPruner.trials.count { $0.outcome == nil }
        throw .stageIsFull(stage: stage, open: open)
    }

    private func isFull(_ name: String, before next: Int) throws(StudyError) -> Bool {
        guard let stage = definition.stage(name) else { throw .unknownStage(name) }
        return try count(of: name, before: next) >= StudyDefinition.size(of: stage, by: view(of: name).definition)
    }

    /// Whether a stage has all of its trials, all have ended, and those that the pruner has paused stay so.
    private func isOver(_ name: String, before next: Int) throws(StudyError) -> Bool {
        guard try isFull(name, before: next) else { return false }
        let view = try view(of: name)
        let history = view.history.forPruner
        let ended = history.trials.count { $0.outcome != nil }
        guard try count(of: name, before: next) == ended else { return false }
        return view.definition.pruner.algorithm.promotion(among: history) == nil
    }

    private func count(of stage: String, before number: Int) throws(StudyError) -> Int {
        try storing { () throws(StorageError) in
            try database.trialCount(ofStage: stage, below: number, in: study.id)
        }
    }

    /// The trials that the stage of `step` begins with, the first of them with the number `next`.
    private func opening(of step: StageStep, numberedFrom next: Int) throws(StudyError) -> [NewTrial] {
        guard let stage = step.stage, step.decision == .run else { return [] }
        let best = try step.best.map { number throws(StudyError) in
            try storing { () throws(StorageError) in try database.trial(number, of: study.id).parameters.resolved }
        }
        let definition = try definition.applied(to: stage, startingFrom: best)
        do throws(SearchError) { try definition.space.checkFeasibility() } catch {
            throw .stageIsEmpty(stage: stage, error)
        }
        var waiting: [NewTrial] = []
        for (number, start) in zip(next..., definition.start) {
            let seed = study.seed(ofTrial: number)
            waiting.append(
                NewTrial(
                    parameters: try Self.parameters(start, of: definition, seed: seed), seed: seed, origin: .start,
                    definitionRevision: definitionRevision, stage: stage))
        }
        return waiting
    }
}

extension StageResults {
    /// What the stages that have run by `steps` have come to; `history` is that of a stage's trials.
    ///
    /// - Parameter revision: the newest change that counts. Repetitions are no part of a history, and which of them had ended
    ///   by then is told by their own changes.
    init(
        after steps: some Sequence<StageStep>, objective: Objective, study: StudyID, in database: StudyDatabase,
        seenAt revision: Int, history: (String) throws(StudyError) -> History
    ) throws(StudyError) {
        self.init(objective: objective)
        let trials = try storing { () throws(StorageError) in
            try database.hasRepetitions(study)
                ? database.trials(of: study).filter { $0.deletedRevision ?? .max > revision } : []
        }
        let ended = trials.filter { $0.endedRevision.map { $0 <= revision } ?? false }
        for case let stage? in steps.filter({ $0.decision == .run }).map(\.stage) {
            let history = try history(stage)
            let confirmed = Confirmation.ranked(among: ended.filter { $0.stage == stage }, objective.direction).first
            let result = try storing { () throws(StorageError) in
                try StageResult(of: history, confirmed: confirmed, study: study, in: database)
            }
            append(result, of: stage)
        }
    }
}

extension StageResult {
    /// What the trials of `history` have come to; what the best reported and ran with is read from the database.
    ///
    /// - Parameter confirmed: the confirmed trial with the best mean over seeds, which is the best where there is one.
    init(
        of history: History, confirmed: Confirmation?, study: StudyID, in database: StudyDatabase
    ) throws(StorageError) {
        trials = history.trials.count
        for trial in history.trials {
            switch trial.outcome {
            case .completed?: completed += 1
            case .pruned?, .paused?: pruned += 1
            case .failed?: failed += 1
            case .stopped?, nil: break
            }
        }
        let record = history.best
        guard let number = confirmed?.trial.number ?? record?.number, let value = confirmed?.mean ?? record?.value
        else {
            return
        }
        let epoch = confirmed == nil ? record?.bestEpoch : confirmed?.trial.bestEpoch
        let metrics = try database.epochs(of: number, in: study).first { $0.epoch == epoch }?.metrics ?? []
        best = Best(
            number: number, value: value, epoch: epoch,
            metrics: metrics.byName,
            parameters: try database.trial(number, of: study).parameters.resolved)
    }
}
