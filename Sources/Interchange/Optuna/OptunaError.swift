public import SQLite
public import System

/// Why a storage of Optuna's cannot be read or written, as data; its words are in `description` alone.
public enum OptunaError: Error, Sendable, Hashable {
    /// SQLite, or the file.
    case database(SQLiteError)
    /// A file that cannot be read.
    case contents(ContentsError)
    /// The file is neither such a database nor such a journal.
    case notOptuna(path: String)
    /// Its tables are of another version than 12.
    case version(path: String, Int)
    /// A table is missing, or is no table.
    case table(path: String, String)
    /// It has no study of that name; `known` are those that it has.
    case unknownStudy(String, path: String, known: [String])
    /// It has several studies, and none was named.
    case severalStudies(path: String, known: [String])
    /// It has no study.
    case noStudies(path: String)
    /// The study's directions were never said.
    case noDirections(study: String)
    /// Nothing was sampled in it that could be searched here.
    case nothingSampled(study: String)
    /// Where it was to be written.
    case place(ExportError)
    /// The study here has nothing that counts, or samples nothing.
    case notASearch(study: String)
}

extension OptunaError: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .database(let error): error.description
        case .contents(let error): error.description
        case .notOptuna(let path): "\(path): this is neither a database nor a journal of Optuna's"
        case .version(let path, let version):
            "\(path): its tables are of Optuna's version \(version), and 12 is what Optuna 4 and 5 write"
        case .table(let path, let name): "\(path): it has no table \(name), or it is no plain table"
        case .unknownStudy(let name, let path, _): "\(path): there is no study \(name.debugDescription) in it"
        case .severalStudies(let path, let known): "\(path): it has \(known.count) studies"
        case .noStudies(let path): "\(path): there is no study in it"
        case .noDirections(let study): "\(study.debugDescription): whether it minimizes or maximizes was never said"
        case .nothingSampled(let study): "\(study.debugDescription): none of its trials has a parameter yet"
        case .place(let error): error.description
        case .notASearch(let study): "\(study) is of runs that are only recorded, which Optuna has no form for"
        }
    }
}
