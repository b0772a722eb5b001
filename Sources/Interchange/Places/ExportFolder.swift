// A folder for other programs: its files are written beside its place, and it is put there once it is whole.
//
//     let folder = try ExportFolder(at: "logs", replacing: false) { $0.hasSuffix(".hpo") }
//     try folder.write(bytes, to: "trial-0007/events.out.tfevents.1764374400.hpo")
//     try folder.commit()

internal import System

/// A folder that is being exported. One that is not committed is removed.
public struct ExportFolder: ~Copyable {
    private let part: String
    private let path: String
    private let target: String
    private let replacing: Bool

    /// Begins a folder that will be at `path`; a link to a folder is followed, and an empty folder is as good as none.
    ///
    /// - Parameters:
    ///   - replacing: whether an earlier export is replaced.
    ///   - isOwn: whether a file, by its path in the folder, is one that such an export writes. A folder with others is left.
    /// - Throws: `exists`, `missingFolder`, `otherFiles`, `unwritable`; nothing is left behind then.
    public init(at path: String, replacing: Bool, isOwn: (String) -> Bool) throws(ExportError) {
        var plain = path[...]
        while plain.utf8.count > 1, plain.last == "/" { plain.removeLast() }
        let target = Files.canonical(path) ?? String(plain)
        switch Files.status(target) {
        case .missing: try ExportFile.checkFolder(of: String(plain))
        case .folder:
            if !Files.names(in: target).isEmpty, !replacing { throw .exists(path: path) }
            if let other = Files.tree(of: target).first(where: { !isOwn($0.path) }) {
                throw .otherFiles(folder: path, example: other.path)
            }
        case .unreadable(let error): throw .unwritable(path: path, why: error.reason)
        case .regular, .other: throw .unwritable(path: path, why: "it is no folder")
        }
        let part = "\(target).\(CurrentProcess.id).part"
        try? Files.removeTree(part)
        do throws(SystemError) { try Files.makeFolders(part) } catch {
            throw .unwritable(path: path, why: error.reason)
        }
        (self.path, self.target, self.replacing, self.part) = (path, target, replacing, part)
    }

    deinit { try? Files.removeTree(part) }

    /// Writes `bytes` as the file `name`; folders in its name are made.
    public func write(_ bytes: [UInt8], to name: String) throws(ExportError) {
        let place = "\(part)/\(name)"
        do throws(SystemError) {
            try Files.makeFolders(Files.folder(of: place))
            guard try Descriptor(writing: place).send(bytes[...]) == bytes.count else {
                throw SystemError("write", place)
            }
        } catch {
            throw .unwritable(path: path, why: error.reason)
        }
    }

    /// Puts it in its place.
    public consuming func commit() throws(ExportError) {
        let old = "\(target).\(CurrentProcess.id).old"
        let moves = replacing && Files.isFolder(target)
        do throws(SystemError) {
            if moves { try Files.rename(target, to: old) }
            try Files.rename(part, to: target)
        } catch {
            if moves, !Files.exists(target) { try? Files.rename(old, to: target) }
            let isThere = Files.isFolder(target) && !Files.names(in: target).isEmpty
            throw isThere ? .exists(path: path) : .unwritable(path: path, why: error.reason)
        }
        if moves { Self.remove(old) }
    }

    /// Removes an earlier export: its files, and the folders that are empty then.
    private static func remove(_ folder: String) {
        for file in Files.tree(of: folder) { Files.remove("\(folder)/\(file.path)") }
        for name in Files.names(in: folder) { Files.removeEmptyFolder("\(folder)/\(name)") }
        Files.removeEmptyFolder(folder)
    }
}
