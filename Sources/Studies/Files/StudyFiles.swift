// What a study's trials take on the disk, and what of it has become useless.
//
//     let files = try study.files()
//     files.bytes                       // 1_100_000_000
//     files.useless(weights: false)     // the checkpoints of trials that have ended

import Definitions
import Search
import Storage
public import System

/// The files of a study's trials.
public struct StudyFiles: Sendable {
    /// A file, by its trial.
    public struct Entry: Sendable, Hashable {
        /// The trial's number; nil for what an earlier study of the same name has left.
        public let trial: Int?
        /// The file.
        public let file: TrialFile
        /// Its whole path.
        public let path: String
        /// Whether its trial has ended for good.
        let isOfEnded: Bool
        /// Whether the study's policy keeps it once its trial has ended; nil where it says nothing.
        let isKept: Bool?

        /// Whether it is of no use because the study's policy says so.
        public var isLetGo: Bool { isKept == false }
    }

    /// All of them, by trial and path.
    public let entries: [Entry]
    private let best: Set<Int>

    init(_ entries: [Entry], best: Set<Int>) {
        self.entries = entries
        self.best = best
    }

    /// How many bytes they have.
    public var bytes: Int { entries.reduce(0) { $0 + $1.file.size } }

    /// How many bytes the files of a kind have.
    public func bytes(of kind: TrialFile.Kind) -> Int {
        entries.reduce(0) { $0 + ($1.file.kind == kind ? $1.file.size : 0) }
    }

    /// What nobody needs any more: of trials that have ended for good the checkpoints of the built-in engine, and what the
    /// study's policy does not keep.
    ///
    /// - Parameter weights: whether the weights are meant too of all trials that have ended but the best, and what an earlier
    ///   study of the same name has left.
    public func useless(weights: Bool) -> [Entry] {
        entries.filter { entry in
            guard let trial = entry.trial else { return weights }
            guard entry.isOfEnded else { return false }
            switch entry.file.kind {
            case .checkpoint: return !(entry.isKept ?? false)
            case .weights: return weights && !best.contains(trial) || entry.isKept == false
            case .record, .other: return entry.isKept == false
            }
        }
    }
}

extension OpenStudy {
    /// What its trials take on the disk.
    public func files() throws(StudyError) -> StudyFiles {
        var entries: [StudyFiles.Entry] = []
        var programs: [Int: Bool] = [:]
        let policy = try keepPolicy()
        let names = Files.names(in: self.folder)
        let (all, present) = (names.isEmpty ? [] : try trials(), Set(names))
        for trial in all {
            let place = place(ofTrial: trial.number)
            guard present.contains(place.name) else { continue }
            let folder = place.folder
            // Behind a link lies what is no part of the project.
            let isInside = TrialPlace.isInside(folder, of: record.directory)
            if programs[trial.definitionRevision] == nil { programs[trial.definitionRevision] = try isBuiltIn(trial) }
            let isBuiltIn = programs[trial.definitionRevision] ?? false
            entries += Files.tree(of: folder).map { found in
                StudyFiles.Entry(
                    trial: trial.number, file: TrialFile(found, isBuiltIn: isBuiltIn), path: "\(folder)/\(found.path)",
                    isOfEnded: trial.state.isFinal && isInside,
                    isKept: policy.keeps(found.path, of: trial, isBuiltIn: isBuiltIn))
            }
        }
        for name in names where name.hasPrefix("trial-") && name.contains(".old-") {
            entries += Files.tree(of: "\(folder)/\(name)").map { found in
                StudyFiles.Entry(
                    trial: nil, file: TrialFile(found, isBuiltIn: false), path: "\(folder)/\(name)/\(found.path)",
                    isOfEnded: true, isKept: nil)
            }
        }
        return StudyFiles(entries, best: Set(try best().trials.map(\.number)))
    }

    /// Removes files that are of no use any more; what the study's policy lets go is kept on record.
    public func remove(_ entries: [StudyFiles.Entry]) throws(SystemError) {
        let (dropped, others) = (entries.filter { $0.isKept == false }, entries.filter { $0.isKept != false })
        for (number, files) in Dictionary(grouping: dropped, by: { $0.trial ?? -1 }).sorted(by: { $0.key < $1.key }) {
            try RemovedFiles.remove(
                files.map { ($0.file.path, $0.file.size) }, from: place(ofTrial: number).folder, sumsUpTo: .max)
        }
        for entry in others { try Files.removeTree(entry.path) }
        for folder in Set(entries.filter { $0.trial == nil }.map { Files.folder(of: $0.path) }) {
            Files.removeEmptyFolder(folder)
        }
    }

    /// What the study keeps, and the trials that this goes by.
    private func keepPolicy() throws(StudyError) -> KeepPolicy {
        let definition = try definition()
        return try storing { () throws(StorageError) in
            try KeepPolicy(definition.keep, of: record, isRanked: !definition.goals.isNone, in: database)
        }
    }

    /// Whether the built-in engine trained or will train it.
    func isBuiltIn(_ trial: Trial) throws(StudyError) -> Bool {
        switch try definition(revision: trial.definitionRevision).training.program {
        case .workload: true
        case .command, .asked: false
        }
    }
}
