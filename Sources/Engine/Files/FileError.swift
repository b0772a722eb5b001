public import System

/// What is wrong with a file of tensors, always with the file's name and, where there is one, the tensor's.
///
///     data.safetensors: tensor train/frames: expected shape [N, T, F], found [1732, 84]
public enum FileError: Error, Hashable, Sendable {
    /// A call of the system on a file failed; `operation` is its purpose ("open", "read", "write").
    case system(SystemError, operation: String)
    /// The path is a folder, a pipe or a device.
    case notAFile(path: String)
    /// The file, or one tensor in it, is not what it should be.
    case unexpected(path: String, tensor: String?, expected: String, found: String)
    /// A tensor that is needed is not in the file.
    case missing(path: String, tensor: String, present: [String])
    /// An array of an npz file is compressed.
    case compressed(path: String, tensor: String)
    /// The file is one npy array, which has no name.
    case singleArray(path: String)

    /// The file that the error is about.
    public var path: String {
        switch self {
        case .system(let error, _): error.subject
        case .notAFile(let path), .unexpected(let path, _, _, _), .missing(let path, _, _), .compressed(let path, _),
            .singleArray(let path):
            path
        }
    }

    /// Whether there is no such file at all.
    var isNotFound: Bool {
        if case .system(let error, _) = self { error.isMissing } else { false }
    }
}

extension FileError {
    /// What `body` gives, which does `operation` with the file at `path`.
    public static func during<Value: ~Copyable>(
        _ operation: String, _ path: String, _ body: () throws(SystemError) -> Value
    ) throws(FileError) -> Value {
        do throws(SystemError) { return try body() } catch {
            throw .system(SystemError(error.call, path, code: error.code), operation: operation)
        }
    }
}

extension FileError: CustomStringConvertible {
    /// One line for a person: file, tensor, expected, found, what to do.
    public var description: String {
        switch self {
        case .system(let error, let operation):
            "\(error.subject): cannot \(operation): \(error.reason)"
        case .notAFile(let path):
            "\(path): expected a regular file, found a folder, pipe or device"
        case .unexpected(let path, let tensor?, let expected, let found):
            "\(path): \(Self.noun(path)) \(tensor): expected \(expected), found \(found)"
        case .unexpected(let path, nil, let expected, let found):
            "\(path): expected \(expected), found \(found)"
        case .missing(let path, let tensor, let present):
            "\(path): expected \(Self.noun(path) == "array" ? "an array" : "a tensor") \(tensor), found \(Self.list(present))"
        case .compressed(let path, let tensor):
            "\(path): array \(tensor) is compressed; write the file with numpy.savez instead of numpy.savez_compressed"
        case .singleArray(let path):
            "\(path): expected a safetensors or npz file, found a single npy array, which has no name; "
                + "write it with numpy.savez under the name that it is to have"
        }
    }

    /// What numpy's files hold are arrays.
    private static func noun(_ path: String) -> String {
        path.hasSuffix(".npz") || path.hasSuffix(".npy") ? "array" : "tensor"
    }

    private static func list(_ names: [String]) -> String {
        if names.isEmpty { return "none" }
        let shown = names.prefix(12).joined(separator: ", ")
        return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
    }
}
