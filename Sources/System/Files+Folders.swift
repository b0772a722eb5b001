// Folders: made, listed, moved aside, removed with all that is in them.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Files {
    /// The names in a folder in ascending order, none where it can't be read; those that are no UTF-8 are left out.
    public static func names(in folder: String) -> [String] {
        entries(in: Array(folder.utf8CString)).compactMap { String(validating: $0, as: UTF8.self) }.sorted()
    }

    /// The names in a folder as the system has them.
    private static func entries(in folder: [CChar]) -> [[UInt8]] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
        }
        return names
    }

    /// Makes the folder `path` and those above it that are missing; one that is there already is no error.
    public static func makeFolders(_ path: String) throws(SystemError) {
        if isFolder(path) { return }
        let above = folder(of: path)
        if above != "/", above != ".", !above.isEmpty { try makeFolders(above) }
        if mkdir(path, 0o777) != 0 && (errno != EEXIST || !isFolder(path)) { throw SystemError("mkdir", path) }
    }

    /// Makes a folder of this process's own in `place`, or where the system has such.
    public static func makeTemporaryFolder(in place: String? = nil) throws(SystemError) -> String {
        let base = place ?? CurrentProcess.variable("TMPDIR") ?? "/tmp"
        var template = Array("\(base)/hpo-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw SystemError("mkdtemp", base) }
        return String(cString: made)
    }

    /// Renames the folder `path`, if there is one, to a name beside it that is free.
    public static func moveAside(_ path: String) throws(SystemError) {
        guard isFolder(path) else { return }
        var number = 1
        while exists("\(path).old-\(number)") { number += 1 }
        try rename(path, to: "\(path).old-\(number)")
    }

    /// Removes a file, or a folder with all that is in it; symbolic links are removed and not followed.
    public static func removeTree(_ path: String) throws(SystemError) { try removeTree(Array(path.utf8CString)) }

    private static func removeTree(_ path: [CChar]) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            if unlink(path) != 0 { throw SystemError("unlink", text(path)) }
            return
        }
        for name in entries(in: path) {
            try removeTree(path.dropLast() + [0x2F] + name.map { CChar(bitPattern: $0) } + [0])
        }
        if rmdir(path) != 0 { throw SystemError("rmdir", text(path)) }
    }

    private static func text(_ path: [CChar]) -> String {
        String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a folder if nothing is in it.
    public static func removeEmptyFolder(_ path: String) { _ = rmdir(path) }
}
