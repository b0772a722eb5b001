// Another database's studies brought in, each whole: every row of every table that is the study's.
//
// A study is the same as one here where both were created at the same moment with the same seed and the same definition: copies
// agree on that by themselves, whatever version made them. How far each has come since is told from the rows (`contains`). So
// what is brought in twice changes nothing, and of two copies the one that has gone on takes the other's place; where both have
// gone on there is no history that has both, and it is refused.

internal import SQLite
internal import Synchronization
internal import System

extension StudyDatabase {
    /// A copy of the database at `path` that only this process has, its tables brought up to date: the file is only read, and
    /// may be in use, on a medium that cannot be written, or of an earlier version.
    public convenience init(copying path: String, patience: Double = 30) throws(StorageError) {
        do throws(SQLiteError) {
            self.init(try Schema.hpo.copy(of: path, patience: patience), path: path)
        } catch {
            throw .database(error)
        }
    }

    /// Brings the studies of `other` in, in one transaction.
    ///
    /// - Parameters:
    ///   - names: those that are wanted; nil for all.
    ///   - renaming: what some of them are to be called here, by their names there.
    ///   - here: this process, to which claims are compared.
    ///   - directory: where a study's trials run, as it is stored here, by how it is stored there. Called once for each that is
    ///     added, within the transaction.
    /// - Returns: what became of each, in the order in which they were created.
    /// - Throws: `mergeRefused`, `unknownStudy`, `unsoundRecords`; nothing is changed then.
    public func merge(
        _ other: StudyDatabase, names: Set<String>? = nil, renaming: [String: String] = [:], seenFrom here: Owner,
        directory: (String) -> String
    ) throws(StorageError) -> [StudyMerge] {
        if let own = FileIdentity(of: path), let file = FileIdentity(of: other.path), own.isSameFile(as: file) {
            throw .database(.sameFile(path: other.path))
        }
        for name in renaming.values {
            if let problem = NewStudy.problem(withName: name) { throw .unusableName(name, problem: problem) }
        }
        let known = try other.studies()
        for name in (names ?? []).union(renaming.keys).sorted() where !known.contains(where: { $0.name == name }) {
            throw .unknownStudy(name: name, known: known.map(\.name))
        }
        let wanted = known.filter { names?.contains($0.name) ?? true }
        let problems = try other.recordProblems(of: Set(wanted.map(\.name)))
        guard problems.isEmpty else { throw .unsoundRecords(path: other.path, problems) }
        let now = clock()
        let (path, purpose) = (other.path, "bring the studies in")
        return try other.session.withLock { source throws(StorageError) in
            try session.withLock { session throws(StorageError) in
                try session.withCopy(of: source, as: StudyCopy.otherSchema, for: purpose) {
                    session throws(StorageError) in
                    try session.transaction(.immediate, for: purpose) { session throws(StorageError) in
                        var merging = StudyMerging(wanted, from: path, seenFrom: here, at: now)
                        return try merging.run(in: &session, renaming: renaming, directory: directory)
                    }
                }
            }
        }
    }
}

/// What became of a study of another database.
public struct StudyMerge: Sendable, Hashable {
    /// What was done here.
    public enum Effect: String, Sendable, Hashable {
        /// It is new here.
        case added
        /// It was here, and has what it lacked.
        case extended
        /// It was here, and is the same.
        case unchanged
        /// It was here, and has gone on here since it was copied.
        case ahead
    }

    /// Its name there.
    public let nameThere: String
    /// Its name here.
    public let name: String
    /// The study here.
    public let study: StudyID
    /// What was done.
    public let effect: Effect
    /// How many trials it has here that it had not.
    public let trials: Int
    /// How many epochs it has here more than before.
    public let epochs: Int
}

/// Why a study of another database cannot be brought in.
public enum MergeConflict: Sendable, Hashable {
    /// No study can have that name, which would lead out of the project, or which a newer version does not take.
    case unusableName(String, problem: String)
    /// Another study has that name here.
    case otherStudy(name: String)
    /// It is here, and has gone on differently in both places; `trial` is the first that differs, where one does.
    case diverged(name: String, here: String, trial: Int?)
    /// It has gone on there, and a process runs trials of it here.
    case inUse(name: String, process: Int, host: String)
}
