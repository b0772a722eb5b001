// The one file of this module that differs by platform: what is asked of the file system before SQLite opens a file.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What a path names.
enum FileStatus: Equatable {
    case missing
    case regular(size: Int)
    case other
    case unreadable(why: String)
}

/// What is at `path`, links followed.
func fileStatus(_ path: String) -> FileStatus {
    var status = stat()
    guard stat(path, &status) == 0 else {
        return errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(why: String(cString: strerror(errno)))
    }
    return status.st_mode & S_IFMT == S_IFREG ? .regular(size: Int(status.st_size)) : .other
}

/// Whether `path` is a folder.
func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Whether this process may write the file or folder `path`, as the user that it acts for.
func isWritable(_ path: String) -> Bool { faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 }

/// The folder part of `path`, "." where it has none.
func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Up to `count` bytes from the start of the file.
func prefix(of path: String, count: Int) -> Result<[UInt8], UnreadableFile> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(UnreadableFile(why: String(cString: strerror(errno)))) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let read = pread(descriptor, &bytes, count, 0)
    guard read >= 0 else { return .failure(UnreadableFile(why: String(cString: strerror(errno)))) }
    return .success(Array(bytes.prefix(read)))
}

/// Why a file could not be read, in the system's words.
struct UnreadableFile: Error {
    let why: String
}
