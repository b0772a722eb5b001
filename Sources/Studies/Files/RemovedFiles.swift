// What a trial's folder held and a study's policy has let go: kept in a file beside what is left.
//
//     {"removed": [{"path": "last.ckpt", "size": 104857600, "sha256": "…", "removed_at": 1795900154.2}]}

public import JSON
import System

/// The record of removed files in a trial's folder.
public struct RemovedFiles: Sendable, Hashable {
    /// A file that was there.
    public struct Entry: Sendable, Hashable {
        /// As seen from the trial's folder.
        public let path: String
        /// The bytes that it had.
        public let size: Int
        /// Its SHA-256; nil where it was too large to be read in passing, or could not be.
        public let sum: String?
        /// When it was removed, in seconds since 1970.
        public let removedAt: Double
    }

    static let name = "removed.json"

    /// In the order in which they were removed.
    public private(set) var entries: [Entry]

    /// What is recorded in `folder`.
    init(in folder: String) {
        let bytes = (try? Files.contents("\(folder)/\(Self.name)", limit: 64 << 20)) ?? []
        let json = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self), syntax: .json)
        entries = (json?["removed"]?.arrayValue ?? []).compactMap { entry in
            guard let path = entry["path"]?.stringValue, let size = entry["size"]?.intValue else { return nil }
            return Entry(
                path: path, size: size, sum: entry["sha256"]?.stringValue,
                removedAt: entry["removed_at"]?.doubleValue ?? 0)
        }
    }

    /// Removes files of `folder`, each once it is on record.
    ///
    /// - Parameter limit: of larger files no sum is taken.
    static func remove(_ paths: [(path: String, size: Int)], from folder: String, sumsUpTo limit: Int)
        throws(SystemError)
    {
        guard !paths.isEmpty else { return }
        var record = RemovedFiles(in: folder)
        let gone = Set(paths.map(\.path))
        record.entries.removeAll { gone.contains($0.path) }
        for (path, size) in paths {
            let sum = size <= limit ? SHA256.hex(ofFile: "\(folder)/\(path)") : nil
            record.entries.append(Entry(path: path, size: size, sum: sum, removedAt: SystemClock.secondsSince1970))
        }
        try Files.replace("\(folder)/\(name)", with: record.json.text(pretty: true) + "\n")
        for (path, _) in paths {
            try Files.removeTree("\(folder)/\(path)")
            var above = Files.folder(of: "\(folder)/\(path)")
            while above.utf8.count > folder.utf8.count {
                Files.removeEmptyFolder(above)
                above = Files.folder(of: above)
            }
        }
    }

    private var json: JSONValue { ["removed": .array(entries.map(\.json))] }
}

extension RemovedFiles.Entry {
    /// `{"path", "size", "sha256", "removed_at"}`
    public var json: JSONValue {
        ["path": .string(path), "size": .int(size), "sha256": JSONValue(sum), "removed_at": .double(removedAt)]
    }
}
