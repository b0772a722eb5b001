import Arguments
import Storage
import Studies
import System

/// Where a command works: the project's root, and the database in it.
///
/// The root is the nearest folder, from the working directory upward, that holds `db/hpo.sqlite`, a definition
/// `studies/*.json5` or `.git`; the working directory itself where there is none.
struct Workspace {
    /// The project's root, absolute.
    let root: String
    /// The database's file: `--db`, else HPO_DB, else `db/hpo.sqlite` of the root.
    let databasePath: String
    private let workingDirectory: String
    private let isDefaultPath: Bool

    init(_ arguments: ParsedArguments) throws(Failure) {
        guard let workingDirectory = CurrentProcess.workingDirectory else {
            throw Failure("the working directory does not exist any more; change to another one")
        }
        let named = arguments[CommonInputs.database] ?? CurrentProcess.variable("HPO_DB")
        self.workingDirectory = workingDirectory
        root = Self.root(above: workingDirectory)
        isDefaultPath = named == nil
        databasePath = named ?? "\(root)/db/hpo.sqlite"
    }

    /// Whether there is anything at the database's path; what cannot be looked at is for whoever opens it to say.
    var hasDatabase: Bool { Files.status(databasePath) != .missing }

    /// Opens the database for a command that needs what is in it.
    func open() throws -> StudyStore {
        guard hasDatabase else {
            throw Failure(
                "there is no database at \(shown(databasePath)); hpo study create makes one with its first study")
        }
        return try StudyStore(opening: databasePath, creating: false, present: root)
    }

    /// Opens the database, making it where there is none yet.
    func openOrCreate() throws -> StudyStore {
        if isDefaultPath {
            do throws(SystemError) {
                try Files.makeFolders("\(root)/db")
            } catch {
                throw Failure("cannot make the database's folder: \(error); --db or HPO_DB may name another place")
            }
        }
        return try StudyStore(opening: databasePath, present: root)
    }

    /// The study that the command line names, or else the one used last.
    func study(_ arguments: ParsedArguments) throws -> OpenStudy {
        let name = try arguments.studyName()
        if let name, !Files.exists(databasePath) { try offer(name) }
        let store = try open()
        if let name { return try study(named: name, in: store) }
        guard let study = try store.lastUsedStudy() else {
            throw Failure("there is no study yet; hpo study create makes one")
        }
        return study
    }

    /// The study called `name`. Where there is only a definition of that name, it says how to make the study.
    func study(named name: String, in store: StudyStore) throws -> OpenStudy {
        do throws(StudyError) { return try store.study(named: name) } catch {
            if case .storage(.unknownStudy) = error { try offer(name) }
            throw error
        }
    }

    /// - Throws: where `name` is no study, but a definition that one can be made of.
    private func offer(_ name: String) throws(Failure) {
        if let advice = advice(onStudyNamed: name) { throw Failure("there is no study \"\(name)\"; \(advice)") }
    }

    /// Says that a study works in another folder than the one that is recorded for it, before something is done there.
    func noteFolder(of study: OpenStudy) {
        guard let former = study.formerDirectory else { return }
        let missing = Files.isFolder(study.folder) ? "" : ", where there is no studies/\(study.name) yet"
        Console.note(
            "hpo: \(study.name) was made in \(former), which is not the project that holds the database: it works in "
                + "\(study.record.directory)\(missing)")
    }

    /// The definitions in `studies/`, by the names of their files.
    var definitions: [String] {
        Files.names(in: "\(root)/studies").filter { $0.hasSuffix(".json5") }.map { String($0.dropLast(6)) }
    }

    /// `path` as it is shortest to read: seen from the working directory if it is below.
    func shown(_ path: String) -> String {
        Files.relative(path, to: workingDirectory) ?? path
    }

    private static func root(above directory: String) -> String {
        var candidate = directory
        while true {
            if isRoot(candidate) { return candidate }
            if candidate == "/" { return directory }
            candidate = Files.folder(of: candidate)
        }
    }

    /// Also where it cannot be looked at: then the project above is not the one that is meant.
    private static func hasDatabase(_ directory: String) -> Bool {
        switch Files.status("\(directory)/db/hpo.sqlite") {
        case .missing: false
        case .unreadable: Files.names(in: directory).contains("db")
        case .regular, .folder, .other: true
        }
    }

    private static func isRoot(_ directory: String) -> Bool {
        hasDatabase(directory) || Files.exists("\(directory)/.git")
            || Files.names(in: "\(directory)/studies").contains { $0.hasSuffix(".json5") }
    }
}
