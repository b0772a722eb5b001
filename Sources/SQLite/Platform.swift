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

/// Whether this process may read the file `path`, as the user that it acts for.
func isReadable(_ path: String) -> Bool { faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 }

/// The folder part of `path`, "." where it has none.
func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Whether `code`, an `errno`, says that there is no room: on the disk, or in what the user may have of it.
func isNoRoom(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT }
