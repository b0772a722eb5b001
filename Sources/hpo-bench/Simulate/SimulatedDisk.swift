import CrashFiles
import Foundation

/// The database's files, each of whose changes is known, so that the power can be cut.
struct SimulatedDisk {
    let folder: String
    private(set) var files: RecordedFiles
    private var before: [String: Data] = [:]
    private var chance: Chance
    /// The changes before the last power cut.
    private var past = 0

    init(_ folder: String, seed: UInt64, template: URL?) throws {
        self.folder = folder
        chance = Chance(seed: seed, .power)
        guard let files = RecordedFiles() else { throw SimulationError.noFiles }
        self.files = files
        if let template {
            let content = try Data(contentsOf: template)
            before = [Self.name: content]
            try content.write(to: URL(filePath: path))
        }
    }

    private static let name = "hpo.sqlite"

    var path: String { "\(folder)/\(Self.name)" }

    /// How many changes there were.
    var changes: Int { past + files.count }

    /// Leaves the files as a power cut at this moment does; all databases must be closed.
    ///
    /// - Returns: the change up to which everything is there.
    mutating func cutPower() throws -> Int {
        var disk = Disk()
        for (name, content) in before {
            disk.apply(.create(name))
            disk.apply(.write(name, content, at: 0))
            disk.apply(.sync(name))
        }
        let changes = files.changes()
        for change in changes { disk.apply(change) }
        let loss = chance.pick(Disk.Loss.allCases)
        let synced = changes.lastIndex { if case .sync(let name) = $0 { name.hasSuffix("-wal") } else { false } }
        let durable = past + (loss == .none ? changes.count : synced ?? 0)
        before = disk.afterPowerCut(losing: loss, using: &chance)
        for suffix in ["", "-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
        for (name, content) in before { try content.write(to: URL(filePath: "\(folder)/\(name)")) }
        past += changes.count
        guard let files = RecordedFiles() else { throw SimulationError.noFiles }
        self.files = files
        return durable
    }
}
