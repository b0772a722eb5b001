// What to do about an error: the modules below say what is wrong with the thing, and this says what to type.

import Engine
import Interchange
import SQLite
import Storage
import Studies
import Words
import Workloads

/// An error in words, and what to do about it where there is something.
func explained(_ error: any Error) -> String { "\(error)" + (advice(on: error).map { "; \($0)" } ?? "") }

/// What to do about an error, nil where there is nothing more to say.
private func advice(on error: any Error) -> String? {
    switch error {
    case let error as StudyError: advice(on: error)
    case let error as StorageError: advice(on: error)
    case let error as SQLiteError: advice(on: error)
    case let error as WorkloadError: advice(on: error)
    case let error as OptunaError: advice(on: error)
    case let error as ExportError: advice(on: error)
    default: nil
    }
}

private func advice(on error: StudyError) -> String? {
    switch error {
    case .storage(let error): return advice(on: error)
    case .usedElsewhere(let run):
        let there = run.job.map { "srun --jobid=\($0) --overlap hpo …" } ?? "do it there"
        return
            "\(there); hpo study status and hpo study stop reach it from here. If it has died, it is forgotten after five minutes"
    case .editedMeanwhile: return "try again"
    case .folderMoved: return "the run has ended; begin it again where the project is now"
    case .noRoom: return "what the shell lets a process have: ulimit -a"
    case .valueAlone(let trial): return "hpo tell \(trial) --epoch E --metric NAME=V …, then --completed"
    case .unreported(_, _, let metric, let reported):
        return nearestName(to: metric, among: reported).map { "did you mean `best.\($0)`?" }
    case .noTrial(_, let study): return "see: hpo trial list \(study)"
    case .noStage(let stage, _, let known):
        if known.isEmpty { return nil }
        return nearestName(to: stage, among: known).map { "did you mean \($0)?" }
            ?? "there are \(known.joined(separator: ", "))"
    case .noField(let name, let known):
        let short = known.map { $0.split(separator: ".", maxSplits: 1).last.map(String.init) ?? $0 }
        return nearestName(to: name, among: known + short).map { "did you mean \($0)?" }
            ?? "they have \(known.prefix(30).joined(separator: ", "))"
    case .nothingCompleted(let study, nil, 0): return "it has no trials yet: hpo study run \(study) --trials 50"
    case .nothingCompleted(let study, _, _): return "how it stands: hpo study show \(study)"
    case .onlyTracks(let study): return "run a program once more: hpo track --name \(study) … -- COMMAND"
    case .onlyAsked(let study): return "hpo ask \(study) gives out the next one, and hpo tell records how it went"
    case .nothingCounts:
        return "what counts is said with a study's first run: hpo track --name OTHER --minimize METRIC …"
    case .searches: return "record the run in another study: --name OTHER"
    case .otherObjective: return "leave out --minimize and --maximize, or record the run in another study: --name OTHER"
    case .notMeasured(let lacking, let reported):
        return lacking.first.flatMap { nearestName(to: $0, among: reported) }.map { "did you mean \"\($0)\"?" }
            ?? "nothing is recorded"
    case .severalBest: return "say which with --trial N (hpo study best lists them)"
    default: return nil
    }
}

private func advice(on error: StorageError) -> String? {
    switch error {
    case .database(let error): return advice(on: error)
    case .unknownStudy(let name, let known):
        return nearestNames(to: name, among: known).first.map { "did you mean \"\($0)\"?" } ?? "see: hpo study list"
    case .studyExists(let name): return "give the new one another name, or: hpo study delete \(name)"
    case .trialRuns(let number, nil, _):
        return "say how it ended first: hpo tell \(number) --failed WHY"
    case .studyInUse, .trialRuns: return "stop it first"
    case .byHand(let number): return "hpo tell \(number) --failed WHY"
    case .notStopped(_, "waiting"), .notStopped(_, "paused"): return nil
    case .notStopped(let number, _): return "to run it once more: hpo trial rerun \(number)"
    case .moved: return "the run has ended; begin it again where the project is now"
    case .unknownTrial: return "see: hpo trial list"
    default: return nil
    }
}

private func advice(on error: SQLiteError) -> String? {
    switch error {
    case .unusablePath: "name a file with --db"
    case .missingFolder: "create it (mkdir -p) or name another file with --db"
    case .notARegularFile: "name a file with --db"
    case .unreadable, .readOnly: "check the permissions, or name another file with --db"
    case .notADatabase, .foreign: "name another file with --db"
    case .newerSchema: "update hpo, or name another file with --db"
    case .damaged: "restore a copy, or rescue what can be read: sqlite3 FILE .recover | sqlite3 NEW"
    case .noWriteAheadLog: "keep the database on a local disk"
    case .oldLibrary: "update libsqlite3"
    case .full: "make room and run again"
    case .fileExists: "name another file, or replace it with --force"
    case .inUse: "stop what uses it, or name another file"
    case .sameFile: "name another file"
    case .unwritable: "name another file, or make room"
    case .question: "hpo query lists the views and their columns"
    case .missingFile, .logAlone, .busy, .failed, .column: nil
    }
}

private func advice(on error: WorkloadError) -> String? {
    switch error {
    case .training(.otherConfiguration): "give the same values, another --directory, or leave out --resume"
    case .noConfiguration: "--config FILE says what model they are of"
    case .unlabelled: "hpo predict needs no labels"
    default: nil
    }
}

private func advice(on error: OptunaError) -> String? {
    switch error {
    case .database(let error): return advice(on: error)
    case .version: return "bring it up to date with Optuna 4 or 5: optuna storage upgrade --storage sqlite:///FILE"
    case .severalStudies(_, let known):
        return "say which with --study: \(known.prefix(20).map { shellWord($0) }.joined(separator: ", "))"
    case .unknownStudy(let name, _, let known):
        return nearestName(to: name, among: known).map { "did you mean \(shellWord($0))?" }
            ?? "there are \(known.prefix(20).map { shellWord($0) }.joined(separator: ", "))"
    case .place(let error): return advice(on: error)
    default: return nil
    }
}

private func advice(on error: ExportError) -> String? {
    switch error {
    case .exists: "--force replaces it"
    case .missingFolder(let folder, _): "make it (mkdir -p \(shellWord(folder))) or name another place"
    case .otherFiles: "name a folder that is not there yet"
    case .unwritable: nil
    }
}
