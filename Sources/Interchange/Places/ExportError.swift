/// Why an export cannot be put where it was meant to be, as data; its words are in `description` alone.
public enum ExportError: Error, Sendable, Hashable {
    /// There is something of that name, and nobody said that it is replaced.
    case exists(path: String)
    /// The folder that the export was to be in does not exist.
    case missingFolder(String, path: String)
    /// A folder with files that no such export has written, which is not replaced.
    case otherFiles(folder: String, example: String)
    /// A file or folder that cannot be written.
    case unwritable(path: String, why: String)
}

extension ExportError: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .exists(let path): "\(path) is there already"
        case .missingFolder(let folder, let path): "\(path): the folder \(folder) does not exist"
        case .otherFiles(let folder, let example):
            "\(folder) has other files than such an export (\(example)), and is left as it is"
        case .unwritable(let path, let why): "\(path): it cannot be written: \(why)"
        }
    }
}
