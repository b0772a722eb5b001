// A search in this process.
//
//     import HPO
//
//     let rate = Parameter("lr", in: 1e-5...1e-1, scale: .log)
//     let layers = Parameter("layers", in: 1...6)
//     let study = try Study(
//         Definition("digits", .maximize("accuracy"), space: [rate, layers]), in: .file("db/hpo.sqlite"))
//     try await study.optimize(trials: 50, workers: 4) { trial in
//         try await accuracy(rate: trial[rate], layers: trial[layers])
//     }
//     let best = try await study.best()       // its number, its value, best?[rate]

import Definitions
import Search
import Storage
import Studies
import System

/// A study: what it searches, its trials, and what they have come to.
///
/// Its records are those of the command `hpo`: a study that was made here is shown, listed, verified and gone on with there, and
/// the other way round. It may be used from any task; whatever reads or writes waits on a thread of its own.
public final class Study: Sendable {
    /// Where a study is recorded.
    public enum Place: Sendable, Hashable {
        /// In memory: gone when the study is.
        case memory
        /// In the SQLite file at this path, which is made, with its folder, where there is none.
        case file(String)
    }

    /// Its name.
    public let name: String
    /// What is allowed in its definition but seems unwise, for people.
    public let warnings: [String]
    let recorder: Recorder

    /// The study that `definition` defines, new, or gone on with where there is one of its name.
    ///
    /// - Throws: `StudyError.definition` with all mistakes at once; `StudyError.otherDefinition` where there is one of this
    ///   name that searches otherwise; what the database says. Nothing is written then.
    public init(_ definition: Definition, in place: Place = .memory) throws(StudyError) {
        let parsed = try definition.parsed()
        // A value that Swift takes for something else is found before anything is stored.
        let first = try inLibrary { () throws(Studies.StudyError) in try parsed.firstTrial().parameters.asValues }
        try definition.parameters.checkValues(first)
        let store = try Self.store(place, creating: true)
        let open: OpenStudy
        do throws(Studies.StudyError) {
            open = try store.create(parsed)
        } catch {
            guard case .storage(.studyExists(_)) = error else { throw StudyError(error) }
            open = try Self.opened(parsed, in: store)
        }
        name = open.name
        warnings = parsed.warnings
        recorder = Recorder(store, open, definition.parameters)
    }

    /// The study called `name` that is there already, made by whatever program.
    ///
    /// - Parameters:
    ///   - name: the study's.
    ///   - path: the SQLite file.
    ///   - parameters: those that trials are read by in Swift: `Parameter("lr", as: Double.self)`.
    /// - Throws: `StudyError.unknownStudy` where there is none; `StudyError.unusableValue` where a parameter's values are of
    ///   another kind.
    public init(named name: String, in path: String, reading parameters: [any StudyParameter] = []) throws(StudyError) {
        let store = try Self.store(.file(path), creating: false)
        let (open, definition) = try inLibrary { () throws(Studies.StudyError) in
            let open = try store.study(named: name)
            return (open, try open.definition())
        }
        if !definition.isTracked {
            try parameters.checkValues(
                try inLibrary { () throws(Studies.StudyError) in try definition.firstTrial().parameters.asValues })
        }
        self.name = open.name
        warnings = definition.warnings
        recorder = Recorder(store, open, parameters)
    }

    private static func store(_ place: Place, creating: Bool) throws(StudyError) -> StudyStore {
        try inLibrary { () throws(Studies.StudyError) in
            switch place {
            case .memory: return try StudyStore.inMemory()
            case .file(let path):
                if creating {
                    do throws(SystemError) { try Files.makeFolders(Files.folder(of: path)) } catch {
                        throw .output(error)
                    }
                }
                return try StudyStore(opening: path, creating: creating)
            }
        }
    }

    /// The study of that name in `store`, which is to search as `definition` does.
    private static func opened(_ definition: StudyDefinition, in store: StudyStore) throws(StudyError) -> OpenStudy {
        let (open, differences) = try inLibrary { () throws(Studies.StudyError) in
            let open = try store.study(named: definition.name)
            return (open, try open.definition().differences(to: definition))
        }
        if !differences.isEmpty { throw .otherDefinition(study: open.name, differences: differences) }
        return open
    }
}

extension [any StudyParameter] {
    /// Makes sure that each parameter in Swift can take its value of a trial's.
    ///
    /// - Throws: `unusableValue`.
    func checkValues(_ values: [String: ParameterValue]) throws(StudyError) {
        for parameter in self {
            let (value, declaration) = (values[parameter.name], parameter.declaration)
            guard !declaration.accepts(value) else { continue }
            throw .unusableValue(parameter: parameter.name, value: value, expected: declaration.expected)
        }
    }
}
