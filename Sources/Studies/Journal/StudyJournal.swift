// What a study's loop, `hpo ask` and `hpo tell` write down, and the history that they read.
//
//     let journal = try study.journal(for: .thisProcess)
//     let trial = try journal.suggest(origin: .sampler)                 // asked the sampler, recorded the start
//     let verdict = try journal.record(report, of: trial.attempt)       // recorded the epoch, judged it
//     try journal.finish(trial.attempt, .completed(value: 0.83))
//
// The order is what makes it all derivable again: the history is read up to a revision, the sampler or pruner sees just that,
// and the revision is written beside what it said.

public import Definitions
import Search
public import Storage
import System

/// One process's view of one study.
public final class StudyJournal {
    /// Where the study is stored.
    let database: StudyDatabase
    /// The study.
    public let study: Study
    /// Its definition: the newest, as far as this process has noticed.
    public private(set) var definition: StudyDefinition
    /// The revision of `definition`.
    public private(set) var definitionRevision: Int
    /// Who runs the trials; nil for trials by hand.
    public let owner: Owner?
    /// What is known of owners on other machines.
    var silences = Silences()
    /// Owners on other machines that are known to be gone, though nobody can look.
    public var departed: Set<Owner> = []
    /// The folder that the study's trials run in, as it was found first; nil where there was none.
    let folder: FileIdentity?
    /// The newest change that was read.
    public internal(set) var revision = 0
    /// The newest change that is in what was kept of the history, as far as this process knows.
    var keptRevision = 0
    /// What has happened up to `revision` in each stage; nil names the whole study where it has no stages.
    private var views: [String?: StageView] = [:]
    /// The trials' stages, as far as they were read.
    private var stages: [Int: String] = [:]
    private var olderDefinitions: [Int: StudyDefinition] = [:]
    private var begun: [Int: Trial] = [:]
    private var origins: [Int: TrialMaking] = [:]

    /// A view of `study` by its `definition`, which has not read anything yet.
    init(_ database: StudyDatabase, study: Study, definition: StudyDefinition, owner: Owner?) {
        self.database = database
        self.study = study
        self.definition = definition
        definitionRevision = study.definitionRevision
        self.owner = owner
        folder = FileIdentity(of: study.directory)
    }

    // MARK: History

    /// Reads what others and we have written since the last time, up to `last`.
    public func catchUp(through last: Int) throws(StudyError) {
        defer { keepHistory() }
        guard last > revision else { return }
        try restoreHistory(through: last)
        let changes = try storing { () throws(StorageError) in
            try database.changes(of: study.id, after: revision, through: last)
        }
        if !definition.stages.isEmpty {
            let new = try storing { () throws(StorageError) in
                try database.stages(ofTrialsFrom: stages.count, in: study.id)
            }
            stages.merge(new) { _, new in new }
        }
        for (_, change) in changes {
            try view(of: stages[change.number]).history.apply(change)
        }
        revision = last
    }

    /// What is to be kept of each stage's trials; nil while a stage has heard of trials that have not started.
    func snapshots() -> [String?: HistorySnapshot]? {
        var snapshots: [String?: HistorySnapshot] = [:]
        for (stage, view) in views {
            guard let snapshot = view.history.snapshot else { return nil }
            snapshots[stage] = snapshot
        }
        return snapshots.isEmpty ? nil : snapshots
    }

    /// Notes to which stage trials belong.
    func note(_ trials: [Int], of stage: String) { for trial in trials { stages[trial] = stage } }

    /// Takes in what others have changed since `revision`.
    ///
    /// - Returns: false where it may be of trials whose stages have to be read first; `catchUp` does that.
    func takeIn(_ changes: [(revision: Int, change: HistoryChange)]) -> Bool {
        guard let last = changes.last?.revision else { return true }
        guard definition.stages.isEmpty, let view = views[nil] else { return false }
        for (_, change) in changes { view.history.apply(change) }
        revision = last
        return true
    }

    /// Takes in a change that this process has made, where it is the next one; else it is read with those of others.
    func takeInOwn(_ change: HistoryChange, _ made: Int) throws(StudyError) {
        guard made == revision + 1, definition.stages.isEmpty, views[nil] != nil else { return }
        let isSeen = try !making(of: change.number).isRepetition
        takeIn(isSeen ? change : nil, in: nil, as: made)
    }

    /// Takes in the next change, which has just been made; nil is one that samplers and pruners do not see.
    func takeIn(_ change: HistoryChange?, in stage: String?, as next: Int) {
        if let change { views[stage]?.history.apply(change) }
        revision = next
    }

    /// What has happened in a stage, as far as it was read; nil where nothing was.
    func history(of stage: String?) -> StudyHistory? { views[stage]?.history }

    /// Has the history read anew when it is needed next.
    func forgetHistory() { (views, revision) = ([:], 0) }

    /// A stage with its trials up to `revision`; nil names the whole study where it has no stages.
    ///
    /// What is known from other studies is known to the first stage: its space is the one that it was taken for.
    func view(of stage: String?) throws(StudyError) -> StageView {
        if let view = views[stage] { return view }
        let applied = try definition.applied(to: stage, of: study, in: database)
        let known = try storing { () throws(StorageError) in
            try database.stageSteps(of: study.id).startStage == stage ? database.knowledge(of: study.id) : []
        }
        let view = StageView(
            definition: applied,
            history: StudyHistory(
                directions: applied.goals.directions, counting: applied.goals.counting, space: applied.space,
                knowing: known))
        views[stage] = view
        return view
    }

    // MARK: Definitions

    /// A revision of the study's definition. A trial runs and is judged by the one that it was made by, to its end.
    private func definition(_ revision: Int) throws(StudyError) -> StudyDefinition {
        if revision == definitionRevision { return definition }
        if let known = olderDefinitions[revision] { return known }
        let stored = try storing { () throws(StorageError) in try database.definition(revision, of: study.id) }
        do throws(DefinitionErrors) {
            let definition = try StudyDefinition.parse(
                stored.text, file: "\(study.name).json5", mayTrack: true)
            olderDefinitions[revision] = definition
            return definition
        } catch {
            throw .definition(error)
        }
    }

    /// The definition that a trial runs by and is judged by: that of its stage, or the revision that it was made by.
    public func definition(made revision: Int, in stage: String?) throws(StudyError) -> StudyDefinition {
        try stage == nil ? definition(revision) : view(of: stage).definition
    }

    /// A trial that was begun, as it was read first: what it was made by does not change any more.
    public func begunTrial(_ number: Int) throws(StudyError) -> Trial {
        if let known = begun[number] { return known }
        let trial = try storing { () throws(StorageError) in try database.trial(number, of: study.id) }
        begun[number] = trial
        return trial
    }

    /// What trial `number`, which was begun, was made by. Of those that this journal has begun nothing is read.
    func making(of number: Int) throws(StudyError) -> TrialMaking {
        if let known = origins[number] { return known }
        let trial = try begunTrial(number)
        return TrialMaking(
            definitionRevision: trial.definitionRevision, stage: trial.stage, isRepetition: trial.repeats != nil)
    }

    /// Notes what a trial was made by that has just been begun.
    func note(_ trial: ClaimedTrial) {
        origins[trial.attempt.number] = TrialMaking(
            definitionRevision: trial.definitionRevision, stage: trial.stage, isRepetition: trial.repeats != nil)
    }

    /// The last epoch that trial `number` has on record, 0 where it has none.
    public func lastEpoch(of number: Int) throws(StudyError) -> Int {
        try storing { () throws(StorageError) in try database.epochs(of: number, in: study.id).last?.epoch ?? 0 }
    }

    /// Goes on with an edited definition. The history is indexed for its space, and read anew where that is another.
    func adopt(_ newest: Int) throws(StudyError) {
        guard newest != definitionRevision else { return }
        let adopted = try definition(newest)
        olderDefinitions[definitionRevision] = definition
        (definition, definitionRevision) = (adopted, newest)
        views[nil]?.definition = adopted
        guard let space = views[nil]?.history.forSampler.space, space != adopted.space else { return }
        forgetHistory()
    }
}

/// What a trial was made by, which does not change any more.
struct TrialMaking: Sendable, Hashable {
    let definitionRevision: Int
    let stage: String?
    /// Whether it repeats another one.
    let isRepetition: Bool
}
