import Arguments
import Interchange
import Studies
import System
import Words

/// A definition's text and what its file is called in messages.
struct DefinitionText {
    let text: String
    let file: String
    /// What names it on the command line.
    let argument: String
}

extension Workspace {
    /// The study that `hpo study create` makes when nothing is named; its definition is part of the program too.
    static let defaultStudy = "face-transformer"

    /// The text that a NAME or FILE stands for. Where nothing is named, the default definition; the project's own where it has
    /// one definition and not the default one.
    ///
    /// A name is that of a definition in the project's `studies/`; what has a slash or ends in .json5 is a file. The
    /// default definition needs no file: the program holds a copy of it.
    ///
    /// - Parameter onlyFiles: refuses pipes and devices, at which a program that answers others would wait.
    func definition(named: String?, onlyFiles: Bool = false) throws(Failure) -> DefinitionText {
        let name: String
        if let named { name = named } else { name = try unnamedDefinition() }
        if name.utf8.contains(UInt8(ascii: "/")) || Self.endings.contains(where: name.hasSuffix) {
            return try read(name, as: name, onlyFiles: onlyFiles)
        }
        let file = "\(root)/studies/\(name).json5"
        if Files.exists(file) { return try read(shown(file), as: name, onlyFiles: onlyFiles) }
        guard name == Self.defaultStudy else { throw unknownDefinition(name) }
        return DefinitionText(
            text: String(decoding: PackageResources.face_transformer_json5, as: UTF8.self), file: "\(name).json5",
            argument: name)
    }

    /// What files of definitions end in, and those of sweeps that are not read here.
    private static let endings = [".json5", ".json", ".yaml", ".yml"]

    private func unnamedDefinition() throws(Failure) -> String {
        let own = definitions
        if own.isEmpty || own.contains(Self.defaultStudy) { return Self.defaultStudy }
        if own.count == 1 { return own[0] }
        throw Failure(
            "which definition? studies/ has \(own.joined(separator: ", ")); hpo study create NAME makes the study of one"
        )
    }

    /// What to do about a word that names no study: where it is a definition, its study can be made.
    func advice(onStudyNamed name: String) -> String? {
        if name.contains("/") || name.hasSuffix(".json5") {
            guard Files.exists(name) else { return nil }
            return
                "this is a definition's file: hpo study create \(name) makes its study, which is then named by its name"
        }
        guard definitions.contains(name) || name == Self.defaultStudy else { return nil }
        return "hpo study create \(name) makes it"
            + (definitions.contains(name) ? " from studies/\(name).json5" : "")
    }

    private func read(_ file: String, as argument: String, onlyFiles: Bool) throws(Failure) -> DefinitionText {
        if onlyFiles, case .other = Files.status(file) {
            throw Failure("\(file): this is no file, but a pipe or a device")
        }
        let bytes: [UInt8]
        do throws(ContentsError) { bytes = try Files.contents(file, limit: 1 << 20) } catch {
            throw Failure("\(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure("\(file): this is not UTF-8 text")
        }
        if let sweep = ForeignSweep(text, file: file) { throw Failure("\(file): \(words(for: sweep))") }
        return DefinitionText(text: text, file: file, argument: argument)
    }

    private func unknownDefinition(_ name: String) -> Failure {
        let known = Set(definitions + [Self.defaultStudy]).sorted()
        let there =
            nearestName(to: name, among: known).map { "; did you mean \($0)?" }
            ?? " (there are \(known.joined(separator: ", ")))"
        return Failure("there is no definition studies/\(name).json5\(there)")
    }
}
