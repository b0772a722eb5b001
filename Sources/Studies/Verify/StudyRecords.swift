// What verification reads: all that is stored of a study, once.

import Definitions
import Search
import Storage

/// All that a study's decisions follow from.
struct StudyRecords: Sendable {
    /// Its trials but those that repeat another, on which nothing was decided.
    let trials: [StoredTrial]
    /// Its whole history.
    let changes: [(revision: Int, change: HistoryChange)]
    /// Its steps through its stages.
    let steps: [StageStep]
    /// The trials of other studies that its sampler knows of.
    let known: [KnownTrial]
    /// What was kept of the history to save time, nil where nothing was.
    let snapshot: StudySnapshot?
    /// The stage of each trial, by number. A trial sees its own stage alone; without stages all are of the stage nil.
    let stages: [Int: String?]

    init(of study: Study, in database: StudyDatabase) throws(StudyError) {
        do throws(StorageError) {
            trials = try StoredTrial.all(of: study, in: database).filter { $0.trial.repeats == nil }
            changes = try database.changes(of: study.id, after: 0)
            steps = try database.stageSteps(of: study.id)
            known = try database.knowledge(of: study.id)
            snapshot = try database.snapshot(of: study.id)
        } catch {
            throw .storage(error)
        }
        stages = Dictionary(uniqueKeysWithValues: trials.map { ($0.trial.number, $0.trial.stage) })
    }
}

extension StudySnapshot {
    /// Whether it is what the changes come to.
    ///
    /// - Parameters:
    ///   - changes: all changes up to its revision; further ones are left out.
    ///   - stages: the stage of each trial, by number.
    func holds(
        _ changes: [(revision: Int, change: HistoryChange)], stages: [Int: String?], directions: [Direction]
    ) -> Bool {
        var histories: [String?: History] = [:]
        for (revision, change) in changes where revision <= self.revision {
            histories[stages[change.number] ?? nil, default: History(directions: directions)].apply(change)
        }
        return Set(self.stages.keys).union(histories.keys).allSatisfy { stage in
            // A stage that has not begun may have been kept as one of no trials.
            HistorySnapshot(of: histories[stage] ?? History(directions: directions)) == self.stages[stage]
        }
    }
}

/// A study's definitions as its stages apply them, each made once.
struct AppliedDefinitions {
    struct Key: Hashable {
        let revision: Int
        let stage: String?
    }

    typealias Known = [Key: StudyDefinition]

    private let study: Study
    private let database: StudyDatabase
    /// Those that were made so far.
    private(set) var known: Known = [:]

    init(of study: Study, in database: StudyDatabase) { (self.study, self.database) = (study, database) }

    /// The definition of a revision as a stage's trials go by it.
    mutating func definition(
        _ revision: Int, appliedTo stage: String?, reading definition: (Int) throws(StudyError) -> StudyDefinition
    ) throws(StudyError) -> StudyDefinition {
        let key = Key(revision: revision, stage: stage)
        if let known = known[key] { return known }
        let applied = try definition(revision).applied(to: stage, of: study, in: database)
        known[key] = applied
        return applied
    }
}

/// A study's history gone through once more, stage by stage, from its beginning.
struct StudyReplay: Sendable {
    /// What has happened in each stage so far.
    private(set) var histories: [String?: StudyHistory] = [:]
    private let records: StudyRecords
    private let directions: [Direction]
    private let counting: TrialValue
    /// How many changes were taken in.
    private var taken = 0

    /// - Parameter spaces: by stage, what its history is indexed for at first.
    init(
        of records: StudyRecords, directions: [Direction], counting: TrialValue, spaces: [String?: Space]
    ) {
        self.counting = counting
        self.records = records
        self.directions = directions
        for (stage, space) in spaces { histories[stage] = emptyHistory(of: stage, in: space) }
    }

    /// Takes in all changes up to `revision`.
    mutating func advance(through revision: Int) {
        while taken < records.changes.count, records.changes[taken].revision <= revision {
            let change = records.changes[taken].change
            histories[records.stages[change.number] ?? nil]?.apply(change)
            taken += 1
        }
    }

    /// Has a stage's history indexed for `space`, which an edit of the definition may have changed.
    mutating func index(_ stage: String?, for space: Space) {
        guard histories[stage]?.forSampler.space != space else { return }
        histories[stage] = emptyHistory(of: stage, in: space)
        for (_, change) in records.changes[..<taken] where records.stages[change.number] == stage {
            histories[stage]?.apply(change)
        }
    }

    private func emptyHistory(of stage: String?, in space: Space) -> StudyHistory {
        StudyHistory(
            directions: directions, counting: counting, space: space,
            knowing: stage == records.steps.startStage ? records.known : [])
    }
}

/// A trial with all that is stored of it.
struct StoredTrial: Sendable {
    let trial: Trial
    let epochs: [Epoch]
    /// What epochs were before something else was reported of them, in the order of the reports.
    let replaced: [ReplacedEpoch]
    let attempts: [Attempt]

    static func all(of study: Study, in database: StudyDatabase) throws(StorageError) -> [StoredTrial] {
        let attempts = Dictionary(grouping: try database.attempts(of: study.id), by: \.trial)
        let epochs = try database.epochs(in: study.id)
        let replaced = try database.replacedEpochs(in: study.id)
        return try database.trials(of: study.id).map { trial in
            StoredTrial(
                trial: trial, epochs: epochs[trial.number] ?? [], replaced: replaced[trial.number] ?? [],
                attempts: attempts[trial.number] ?? [])
        }
    }

    /// An epoch, as it was at some time, and what the pruner said of it.
    struct Judged {
        let epoch: Int
        let revision: Int?
        let verdict: Verdict?
        let verdictRevision: Int?
    }

    /// All that was reported of epochs, what was replaced later included.
    var judged: [Judged] {
        replaced.map {
            Judged(
                epoch: $0.epoch, revision: $0.revision, verdict: $0.verdict, verdictRevision: $0.verdictRevision)
        }
            + epochs.map {
                Judged(
                    epoch: $0.epoch, revision: $0.revision, verdict: $0.verdict, verdictRevision: $0.verdictRevision)
            }
    }

    /// The epochs at which the pruner would have it stop or pause, in the order in which it said so.
    var stops: [Int] {
        judged.filter { $0.verdict != nil && $0.verdict != .continue }
            .sorted { ($0.verdictRevision ?? 0) < ($1.verdictRevision ?? 0) }.map(\.epoch)
    }
}
