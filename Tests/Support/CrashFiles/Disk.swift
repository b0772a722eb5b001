public import Foundation

/// A disk that holds for sure only what was synced: a power cut keeps of everything else what chance wills.
///
/// A file's changes after its last sync may be kept or lost each by itself, in any combination, a write also in single
/// sectors. A file's first sync makes its name last too, and all that was done to names before; names that were made or
/// deleted since are kept up to some moment, as file systems with a journal do.
public struct Disk {
    /// What a power cut leaves of the changes that were not synced.
    public enum Loss: CaseIterable, Sendable {
        /// All of them: the disk was fast.
        case none
        /// The first few, in order.
        case newest
        /// Some, in any order.
        case some
        /// Some, and of writes some sectors.
        case sectors
        /// None of them.
        case all
    }

    private struct File {
        var synced = Data()
        var changes: [RecordedFiles.Change] = []
        var isNameSynced = false
    }

    private static let sector = 512

    private var files: [File] = []
    private var names: [String: Int] = [:]
    private var syncedNames: [String: Int] = [:]
    private var changedNames: [(name: String, file: Int?)] = []

    /// An empty disk.
    public init() {}

    /// Makes a change.
    public mutating func apply(_ change: RecordedFiles.Change) {
        switch change {
        case .create(let name):
            names[name] = files.count
            changedNames.append((name, files.count))
            files.append(File())
        case .delete(let name, let syncingFolder):
            names[name] = nil
            changedNames.append((name, nil))
            if syncingFolder { syncNames() }
        case .write(let name, _, _), .truncate(let name, _):
            if let file = names[name] { files[file].changes.append(change) }
        case .sync(let name):
            guard let file = names[name] else { return }
            for change in files[file].changes { Self.apply(change, to: &files[file].synced) }
            files[file].changes = []
            if !files[file].isNameSynced { syncNames() }
            files[file].isNameSynced = true
        case .mark: break
        }
    }

    private mutating func syncNames() {
        syncedNames = names
        changedNames = []
    }

    /// The files that a power cut at this moment leaves.
    public func afterPowerCut(losing loss: Loss, using generator: inout some RandomNumberGenerator) -> [String: Data] {
        var left = syncedNames
        let kept =
            switch loss {
            case .none: changedNames.count
            case .all: 0
            case .newest, .some, .sectors: Int.random(in: 0...changedNames.count, using: &generator)
            }
        for (name, file) in changedNames.prefix(kept) { left[name] = file }
        // In an order that is the same wherever the generator is.
        var contents: [String: Data] = [:]
        for (name, file) in left.sorted(by: { $0.key < $1.key }) {
            contents[name] = content(of: files[file], losing: loss, using: &generator)
        }
        return contents
    }

    private func content(of file: File, losing loss: Loss, using generator: inout some RandomNumberGenerator) -> Data {
        var content = file.synced
        let kept = Int.random(in: 0...file.changes.count, using: &generator)
        // Often nearly all, often nearly none.
        let share = Double.random(in: 0...1, using: &generator)
        for (index, change) in file.changes.enumerated() {
            switch loss {
            case .none: Self.apply(change, to: &content)
            case .newest: if index < kept { Self.apply(change, to: &content) }
            case .some: if .random(in: 0..<1, using: &generator) < share { Self.apply(change, to: &content) }
            case .sectors:
                for part in Self.sectors(of: change) where .random(in: 0..<1, using: &generator) < share {
                    Self.apply(part, to: &content)
                }
            case .all: break
            }
        }
        return content
    }

    /// A write as writes of the sectors that it touches; anything else as it is.
    private static func sectors(of change: RecordedFiles.Change) -> [RecordedFiles.Change] {
        guard case .write(let name, let bytes, let offset) = change else { return [change] }
        var parts: [RecordedFiles.Change] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, ((offset + start) / sector + 1) * sector - offset)
            parts.append(.write(name, bytes.subdata(in: start..<end), at: offset + start))
            start = end
        }
        return parts
    }

    private static func apply(_ change: RecordedFiles.Change, to content: inout Data) {
        switch change {
        case .write(_, let bytes, let offset):
            let end = offset + bytes.count
            if content.count < end { content.append(Data(count: end - content.count)) }
            content.replaceSubrange(offset..<end, with: bytes)
        case .truncate(_, let size):
            if content.count > size { content.removeLast(content.count - size) }
        case .create, .delete, .sync, .mark: break
        }
    }
}
