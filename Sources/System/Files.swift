// Files and folders by their paths.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What is done with files and folders as a whole.
public enum Files {
    /// What a path names, links followed.
    public enum Status: Sendable, Equatable {
        case missing
        case regular(size: Int)
        case folder
        /// A pipe, a device, a socket.
        case other
        case unreadable(SystemError)
    }

    /// What is at `path`, links followed.
    public static func status(_ path: String) -> Status {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(SystemError("stat", path))
        }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .regular(size: Int(status.st_size))
        case S_IFDIR: .folder
        default: .other
        }
    }

    /// Whether there is anything at `path`, links followed.
    public static func exists(_ path: String) -> Bool {
        switch status(path) {
        case .missing, .unreadable: false
        case .regular, .folder, .other: true
        }
    }

    /// Whether `path` is a folder, links followed.
    public static func isFolder(_ path: String) -> Bool { status(path) == .folder }

    /// Whether this process may write the file or folder `path`, as the user that it acts for.
    public static func isWritable(_ path: String) -> Bool { faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 }

    /// Whether this process may read the file `path`, as the user that it acts for.
    public static func isReadable(_ path: String) -> Bool { faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 }

    /// The folder part of `path`, "." where it has none.
    public static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether `path` begins at the root. By its bytes, as the system takes it: a slash with a combining mark behind it is one.
    public static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

    /// `path` seen from `folder` unless it is absolute.
    public static func resolve(_ path: String, in folder: String) -> String {
        isAbsolute(path) ? path : "\(folder)/\(path)"
    }

    /// `path` as it is seen from `folder`, both written alike: "." for the folder itself, nil where it does not lie in it.
    public static func relative(_ path: String, to folder: String) -> String? {
        guard path.utf8.starts(with: folder.utf8) else { return nil }
        var rest = path.utf8.dropFirst(folder.utf8.count)
        if rest.isEmpty { return "." }
        if folder.utf8.last != UInt8(ascii: "/") {
            guard rest.first == UInt8(ascii: "/") else { return nil }
            rest = rest.dropFirst()
        }
        return String(decoding: rest, as: UTF8.self)
    }

    /// `path` as the system knows it: absolute, without links and dots; nil where there is nothing, or where that is no UTF-8.
    public static func canonical(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(validatingCString: found)
    }

    /// What the link `path` says, nil where it is none.
    static func link(_ path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlink(path, &bytes, bytes.count - 1) > 0 else { return nil }
        return bytes.withUnsafeBufferPointer { $0.baseAddress.flatMap { String(validatingCString: $0) } }
    }

    /// Puts the file or folder `path` in the place of `destination`, in one step that no reader sees half done.
    public static func rename(_ path: String, to destination: String) throws(SystemError) {
        if systemRename(path, destination) != 0 { throw SystemError("rename", destination) }
    }

    /// Lets its owner and all who may read it run the file.
    public static func makeExecutable(_ path: String) throws(SystemError) {
        if chmod(path, 0o755) != 0 { throw SystemError("chmod", path) }
    }

    /// Puts the finished file `path` at `destination`, in one step that no reader sees half done, and has both on the disk.
    ///
    /// - Parameter replacing: whether a file that is there already is replaced; otherwise that is an error (`isThereAlready`), also
    ///   where another process puts one there at the same moment.
    public static func place(_ path: String, at destination: String, replacing: Bool) throws(SystemError) {
        try Descriptor(reading: path).synchronize()
        if replacing {
            try rename(path, to: destination)
        } else if systemLink(path, destination) == 0 {
            remove(path)
        } else {
            let code = errno
            // Some file systems have no second names.
            guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(code), !exists(destination) else {
                throw SystemError("link", destination, code: code)
            }
            try rename(path, to: destination)
        }
        ReplacedFile.synchronizeFolder(of: destination)
    }

    /// Removes a file if it is there.
    public static func remove(_ path: String) { _ = unlink(path) }
}

// Inside the enumeration, `rename` and `link` are its own.
private func systemRename(_ path: String, _ destination: String) -> Int32 { rename(path, destination) }
private func systemLink(_ path: String, _ destination: String) -> Int32 { link(path, destination) }
