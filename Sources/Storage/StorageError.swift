public import SQLite

/// What the study database cannot do, as data; its words are in `description` alone.
public enum StorageError: Error, Sendable, Hashable {
    /// The file or SQLite itself.
    case database(SQLiteError)
    /// The file was moved, replaced or removed while it was open.
    case moved(path: String)
    /// There is no study of that name; `known` are the names that there are, in the order of creation.
    case unknownStudy(name: String, known: [String])
    /// A study of that name exists.
    case studyExists(name: String)
    /// The name cannot be a study's.
    case unusableName(String, problem: String)
    /// A process is running trials of the study.
    case studyInUse(name: String, process: Int, host: String)
    /// The study was deleted meanwhile.
    case studyGone
    /// The study has no trial of that number.
    case unknownTrial(number: Int)
    /// The trial was deleted.
    case deletedTrial(number: Int)
    /// A trial that runs cannot be deleted; `process` and `host` run it, nil for one that is told by hand.
    case trialRuns(number: Int, process: Int?, host: String?)
    /// The trial was begun anew meanwhile, so what an earlier attempt reports does not count.
    case superseded(number: Int, attempt: Int, current: Int)
    /// The trial is not running.
    case notRunning(number: Int, state: String)
    /// The trial is run by hand: no run could stop it.
    case byHand(number: Int)
    /// The trial is run for another database, from which its study was merged.
    case runElsewhere(number: Int, database: String)
    /// The trial is not one that could go on.
    case notStopped(number: Int, state: String)
    /// Epochs are counted from 0 or 1.
    case unusableEpoch(Int)
    /// The trial did not report that epoch.
    case unknownEpoch(number: Int, epoch: Int)
    /// The study's definition has no such revision.
    case unknownDefinition(revision: Int)
    /// Studies of another database cannot be brought in, and so none was.
    case mergeRefused([MergeConflict])
    /// What is recorded in the database at `path` contradicts itself.
    case unsoundRecords(path: String, [RecordProblem])
    /// What the system knows of this process cannot be read.
    case unknownProcess(why: String)
}

extension StorageError: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .database(let error): return error.description
        case .moved(let path):
            return
                "the database \(path) was moved, replaced or removed meanwhile: what was recorded since is not in the "
                + "file that is there now"
        case .unknownStudy(let name, _): return "there is no study \"\(name)\""
        case .studyExists(let name):
            return "a study \"\(name)\" exists already"
        case .unusableName(let name, let problem):
            return "\(name.debugDescription) cannot be a study's name: \(problem)"
        case .studyInUse(let name, let process, let host):
            return "process \(process) on \(host) is running trials of \"\(name)\""
        case .studyGone: return "the study was deleted meanwhile"
        case .unknownTrial(let number): return "there is no trial \(number)"
        case .deletedTrial(let number): return "trial \(number) was deleted"
        case .trialRuns(let number, let process?, let host?):
            return "trial \(number) is run by process \(process) on \(host)"
        case .trialRuns(let number, _, _): return "trial \(number) runs"
        case .superseded(let number, let attempt, let current):
            return "trial \(number) was begun anew (attempt \(current)): what attempt \(attempt) says does not count"
        case .notRunning(let number, let state):
            switch state {
            case "waiting": return "trial \(number) has not begun"
            case "completed", "failed": return "trial \(number) has already \(state)"
            default: return "trial \(number) was already \(state)"
            }
        case .byHand(let number): return "trial \(number) is run by hand, and whoever runs it ends it"
        case .runElsewhere(let number, let database):
            return "trial \(number) is run for the database \(database): it can be stopped there"
        case .notStopped(let number, "waiting"): return "trial \(number) waits in the queue, and begins by itself"
        case .notStopped(let number, "paused"):
            return "trial \(number) was paused by the pruner, which lets it go on where it is worth it"
        case .notStopped(let number, let state):
            return "trial \(number) is not stopped but \(state): it does not go on"
        case .unusableEpoch(let epoch): return "epochs are counted from 0 or 1, but \(epoch) was reported"
        case .unknownEpoch(let number, let epoch): return "trial \(number) has not reported epoch \(epoch)"
        case .unknownDefinition(let revision): return "the study's definition has no revision \(revision)"
        case .mergeRefused(let conflicts):
            return conflicts.map(\.description).joined(separator: "\n")
        case .unsoundRecords(let path, let problems):
            let more = problems.count > 5 ? "\n  … and \(problems.count - 5) more" : ""
            return "\(path): what is recorded contradicts itself:\n"
                + problems.prefix(5).map { "  \($0)" }.joined(separator: "\n") + more
        case .unknownProcess(let why): return "cannot tell this process from others: \(why)"
        }
    }
}

extension MergeConflict: CustomStringConvertible {
    /// What stands against it.
    public var description: String {
        switch self {
        case .unusableName(let name, let problem):
            return "\(name.debugDescription) cannot be a study's name: \(problem)"
        case .otherStudy(let name): return "there is another study \"\(name)\" here"
        case .diverged(let name, let here, let trial):
            let since = trial.map { "since trial \($0)" } ?? "since it was copied"
            let called = name == here ? "" : ", here called \"\(here)\","
            return "\"\(name)\"\(called) has gone on in both databases \(since), so that there is no one history of it"
        case .inUse(let name, let process, let host):
            return "\"\(name)\" has gone on there, and process \(process) on \(host) is running trials of it here"
        }
    }
}
