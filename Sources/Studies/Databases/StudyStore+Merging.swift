// `hpo db merge`: the studies of another database, with all that is recorded of them, among those of this one.
//
//     for merged in try store.merge(StudyStore(copying: "/media/cluster/hpo.sqlite")) {
//         merged.merge.effect          // .added, .extended, .unchanged
//         merged.missing               // the trials whose files are elsewhere
//     }
//
// Rows come; the files of trials (logs, checkpoints, weights) are in folders, and stay where they are.

public import Storage
import System

/// A study of another database, as it was brought in.
public struct MergedStudy: Sendable, Hashable {
    /// What was done.
    public let merge: StudyMerge
    /// The trials that have begun and whose files are not here.
    public let missing: [Int]
    /// The folder here that would have them.
    public let folder: String
    /// The folder of the other project that has files of the study; nil where there is none.
    public let source: String?
}

extension StudyStore {
    /// The studies that are in the database at `path` now, in a copy that only this process has: the file is only read, and may
    /// be in use, on a medium that cannot be written, or of an earlier version.
    public convenience init(copying path: String) throws(StudyError) {
        try RunRegister(ofDatabase: path).checkIsFree()
        do throws(StorageError) { self.init(try StudyDatabase(copying: path)) } catch { throw .storage(error) }
    }

    /// Brings the studies of `other` in, all of them or none.
    ///
    /// - Parameters:
    ///   - names: those that are wanted; all where none is named.
    ///   - renaming: what some of them are to be called here, by their names there.
    ///   - isDry: whether it is only said what would be done.
    public func merge(
        _ other: StudyStore, names: [String] = [], renaming: [String: String] = [:], isDry: Bool = false
    ) throws(StudyError) -> [MergedStudy] {
        try storing { () throws(StorageError) in
            // What is tried on a copy leaves no trace.
            let target = isDry ? StudyStore(try StudyDatabase(copying: path), of: self) : self
            let merges = try target.database.merge(
                other.database, names: names.isEmpty ? nil : Set(names), renaming: renaming, seenFrom: .current(),
                directory: { other.project.carried($0) })
            var merged: [MergedStudy] = []
            for merge in merges { merged.append(try target.merged(merge, from: other)) }
            return merged
        }
    }

    private func merged(_ merge: StudyMerge, from other: StudyStore) throws(StorageError) -> MergedStudy {
        let study = OpenStudy(try database.study(merge.study), of: self)
        let begun = try database.trials(of: merge.study).filter { $0.attempt > 0 && $0.deletedRevision == nil }.map(
            \.number)
        let source = OpenStudy(try other.database.study(named: merge.nameThere), of: other).folder
        return MergedStudy(
            merge: merge, missing: begun.filter { !Files.isFolder(study.place(ofTrial: $0).folder) },
            folder: study.folder, source: Files.isFolder(source) ? source : nil)
    }
}

extension ProjectFolder {
    /// How a stored `directory` of this project is stored in another one that its studies are brought to: never so that it leads
    /// out of that.
    func carried(_ directory: String) -> String {
        guard Files.isAbsolute(directory) else {
            return directory.split(separator: "/").contains("..") ? "." : directory
        }
        return Files.relative(Files.canonical(directory) ?? directory, to: path) ?? directory
    }
}
