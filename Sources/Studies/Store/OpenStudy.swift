public import Definitions
public import Search
public import Storage
import System

/// One study of a `StudyStore`: what is recorded of it, and what follows from that.
///
/// Each call reads the database as it is then; nothing is kept.
public struct OpenStudy: Sendable {
    /// The study as it was when it was opened, its directory absolute.
    public let record: Study
    /// The folder that is recorded for it and is no part of the project any more, which has been copied or moved: nothing is
    /// written there or deleted. nil where its folder is the recorded one.
    public let formerDirectory: String?
    let database: StudyDatabase

    init(_ stored: Study, of store: StudyStore) {
        var record = stored
        (record.directory, formerDirectory) = store.project.located(stored.directory)
        self.record = record
        database = store.database
    }

    /// Its name.
    public var name: String { record.name }

    // MARK: Definitions

    /// A stored definition, the newest where no revision is named.
    ///
    /// It was checked when it was stored, by a version of this program that may have known other workloads.
    public func definition(revision: Int? = nil) throws(StudyError) -> StudyDefinition {
        let text = try definitionText(revision: revision)
        do throws(DefinitionErrors) {
            return try StudyDefinition.parse(text, file: "\(name).json5", mayTrack: true)
        } catch {
            throw .definition(error)
        }
    }

    /// The definition's text as it was given, the newest where no revision is named.
    public func definitionText(revision: Int? = nil) throws(StudyError) -> String {
        try storing { () throws(StorageError) in try database.definition(revision, of: record.id).text }
    }

    /// The definition that a trial was made by: that of its stage where the study has stages.
    public func definition(of trial: Trial) throws(StudyError) -> StudyDefinition {
        try definition(revision: trial.definitionRevision).applied(to: trial.stage, of: record, in: database)
    }

    // MARK: Trials

    /// All trials but those that were deleted, in order of number.
    public func trials() throws(StudyError) -> [Trial] {
        try storing { () throws(StorageError) in try database.trials(of: record.id) }
            .filter { $0.deletedRevision == nil }
    }

    /// Trial `number`.
    ///
    /// - Throws: `storage(unknownTrial)`, `storage(deletedTrial)`.
    public func trial(_ number: Int) throws(StudyError) -> Trial {
        let trial = try storing(ofStudy: name) { () throws(StorageError) in
            try database.trial(number, of: record.id)
        }
        if trial.deletedRevision != nil { throw .storage(.deletedTrial(number: number)) }
        return trial
    }

    /// The first trial that the definition's `start:` made, besides trial `number`; nil where there is none.
    public func firstStart(besides number: Int) throws(StudyError) -> Trial? {
        try storing { () throws(StorageError) in try database.firstStart(of: record.id, besides: number) }
    }

    /// The epochs that trial `number` reported, ascending, with all their metrics.
    public func epochs(of number: Int) throws(StudyError) -> [Epoch] {
        try storing { () throws(StorageError) in try database.epochs(of: number, in: record.id) }
    }

    /// The attempts at trial `number`, in order.
    public func attempts(of number: Int) throws(StudyError) -> [Attempt] {
        try storing { () throws(StorageError) in try database.attempts(of: record.id, trial: number) }
    }

    /// How the program of trial `number` was run at each attempt, where this tool ran it.
    public func runs(of number: Int) throws(StudyError) -> [AttemptRun] {
        try storing { () throws(StorageError) in try database.runs(of: number, in: record.id) }
    }

    /// The folder of its trials.
    public var folder: String { "\(record.directory)/studies/\(name)" }

    /// Where the files of trial `number` are.
    public func place(ofTrial number: Int) -> TrialPlace {
        TrialPlace(study: name, directory: record.directory, number: number)
    }

    /// Who runs which trials now, by number.
    public func owners() throws(StudyError) -> [Int: Owner] {
        try storing { () throws(StorageError) in try database.owners(of: record.id) }
    }

    /// How many trials of the search processes have begun, those included that were deleted since.
    public func begunTrials() throws(StudyError) -> Int {
        try storing { () throws(StorageError) in try database.begunTrials(of: record.id) }
    }

    // MARK: Standing

    /// How the study stands.
    public func summary() throws(StudyError) -> StudySummary {
        try storing { () throws(StorageError) in
            var counts = try database.counts(of: record.id)
            counts.study.directory = record.directory
            return StudySummary(
                counts, best: try BestTrials(of: record, in: database, hasRepetitions: counts.repetitions > 0))
        }
    }

    /// What each completed trial reached, in order of number.
    public func scores() throws(StudyError) -> [Score] {
        try storing { () throws(StorageError) in try database.scores(of: record.id) }
    }

    /// How each of its stages stands, in the order of the definition.
    public func standings() throws(StudyError) -> [StageStanding] {
        try definition().standings(of: record, in: database)
    }

    /// The trials of other studies that its sampler knows of, the oldest first.
    public func knowledge() throws(StudyError) -> [KnownTrial] {
        try storing { () throws(StorageError) in try database.knowledge(of: record.id) }
    }

    /// Derives all of its decisions again.
    public func verification() throws(StudyError) -> StudyVerification {
        var definitions: [StudyDefinition] = []
        for revision in 1...max(1, record.definitionRevision) { definitions.append(try definition(revision: revision)) }
        return try StudyVerification(of: record, in: database) { revision throws(StudyError) in
            guard 1...definitions.count ~= revision else {
                throw .storage(.unknownDefinition(revision: revision))
            }
            return definitions[revision - 1]
        }
    }

    // MARK: Changes

    /// Makes it the study used last.
    public func markUsed() throws(StudyError) {
        try storing { () throws(StorageError) in try database.markUsed(record.id) }
    }

    /// The running trials whose process has died without a word, whose jobs may go on.
    public func orphans() throws(StudyError) -> [Claim] {
        try storing { () throws(StorageError) in try database.orphans(of: record.id, seenFrom: .current()) }
    }

    /// Deletes it with every row that is its own; its folders are left. The jobs of its orphans are to be ended before.
    ///
    /// - Throws: `storage(studyInUse)` while a process runs a trial of it; dead ones do not count.
    public func delete() throws(StudyError) {
        try storing { () throws(StorageError) in
            try database.reap(try database.orphans(of: record.id, seenFrom: .current()))
            try database.deleteStudy(record.id)
        }
    }

    /// Deletes a trial and those that repeat it: from now on they are in no list, no best, no history of a sampler or pruner. What
    /// is recorded of them is kept, so that what was decided before can be derived again; their folders are left.
    ///
    /// - Returns: the numbers of all that were deleted.
    /// - Throws: `storage(trialRuns)` where one of them runs; dead processes do not count.
    public func delete(trial number: Int) throws(StudyError) -> [Int] {
        try storing { () throws(StorageError) in
            try database.reap(try database.orphans(of: record.id, seenFrom: .current()))
            return try database.deleteTrial(number, of: record.id)
        }
    }

    /// Gives it another name; the folder of its trials goes with it.
    ///
    /// - Throws: `storage(studyExists)`, `storage(unusableName)`; `storage(studyInUse)` while a process runs a trial of it;
    ///   `folderInUse` where something is in the way of the folder. The name stays then.
    public func rename(to name: String) throws(StudyError) {
        let destination = "\(record.directory)/studies/\(name)"
        // The folder alone may have been moved before: by a rename that was killed then.
        let moves = Files.isFolder(folder) && name != self.name
        if moves {
            Files.removeEmptyFolder(destination)
            if Files.exists(destination) { throw .folderInUse(destination) }
        }
        var failure: SystemError?
        let isRenamed = try storing { () throws(StorageError) in
            try database.reap(try database.orphans(of: record.id, seenFrom: .current()))
            return try database.renameStudy(record.id, to: name) {
                guard moves else { return true }
                do throws(SystemError) { try Files.rename(folder, to: destination) } catch { failure = error }
                return failure == nil
            }
        }
        if !isRenamed, let failure { throw .output(failure) }
    }

    /// A journal to begin trials of it and to tell of them.
    public func journal(for runner: TrialRunner) throws(StudyError) -> StudyJournal {
        let owner = try storing { () throws(StorageError) in
            switch runner {
            case .thisProcess: try Owner.current()
            case .process(let owner): owner
            case .byHand: nil as Owner?
            }
        }
        return StudyJournal(database, study: record, definition: try definition(), owner: owner)
    }
}

/// Who runs the trials that a journal begins.
public enum TrialRunner: Sendable, Hashable {
    /// This process: when it dies, its trials are stopped and can be resumed.
    case thisProcess
    /// The process that `owner` names, by which others see whether it lives.
    case process(Owner)
    /// A person, or whatever program: a trial runs until it is told how it ended.
    case byHand
}
