// Small files whole: read up to a limit, replaced in one step.

/// Why a file's contents cannot be had.
public enum ContentsError: Error, Sendable, Hashable {
    /// A call of the system failed.
    case system(SystemError)
    /// The path names a folder.
    case folder(path: String)
    /// There are more bytes than the `limit`.
    case tooLong(path: String, limit: Int)
}

extension ContentsError: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .system(let error): "\(error.subject): \(error.reason)"
        case .folder(let path): "\(path): this is a folder; name a file"
        case .tooLong(let path, let limit): "\(path): longer than \(limit) bytes"
        }
    }
}

extension Files {
    /// The bytes of the file `path`, which may be a pipe or a device and must not have more than `limit`.
    public static func contents(_ path: String, limit: Int) throws(ContentsError) -> [UInt8] {
        if isFolder(path) { throw .folder(path: path) }
        var bytes: [UInt8] = []
        do throws(SystemError) {
            let file = try Descriptor(waitingFor: path)
            while bytes.count <= limit, let chunk = try file.receive(upTo: 1 << 16), !chunk.isEmpty { bytes += chunk }
        } catch {
            throw .system(SystemError(error.call, path, code: error.code))
        }
        if bytes.count > limit { throw .tooLong(path: path, limit: limit) }
        return bytes
    }

    /// Makes a file of `text` where there is none.
    ///
    /// - Returns: false where there is one: of several processes that do this at once, one is told true.
    public static func create(_ path: String, with text: String) throws(SystemError) -> Bool {
        do throws(SystemError) {
            let file = try Descriptor(creating: path)
            guard try file.send(ArraySlice(text.utf8)) == text.utf8.count else { throw SystemError("write", path) }
            return true
        } catch {
            if error.isThereAlready { return false }
            throw error
        }
    }

    /// Writes `text` beside `path` and renames it, so that a reader sees the old file or the whole new one.
    ///
    /// Not synchronized: a power cut may take the file back.
    public static func replace(_ path: String, with text: String) throws(SystemError) {
        // Two processes may do this at once; each writes a file of its own, and the later one stays.
        var file = try ReplacedFile(at: path, suffix: ".\(CurrentProcess.id).part")
        try file.append(text)
        try file.commit(isDurable: false)
    }
}
