// What a study's loop, `hpo ask` and `hpo tell` write down, and the history that they read.
//
//     let journal = try StudyJournal(database, study: study, definition: definition, owner: .current())
//     let trial = try journal.suggest(origin: .sampler)                 // asked the sampler, recorded the start
//     let verdict = try journal.record(report, of: trial.attempt)       // recorded the epoch, judged it
//     try journal.finish(trial.attempt, .completed(value: 0.83))
//
// The order is what makes it all derivable again: the history is read up to a revision, the sampler or pruner sees just that,
// and the revision is written beside what it said.

public import Definitions
public import Search
public import Storage

/// One process's view of one study.
public final class StudyJournal {
    /// Where the study is stored.
    public let database: StudyDatabase
    /// The study.
    public let study: Study
    /// Its definition: the newest, as far as this process has noticed.
    public private(set) var definition: StudyDefinition
    /// The revision of `definition`.
    public private(set) var definitionRevision: Int
    /// Who runs the trials; nil for trials by hand.
    public let owner: Owner?
    /// The study's history up to `revision`, as samplers and as pruners see it.
    private(set) var history: StudyHistory
    /// The newest change that was read.
    public private(set) var revision = 0
    /// Whether `history` is that of `definition`'s space.
    private var isIndexed = false
    private var olderDefinitions: [Int: StudyDefinition] = [:]
    private var begun: [Int: Trial] = [:]

    /// A view of `study` by its `definition`, which has not read anything yet.
    public init(_ database: StudyDatabase, study: Study, definition: StudyDefinition, owner: Owner?) {
        self.database = database
        self.study = study
        self.definition = definition
        definitionRevision = study.definition
        self.owner = owner
        history = StudyHistory(directions: definition.goals.directions, space: definition.space, knowing: [])
    }

    /// Reads what others and we have written since the last time, up to `last`.
    public func catchUp(through last: Int) throws(RunError) {
        if !isIndexed {
            let known = try storing { () throws(StorageError) in try database.knowledge(of: study.id) }
            history = StudyHistory(
                directions: definition.goals.directions, space: definition.space, knowing: known)
            (isIndexed, revision) = (true, 0)
        }
        guard last > revision else { return }
        let changes = try storing { () throws(StorageError) in
            try database.changes(of: study.id, after: revision, through: last)
        }
        for (_, change) in changes { history.apply(change) }
        revision = last
    }

    // MARK: Definitions

    /// A revision of the study's definition. A trial runs and is judged by the one that it was made by, to its end.
    func definition(_ revision: Int) throws(RunError) -> StudyDefinition {
        if revision == definitionRevision { return definition }
        if let known = olderDefinitions[revision] { return known }
        let stored = try storing { () throws(StorageError) in try database.definition(revision, of: study.id) }
        do throws(DefinitionErrors) {
            let definition = try StudyDefinition.parse(stored.text, file: "\(study.name).json5")
            olderDefinitions[revision] = definition
            return definition
        } catch {
            throw .definition(error)
        }
    }

    /// A trial that was begun, as it was read first: what it was made by does not change any more.
    private func begunTrial(_ number: Int) throws(RunError) -> Trial {
        if let known = begun[number] { return known }
        let trial = try storing { () throws(StorageError) in try database.trial(number, of: study.id) }
        begun[number] = trial
        return trial
    }

    /// Goes on with an edited definition. The history is indexed for its space, and read anew where that is another.
    private func adopt(_ newest: Int) throws(RunError) {
        guard newest != definitionRevision else { return }
        let adopted = try definition(newest)
        olderDefinitions[definitionRevision] = definition
        (definition, definitionRevision) = (adopted, newest)
        if history.forSampler.space != adopted.space { isIndexed = false }
    }

    // MARK: Asking

    /// A trial that was interrupted, to go on with; nil where there is none.
    ///
    /// - Parameter repetitions: whether one that repeats another is wanted, or one of the search.
    public func resume(repetitions: Bool = false) throws(RunError) -> ClaimedTrial? {
        try storing { () throws(StorageError) in
            try database.claimStopped(of: study.id, repetitions: repetitions, owner: owner)
        }
    }

    /// The paused trial that the pruner promotes now, to go on with; nil where there is none.
    public func promote() throws(RunError) -> ClaimedTrial? {
        guard definition.pruner.algorithm.promotes else { return nil }
        while true {
            let ask = try storing { () throws(StorageError) in try database.nextAsk(of: study.id) }
            try adopt(ask.definition)
            try catchUp(through: ask.revision)
            guard let number = definition.pruner.algorithm.promotion(among: history.forPruner) else { return nil }
            if let promoted = try claim(number, promotedAt: ask.revision) { return promoted }
        }
    }

    /// Promotes the trial; nil where another process was faster.
    private func claim(_ number: Int, promotedAt revision: Int) throws(RunError) -> ClaimedTrial? {
        try storing { () throws(StorageError) in
            try database.claimPaused(
                number, of: study.id, owner: owner, sawRevision: revision, definition: definitionRevision)
        }
    }

    /// The trial that waits in the queue, nil where none does.
    public func dequeue() throws(RunError) -> ClaimedTrial? {
        try storing { () throws(StorageError) in try database.claimWaiting(of: study.id, owner: owner) }
    }

    /// Runs a trial again, with a seed of its own; nil where that repetition has been begun before.
    ///
    /// It is no part of the history: samplers and pruners see the trial that it repeats, and it is not judged.
    public func again(_ repetition: Repetition) throws(RunError) -> ClaimedTrial? {
        try storing { () throws(StorageError) in
            try database.startRepetition(
                repetition, of: study.id, seed: trialSeed(study: study.seed, repetition: repetition), owner: owner)
        }
    }

    /// Begins the trial that the pruner promotes, or else a new one by the sampler, both having seen the same history.
    public func begin() throws(RunError) -> ClaimedTrial { try suggest(origin: .sampler, afterPromotions: true) }

    /// Asks the sampler for a configuration and records the start of a trial with it.
    public func suggest(origin: TrialOrigin) throws(RunError) -> ClaimedTrial {
        try suggest(origin: origin, afterPromotions: false)
    }

    /// Where another process took the trial or its number or edited the definition meanwhile, pruner and sampler are asked
    /// again, having seen what that one did.
    private func suggest(origin: TrialOrigin, afterPromotions: Bool) throws(RunError) -> ClaimedTrial {
        while true {
            let ask = try storing { () throws(StorageError) in try database.nextAsk(of: study.id) }
            try adopt(ask.definition)
            try catchUp(through: ask.revision)
            if afterPromotions, let number = definition.pruner.algorithm.promotion(among: history.forPruner) {
                if let promoted = try claim(number, promotedAt: ask.revision) { return promoted }
                continue
            }
            let suggestion = try Self.suggestion(
                of: definition, seed: study.seed, number: ask.number, after: history.forSampler)
            let parameters = try Self.parameters(suggestion.configuration, of: definition)
            let trial = NewTrial(
                parameters: parameters, seed: trialSeed(study: study.seed, number: ask.number), origin: origin,
                sampler: definition.sampler.name, note: suggestion.note, sawRevision: ask.revision,
                definition: definitionRevision)
            let started = try storing { () throws(StorageError) in
                try database.startTrial(number: ask.number, of: study.id, as: trial, owner: owner)
            }
            if let started { return started }
        }
    }

    /// What the study's sampler proposes for trial `number` when it has seen `history`.
    static func suggestion(
        of definition: StudyDefinition, seed: UInt64, number: Int, after history: History
    ) throws(RunError) -> Suggestion {
        var generator = Generator(seed: seed, trial: number)
        let suggestion: Suggestion
        do throws(SearchError) {
            suggestion = try definition.sampler.algorithm.suggestion(
                in: definition.space, after: history, using: &generator)
        } catch {
            throw .search(error)
        }
        // In a finite space samplers repeat a configuration only when none is left untried.
        if let count = definition.space.cardinality, history.trials.count >= count,
            history.trials.contains(where: { $0.isOwn && $0.configuration == suggestion.configuration })
        {
            throw .allTried(count: count)
        }
        return suggestion
    }

    /// All that a trial of the `sampled` values runs with.
    static func parameters(
        _ sampled: Configuration, of definition: StudyDefinition
    ) throws(RunError) -> TrialParameters {
        do throws(SpaceError) {
            let sampled = definition.space.canonical(sampled)
            return TrialParameters(
                sampled: sampled, resolved: try definition.space.resolve(sampled), fixed: definition.fixed.keys)
        } catch {
            throw .space(error)
        }
    }

    // MARK: Telling

    /// Records a reported epoch and what the pruner says of it.
    ///
    /// - Returns: nil for an epoch that had been reported before: the first report counts, and was judged.
    @discardableResult
    public func record(_ report: EpochReport, of attempt: TrialAttempt) throws(RunError) -> Recorded? {
        let score = try score(of: report, by: attempt)
        let receipt = try storing { () throws(StorageError) in
            try database.recordEpoch(
                report.epoch, of: attempt, metrics: report.metrics.map { ($0.name, $0.value) },
                objective: score?.values.first, further: Array(score?.values.dropFirst() ?? []),
                violation: definition.goals.feasible.isEmpty ? nil : score?.violation)
        }
        switch receipt {
        case .repeated: return nil
        case .recordedWithoutObjective: return Recorded(score: score, verdict: nil)
        case .recorded(let revision):
            return Recorded(
                score: score, verdict: try judge(report.epoch, of: attempt, havingSeen: revision))
        }
    }

    /// Asks the pruner about a recorded epoch and records what it says.
    ///
    /// - Returns: what the trial is to do; nil for a trial that is not judged, since it repeats another.
    private func judge(
        _ epoch: Int, of attempt: TrialAttempt, havingSeen revision: Int
    ) throws(RunError) -> Verdict? {
        let trial = try begunTrial(attempt.number)
        guard trial.repeats == nil else { return nil }
        try catchUp(through: revision)
        let definition = try definition(trial.definition)
        let verdict = Self.verdict(by: definition, on: attempt.number, at: epoch, among: history.forPruner)
        let isAudited = verdict != .continue && definition.audit.exempts(attempt.number, ofStudyWithSeed: study.seed)
        try storing { () throws(StorageError) in
            try database.recordVerdict(verdict, at: epoch, of: attempt, sawRevision: revision, isAudited: isAudited)
        }
        return isAudited ? .continue : verdict
    }

    /// What the pruner says of the last epoch of a trial that goes on after an interruption, where its process had died
    /// before it could be asked; nil where it was asked.
    public func overdueVerdict(on claimed: ClaimedTrial) throws(RunError) -> (epoch: Int, verdict: Verdict)? {
        let number = claimed.attempt.number
        let epochs = try storing { () throws(StorageError) in try database.epochs(of: number, in: study.id) }
        guard let last = epochs.last(where: { $0.revision != nil }), last.verdict == nil else { return nil }
        let verdict = try judge(last.epoch, of: claimed.attempt, havingSeen: claimed.revision)
        return verdict.map { (last.epoch, $0) }
    }

    /// What an epoch is worth by the study's goals; nil where it lacks a metric that they need.
    private func score(of report: EpochReport, by attempt: TrialAttempt) throws(RunError) -> Score? {
        let metrics = Dictionary(report.metrics.map { ($0.name, $0.value) }) { first, _ in first }
        let resolved =
            definition.goals.namesParameters ? try begunTrial(attempt.number).parameters.resolved : Configuration()
        guard case .measured(let score) = definition.goals.measure(metrics, parameters: resolved) else { return nil }
        return score
    }

    /// What became of a reported epoch.
    public struct Recorded: Sendable, Hashable {
        /// What the epoch is worth, nil where the report lacked a metric that the study's goals need.
        public let score: Score?
        /// What the trial is to do, nil where there was nothing to judge: what the pruner says, unless the study's audit
        /// lets the trial go on.
        public let verdict: Verdict?

        /// The objective's value where it counts: nil with several objectives, or where conditions are violated.
        public var objective: Double? {
            guard let score, score.values.count == 1, score.isFeasible else { return nil }
            return score.values[0]
        }
    }

    /// What the study's pruner says of trial `number`, which has reported `epoch`, when it has seen `history`.
    static func verdict(
        by definition: StudyDefinition, on number: Int, at epoch: Int, among history: History
    ) -> Verdict {
        // After the last epoch there is nothing left to save.
        if let whole = definition.training.epochs, epoch >= whole { return .continue }
        var curve = history.trial(number)?.curve ?? Curve()
        if let last = curve.epochs.last, last > epoch {
            var shorter = Curve()
            for (reported, value) in zip(curve.epochs, curve.values) where reported <= epoch {
                shorter.report(value, at: reported)
            }
            curve = shorter
        }
        return definition.pruner.algorithm.verdict(on: curve, of: number, at: epoch, among: history)
    }

    /// What a trial counts with that completes with the epochs so far, nil where none had an objective.
    public func result(of attempt: TrialAttempt) throws(RunError) -> Outcome? {
        try storing { () throws(StorageError) in try database.trial(attempt.number, of: study.id).result }
    }

    /// Records the end of a trial.
    public func finish(_ attempt: TrialAttempt, _ outcome: Outcome) throws(RunError) {
        _ = try storing { () throws(StorageError) in try database.finish(attempt, outcome) }
    }

    func storing<Result>(_ body: () throws(StorageError) -> Result) throws(RunError) -> Result {
        do throws(StorageError) { return try body() } catch { throw .storage(error) }
    }
}
