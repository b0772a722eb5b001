/// Files and folders, written so that nothing half-written is ever seen.
enum Files {
    /// Writes `text` to `path` beside and then renames it, so that a reader sees the old file or the whole new one.
    static func write(_ text: String, to path: String) throws(SystemError) {
        let beside = "\(path).\(Platform.processIdentifier).part"
        do throws(SystemError) {
            let file = try Descriptor(writing: beside, appending: false)
            let bytes = Array(text.utf8)[...]
            guard try file.send(bytes) == bytes.count else { throw SystemError("write", beside) }
            try Platform.rename(beside, to: path)
        } catch {
            Platform.remove(beside)
            throw error
        }
    }

    /// Makes the folder `path` and those above it that are missing.
    static func makeDirectories(_ path: String) throws(SystemError) {
        if isDirectory(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectories(String(path[..<slash]))
        }
        try Platform.makeDirectory(path)
    }

    /// Renames the folder `path`, if there is one: a deleted study of the same name may have left its trials' folders, and a new
    /// trial must not find their checkpoints, nor destroy them.
    static func moveAside(_ path: String) throws(SystemError) {
        guard isDirectory(path) else { return }
        var number = 1
        while Platform.exists("\(path).old-\(number)") { number += 1 }
        try Platform.rename(path, to: "\(path).old-\(number)")
    }

    /// Whether `path` is a folder.
    static func isDirectory(_ path: String) -> Bool { Platform.isDirectory(path) }

    /// `path` seen from `directory` unless it is absolute.
    static func resolve(_ path: String, in directory: String) -> String {
        path.hasPrefix("/") ? path : "\(directory)/\(path)"
    }
}
