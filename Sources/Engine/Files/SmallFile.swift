/// Files that are read whole: configurations.
public enum SmallFile {
    /// A file's bytes; one of more than `limit` bytes is refused before anything is allocated.
    public static func bytes(of path: String, limit: Int) throws(FileError) -> [UInt8] {
        let file = try ReadableFile(opening: path)
        guard file.size <= limit else {
            throw .unexpected(
                path: path, tensor: nil, expected: "at most \(limit) bytes", found: "\(file.size) bytes")
        }
        return try file.bytes(at: 0, count: file.size)
    }
}
