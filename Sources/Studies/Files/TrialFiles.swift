// What lies in a trial's folder, and what of it is of use once the trial has ended.
//
//     study.files(ofTrial: 7)                 // config.json, log.txt, best.safetensors, checkpoint.safetensors
//     study.results(ofTrial: 7)               // best.safetensors: what one would take away

import System

/// One file of a trial.
public struct TrialFile: Sendable, Hashable {
    /// What a file is there for.
    public enum Kind: Sendable, Hashable {
        /// What a training of the built-in engine goes on from.
        case checkpoint
        /// What a training of the built-in engine has learned.
        case weights
        /// What hpo keeps of the run: the log, the configuration, a launcher's files.
        case record
        /// What the program wrote: of what a program of one's own writes, nobody knows what it is.
        case other
    }

    /// As seen from the trial's folder.
    public let path: String
    /// The bytes that it has.
    public let size: Int
    /// What it is there for.
    public let kind: Kind

    /// - Parameter isBuiltIn: whether the built-in engine trained.
    init(_ found: Files.Found, isBuiltIn: Bool) {
        path = found.path
        size = found.size
        if ["config.json", "log.txt", RemovedFiles.name].contains(path) || path.hasPrefix("attempt-") {
            kind = .record
        } else if isBuiltIn, Self.checkpoints.contains(path) {
            kind = .checkpoint
        } else if isBuiltIn, path.hasSuffix(".safetensors") {
            kind = .weights
        } else {
            kind = .other
        }
    }

    /// The files that the engine goes on from, and one that it had begun to write.
    static let checkpoints = [
        "checkpoint.safetensors", "checkpoint.previous.safetensors", "checkpoint.safetensors.new",
    ]
}

extension TrialPlace {
    /// The weights of the best epoch, which the built-in engine keeps.
    public var weights: String { "\(folder)/best.safetensors" }

    /// Removes what a training of the built-in engine goes on from: the trial has ended for good.
    func dropCheckpoints() { for name in TrialFile.checkpoints { Files.remove("\(folder)/\(name)") } }
}

extension OpenStudy {
    /// The files of trial `number`, by their paths.
    public func files(ofTrial number: Int) throws(StudyError) -> [TrialFile] {
        let isBuiltIn = try isBuiltIn(try trial(number))
        return Files.tree(of: place(ofTrial: number).folder).map { TrialFile($0, isBuiltIn: isBuiltIn) }
    }

    /// The files of trial `number` with the SHA-256 of each, nil where it cannot be read.
    public func artifacts(ofTrial number: Int) throws(StudyError) -> [(file: TrialFile, sum: String?)] {
        let folder = place(ofTrial: number).folder
        return try files(ofTrial: number).map { ($0, SHA256.hex(ofFile: "\(folder)/\($0.path)")) }
    }

    /// The files of trial `number` that the study's policy has removed.
    public func removedFiles(ofTrial number: Int) throws(StudyError) -> [RemovedFiles.Entry] {
        let present = Set(try files(ofTrial: number).map(\.path))
        return RemovedFiles(in: place(ofTrial: number).folder).entries.filter { !present.contains($0.path) }
    }

    /// What one would take away of trial `number`: weights, and whatever a program of one's own has written.
    public func results(ofTrial number: Int) throws(StudyError) -> [TrialFile] {
        try files(ofTrial: number).filter { $0.kind == .weights || $0.kind == .other }
    }

    /// Copies what one would take away of trial `number` to a new folder, with its `configuration` as `config.json`.
    ///
    /// - Returns: the files there, that one first.
    /// - Throws: `folderInUse`; `output` where something cannot be written. Nothing is left behind then.
    public func export(
        _ number: Int, configuration: String, to destination: String
    ) throws(StudyError) -> [String] {
        guard Files.names(in: destination).isEmpty, Files.isFolder(destination) || !Files.exists(destination) else {
            throw .folderInUse(destination)
        }
        let results = try results(ofTrial: number).filter { $0.path != "config.json" }
        let source = place(ofTrial: number).folder
        var name = destination[...]
        while name.count > 1, name.last == "/" { name = name.dropLast() }
        let beside = "\(name).\(CurrentProcess.id).part"
        do throws(SystemError) {
            try Files.makeFolders(beside)
            try Files.replace("\(beside)/config.json", with: configuration)
            for file in results {
                try Files.makeFolders(Files.folder(of: "\(beside)/\(file.path)"))
                try Files.copy("\(source)/\(file.path)", to: "\(beside)/\(file.path)")
            }
            try Files.rename(beside, to: String(name))
        } catch {
            try? Files.removeTree(beside)
            throw .output(error)
        }
        return ["config.json"] + results.map(\.path)
    }
}
