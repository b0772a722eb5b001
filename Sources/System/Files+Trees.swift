// Folders with all that is in them: measured, copied.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Files {
    /// A regular file somewhere below a folder.
    public struct Found: Sendable, Hashable {
        /// Its path, as seen from the folder.
        public let path: String
        /// The bytes that it has.
        public let size: Int
    }

    /// The regular files below `folder`, by their paths; symbolic links are not followed.
    public static func tree(of folder: String) -> [Found] {
        var found: [Found] = []
        for name in names(in: folder) {
            var status = stat()
            guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: found.append(Found(path: name, size: Int(status.st_size)))
            case S_IFDIR:
                found += tree(of: "\(folder)/\(name)").map { Found(path: "\(name)/\($0.path)", size: $0.size) }
            default: break
            }
        }
        return found
    }

    /// Writes a copy of the file `path` to `destination`, whose folder must exist.
    public static func copy(_ path: String, to destination: String) throws(SystemError) {
        let source = try Descriptor(waitingFor: path)
        var copy = try ReplacedFile(at: destination, suffix: ".part")
        while let bytes = try source.receive(upTo: 1 << 20), !bytes.isEmpty {
            try copy.append(bytes: bytes)
        }
        try copy.commit(isDurable: false)
    }
}
